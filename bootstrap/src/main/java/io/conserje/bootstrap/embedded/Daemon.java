package io.conserje.bootstrap.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server process that outlives its parent, found by its pid file. The system reuses pids, so the process must also
 * run the expected program on the expected directory.
 */
final class Daemon {

    private static final Logger LOG = LoggerFactory.getLogger(Daemon.class);
    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final Duration LAST = Duration.ofSeconds(5);
    private static final long POLL_MILLIS = 20;

    private final String program;
    private final ProcessHandle process;

    private Daemon(String program, ProcessHandle process) {
        this.program = program;
        this.process = process;
    }

    /**
     * The running server of a pid file. The first line of the file is the pid.
     *
     * @param program the beginning of the file name of its executable
     * @param directory must be among its arguments
     */
    static Optional<Daemon> of(Path pidFile, String program, Path directory) {
        return firstLine(pidFile)
                .filter(line -> line.matches("[0-9]{1,10}"))
                .flatMap(line -> ProcessHandle.of(Long.parseLong(line)))
                .filter(process -> isRunning(process) && runs(process, program, directory))
                .map(process -> new Daemon(program, process));
    }

    private static Optional<String> firstLine(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.findFirst().map(String::strip);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static boolean runs(ProcessHandle process, String program, Path directory) {
        ProcessHandle.Info info = process.info();
        boolean same = info.command()
                .map(command -> Path.of(command).getFileName().toString().startsWith(program))
                .orElse(false);
        // If the system does not show arguments, the program's name suffices.
        return same
                && info.arguments()
                        .map(arguments -> Stream.of(arguments).anyMatch(one -> one.startsWith(directory.toString())))
                        .orElse(true);
    }

    long pid() {
        return process.pid();
    }

    /**
     * Ends the process with a signal, and kills it after 10 s. Returns when it and its children have ended.
     *
     * @param signal by name, without SIG
     * @throws EmbeddedServerException if it does not end even then
     */
    void end(String signal) {
        List<ProcessHandle> children = process.descendants().toList();
        signal(signal);
        if (!awaitEnd(List.of(process), GRACE)) {
            LOG.warn("{} (process {}) does not end; killing it", program, process.pid());
            process.destroyForcibly();
        }
        // The children of a killed postmaster hold its shared memory until they notice its end.
        if (!awaitEnd(List.of(process), LAST) || !awaitEnd(children, LAST)) {
            throw new EmbeddedServerException(
                    "Process " + process.pid() + " (" + program + ") cannot be ended. End it with: kill -9 "
                            + process.pid(),
                    null);
        }
    }

    private void signal(String signal) {
        // ProcessHandle.destroy sends SIGTERM; with that, PostgreSQL waits until its last client has disconnected.
        try {
            int exit = new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid()))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
            LOG.debug("kill -{} {} gave {}", signal, process.pid(), exit);
        } catch (IOException e) {
            process.destroy();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean awaitEnd(List<ProcessHandle> processes, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (processes.stream().anyMatch(Daemon::isRunning)) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            try {
                Thread.sleep(POLL_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }

    /** Alive and not a zombie. In a container without an init process, zombies stay. */
    private static boolean isRunning(ProcessHandle process) {
        return process.isAlive() && !isZombie(process.pid());
    }

    private static boolean isZombie(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", String.valueOf(pid), "stat"));
            return stat.startsWith("Z", stat.lastIndexOf(')') + 2);
        } catch (IOException e) {
            return false;
        }
    }
}
