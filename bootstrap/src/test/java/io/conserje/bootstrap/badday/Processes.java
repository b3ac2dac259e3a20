package io.conserje.bootstrap.badday;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.conserje.bootstrap.badday.Evidence.Heard;
import io.conserje.bootstrap.badday.Evidence.Said;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The processes of the service, each with its record. Thread-safe. */
final class Processes implements AutoCloseable {

    private static final Pattern ENTRY = Pattern.compile("[0-9:.]+ (WARN|ERROR) ");

    private record Running(String name, Process process, int port) {}

    private final Path folder;
    private final int database;
    private final String outside;
    private final int divisor;
    private final AtomicInteger names = new AtomicInteger();
    private final List<Process> all = new CopyOnWriteArrayList<>();
    private final List<Running> running = new CopyOnWriteArrayList<>();

    Processes(Path folder, int database, String outside, int divisor) {
        this.folder = folder;
        this.database = database;
        this.outside = outside;
        this.divisor = divisor;
    }

    /** The port of one that runs. */
    int port() {
        List<Integer> ports = ports();
        return ports.get(ThreadLocalRandom.current().nextInt(ports.size()));
    }

    List<Integer> ports() {
        return running.stream().map(Running::port).toList();
    }

    /** Ends one with {@code kill -9}. */
    void kill(String name) throws InterruptedException {
        Running one = running.stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElseThrow();
        running.remove(one);
        one.process().destroyForcibly().waitFor();
    }

    /** Starts one, and waits until it takes deliveries. */
    void start() throws IOException {
        String name = "process-" + names.getAndIncrement();
        Path log = folder.resolve(name + ".log");
        Path port = BadDayProcess.portFile(folder, name);
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx160m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Dorg.jooq.no-logo=true",
                        "-Dorg.jooq.no-tips=true",
                        "-cp",
                        System.getProperty("java.class.path"),
                        BadDayProcess.class.getName(),
                        name,
                        Integer.toString(database),
                        outside,
                        folder.toString(),
                        Integer.toString(divisor))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        all.add(process);
        await().atMost(Duration.ofMinutes(1))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> {
                    assertThat(process.isAlive()).as(Files.readString(log)).isTrue();
                    return Files.exists(port);
                });
        running.add(new Running(name, process, Integer.parseInt(Files.readString(port))));
    }

    /** The calls of all handlers, those of killed processes included, in the order of time. */
    List<Heard> heard() throws IOException {
        List<Heard> heard = new ArrayList<>();
        for (String process : processes()) {
            Path record = BadDayProcess.record(folder, process);
            if (Files.exists(record)) {
                for (String line : Files.readAllLines(record)) {
                    String[] parts = line.split(" ");
                    heard.add(new Heard(
                            process,
                            new Said(parts[1], Integer.parseInt(parts[2])),
                            parts[3].equals("-") ? "" : parts[3],
                            Long.parseLong(parts[0])));
                }
            }
        }
        heard.sort(Comparator.comparingLong(Heard::at));
        return heard;
    }

    /** The warnings and errors that the processes logged, each line behind the name of its process. */
    List<String> logs() throws IOException {
        List<String> lines = new ArrayList<>();
        for (String process : processes()) {
            Files.readAllLines(folder.resolve(process + ".log")).stream()
                    .filter(line -> ENTRY.matcher(line).lookingAt())
                    .forEach(line -> lines.add(process + ": " + line));
        }
        return lines;
    }

    private List<String> processes() {
        return Stream.iterate(0, number -> number + 1)
                .limit(names.get())
                .map(number -> "process-" + number)
                .toList();
    }

    @Override
    public void close() {
        all.forEach(Process::destroyForcibly);
        all.forEach(process -> process.onExit().join());
    }
}
