package io.conserje.bench;

import java.util.Map;
import java.util.TreeMap;

/** Runs the benchmark that is named: {@code mvn -B -ntp -Pbench verify -DskipTests -Dbench=NAME}. */
public final class Bench {

    private interface Benchmark {
        void run() throws Exception;
    }

    private static final Map<String, Benchmark> ALL = new TreeMap<>(Map.of(
            "accept",
            AcceptBench::run,
            "claims",
            ClaimsBench::run,
            "holds",
            HoldsBench::run,
            "move",
            MoveBench::run,
            "pages",
            PagesBench::run,
            "queue",
            QueueBench::run,
            "sweeps",
            SweepsBench::run,
            "tenancy",
            TenancyBench::run,
            "transfer",
            TransferBench::run));

    private Bench() {}

    public static void main(String[] args) throws Exception {
        String name = args.length == 0 ? "" : args[0];
        Benchmark benchmark = ALL.get(name);
        if (benchmark == null) {
            System.err.println("There is no benchmark \"" + name + "\". Say -Dbench=NAME, one of " + ALL.keySet());
            System.exit(2);
        } else {
            benchmark.run();
        }
    }
}
