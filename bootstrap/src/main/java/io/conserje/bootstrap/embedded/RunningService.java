package io.conserje.bootstrap.embedded;

import io.conserje.bootstrap.config.EnvFile;
import io.conserje.bootstrap.config.SettingsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file with the settings of a running service that has embedded servers. Commands of the same user read it, and so
 * find the servers. It is an env file that only its user can read. Closing this removes it. Thread-safe.
 */
public final class RunningService implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RunningService.class);
    private static final String FILE = "running.env";
    private static final String HEAD = "# A running Conserje. The file is removed when the process ends.\n";
    private static final String PROCESS = "PROCESS";
    /** The system gives the numbers of processes out again: the time of the start tells two of them apart. */
    private static final String STARTED = "STARTED";

    private final Path file;

    private RunningService(Path file) {
        this.file = file;
    }

    /**
     * Writes the file for this process. One that a killed service has left is replaced.
     *
     * @param home the directory that the embedded servers have claimed
     * @param settings values by name, without characters that an env file would have to quote
     * @throws UncheckedIOException if the file cannot be written
     */
    public static RunningService announce(Path home, Map<String, String> settings) {
        Map<String, String> values = new LinkedHashMap<>();
        ProcessHandle self = ProcessHandle.current();
        values.put(PROCESS, String.valueOf(self.pid()));
        values.put(STARTED, startOf(self));
        values.putAll(settings);
        Path file = home.resolve(FILE);
        try {
            // A temporary file is readable by its user only, from the moment that it exists.
            Path unfinished = Files.createTempFile(home, FILE, ".tmp");
            Files.writeString(
                    unfinished,
                    values.entrySet().stream()
                            .map(value -> value.getKey() + "=" + value.getValue() + "\n")
                            .collect(Collectors.joining("", HEAD, "")));
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + file, e);
        }
        return new RunningService(file);
    }

    /** The settings of the service that runs in a directory; empty if none of this user's does. */
    public static Optional<Map<String, String>> find(Path home) {
        Path file = home.resolve(FILE);
        try {
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || !isOurs(file)) {
                return Optional.empty();
            }
            return Optional.of(EnvFile.read(file, Map.of()).values()).filter(RunningService::isRunning);
        } catch (IOException | SettingsException unreadable) {
            LOG.debug("{} cannot be read", file, unreadable);
            return Optional.empty();
        }
    }

    /** Another user's file could lead commands to another user's server. */
    private static boolean isOurs(Path file) throws IOException {
        String owner = Files.getOwner(file, LinkOption.NOFOLLOW_LINKS).getName();
        return ProcessHandle.current().info().user().map(owner::equals).orElse(true);
    }

    private static boolean isRunning(Map<String, String> values) {
        String pid = values.getOrDefault(PROCESS, "");
        return pid.matches("[0-9]{1,10}")
                && ProcessHandle.of(Long.parseLong(pid))
                        .filter(ProcessHandle::isAlive)
                        .map(RunningService::startOf)
                        .filter(start -> start.equals(values.get(STARTED)))
                        .isPresent();
    }

    private static String startOf(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toString).orElse("unknown");
    }

    public Path file() {
        return file;
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.warn("{} was not removed", file, e);
        }
    }
}
