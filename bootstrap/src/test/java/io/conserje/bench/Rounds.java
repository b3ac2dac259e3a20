package io.conserje.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

/**
 * Measures variants of one task in turn, in every round, so that a disturbance of the machine affects all of them. The
 * figure is the median, over the rounds, of the ratio within a round.
 */
final class Rounds {

    private static final int WARM_UP = 4;

    private final int threads;
    private final int rounds;
    private final Duration each;
    private final Map<String, Runnable> variants = new LinkedHashMap<>();
    private final Map<String, Runnable> aftermaths = new LinkedHashMap<>();
    private final Map<String, double[]> rates = new LinkedHashMap<>();

    Rounds(int threads, int rounds, Duration each) {
        this.threads = threads;
        this.rounds = rounds;
        this.each = each;
    }

    /** Adds a variant. One call is one operation; any thread may make it. */
    Rounds variant(String name, Runnable operation) {
        variants.put(name, operation);
        return this;
    }

    /**
     * Adds a variant that leaves work behind. The time of {@code aftermath} counts for this variant, not for the next.
     */
    Rounds variant(String name, Runnable operation, Runnable aftermath) {
        aftermaths.put(name, aftermath);
        return variant(name, operation);
    }

    /** Measures all variants, after a warm-up, because the JIT compiler is busy in the first half minute. */
    Rounds measure() throws InterruptedException {
        for (int round = 0; round < WARM_UP; round++) {
            for (String variant : variants.keySet()) {
                rate(variant);
            }
        }
        for (int round = 0; round < rounds; round++) {
            for (String variant : variants.keySet()) {
                rates.computeIfAbsent(variant, name -> new double[rounds])[round] = rate(variant);
            }
        }
        return this;
    }

    /** Prints the rates. */
    Rounds table(String title) {
        System.out.printf(
                Locale.ROOT, "%n%s (%d threads, %d rounds of %d ms)%n", title, threads, rounds, each.toMillis());
        System.out.printf(Locale.ROOT, "%-28s %14s %14s %14s%n", "variant", "median op/s", "least", "most");
        rates.forEach((name, measured) -> {
            double[] sorted = sorted(measured);
            System.out.printf(
                    Locale.ROOT,
                    "%-28s %14.0f %14.0f %14.0f%n",
                    name,
                    median(sorted),
                    sorted[0],
                    sorted[sorted.length - 1]);
        });
        return this;
    }

    /** Prints {@code ratio <figure> <value>}: Conserje divided by the baseline. */
    Rounds ratio(String figure, String ours, String baseline) {
        double[] mine = rates.getOrDefault(ours, new double[0]);
        double[] theirs = rates.getOrDefault(baseline, new double[0]);
        double[] ratios = new double[mine.length];
        for (int round = 0; round < mine.length; round++) {
            ratios[round] = mine[round] / theirs[round];
        }
        System.out.printf(Locale.ROOT, "ratio %s %.2f%n", figure, median(sorted(ratios)));
        return this;
    }

    /** The median of the operations per second of a variant. */
    double median(String variant) {
        return median(sorted(rates.getOrDefault(variant, new double[0])));
    }

    private double rate(String variant) throws InterruptedException {
        Runnable operation = variants.getOrDefault(variant, () -> {});
        Runnable aftermath = aftermaths.getOrDefault(variant, () -> {});
        AtomicLong end = new AtomicLong();
        LongAdder done = new LongAdder();
        CountDownLatch ready = new CountDownLatch(threads);
        CountDownLatch go = new CountDownLatch(1);
        AtomicReference<Throwable> died = new AtomicReference<>();
        List<Thread> workers = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            workers.add(Thread.ofPlatform()
                    .uncaughtExceptionHandler((worker, why) -> died.set(why))
                    .start(() -> {
                        ready.countDown();
                        try {
                            go.await();
                        } catch (InterruptedException interrupted) {
                            return;
                        }
                        while (System.nanoTime() - end.get() < 0) {
                            operation.run();
                            done.increment();
                        }
                    }));
        }
        ready.await();
        long begun = System.nanoTime();
        end.set(begun + each.toNanos());
        go.countDown();
        for (Thread worker : workers) {
            worker.join();
        }
        if (died.get() != null) {
            throw new IllegalStateException(
                    "A thread of " + variant + " died: its figure would be too low", died.get());
        }
        aftermath.run();
        return (double) done.sum() / ((double) (System.nanoTime() - begun) / 1e9);
    }

    private static double[] sorted(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted;
    }

    private static double median(double[] sorted) {
        return sorted.length == 0 ? Double.NaN : sorted[sorted.length / 2];
    }
}
