package io.conserje.bootstrap.embedded;

import io.conserje.bootstrap.config.DatabaseUrl;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL server of this process: durable, on a free port of the loopback interface, open to every user of the
 * machine. If this process is killed, the server goes on; the next start ends it and keeps its data.
 */
final class EmbeddedPostgresServer implements EmbeddedServers.Running {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgresServer.class);
    private static final String PROGRAM = "postgres";
    private static final String FAST_SHUTDOWN = "INT";
    private static final int PORT_LINE = 3;

    private final EmbeddedPostgres server;
    private final Path data;

    private EmbeddedPostgresServer(EmbeddedPostgres server, Path data) {
        this.server = server;
        this.data = data;
    }

    /** @throws EmbeddedServerException if it does not start */
    static EmbeddedPostgresServer start(DataDirectory directory, Duration patience) {
        Path data = directory.resolve("postgres");
        Path log = directory.resolve("postgres.log");
        Path unfinished = directory.resolve("postgres.unfinished");
        try {
            endOrphan(directory);
            if (Files.exists(unfinished)) {
                // The first start did not finish: there is no database to lose.
                deleteTree(data);
            } else if (!Files.exists(data)) {
                Files.createFile(unfinished);
            }
            EmbeddedPostgres server =
                    builder(directory, data, log).setPGStartupWait(patience).start();
            Files.deleteIfExists(unfinished);
            return new EmbeddedPostgresServer(server, data);
        } catch (IOException | IllegalStateException e) {
            daemon(data).ifPresent(halfStarted -> halfStarted.end(FAST_SHUTDOWN));
            throw new EmbeddedServerException(
                    "PostgreSQL did not start. See its log: " + log + ". Or set POSTGRES_URL to another server", e);
        }
    }

    /** Ends the server that a killed service has left running, if there is one. */
    static void endOrphan(DataDirectory directory) {
        daemon(directory.resolve("postgres")).ifPresent(orphan -> {
            LOG.info("Ending the PostgreSQL server (process {}) of a killed service", orphan.pid());
            orphan.end(FAST_SHUTDOWN);
        });
    }

    private static EmbeddedPostgres.Builder builder(DataDirectory directory, Path data, Path log) throws IOException {
        Path binaries = Files.createDirectories(directory.resolve("bin"));
        // Without this, the library creates, and empties, a directory in the system's temporary directory.
        if (System.getProperty("ot.epg.working-dir") == null) {
            System.setProperty("ot.epg.working-dir", directory.resolve("tmp").toString());
        }
        ProcessBuilder.Redirect toLog = ProcessBuilder.Redirect.appendTo(log.toFile());
        return EmbeddedPostgres.builder()
                .setOverrideWorkingDirectory(binaries.toFile())
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setRegisterShutdownHook(false)
                .setOutputRedirector(toLog)
                .setErrorRedirector(toLog)
                // The same locale on every machine, with upper and lower case in every script.
                .setLocaleConfig("locale", "C")
                .setLocaleConfig("locale-provider", "builtin")
                .setLocaleConfig("builtin-locale", "C.UTF-8")
                // The library is meant for tests, and turns both of these off.
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("listen_addresses", "127.0.0.1")
                .setServerConfig("unix_socket_directories", "")
                .setServerConfig("max_connections", "100")
                .setServerConfig("shared_preload_libraries", "pg_stat_statements");
    }

    private static Optional<Daemon> daemon(Path data) {
        return Daemon.of(data.resolve("postmaster.pid"), PROGRAM, data);
    }

    /** The URL of the server that runs in a directory, or null. */
    static @Nullable String urlOfRunning(Path directory) {
        Path data = directory.resolve("postgres");
        if (daemon(data).isEmpty()) {
            return null;
        }
        try {
            List<String> lines = Files.readAllLines(data.resolve("postmaster.pid"));
            return lines.size() > PORT_LINE
                    ? urlOf(Integer.parseInt(lines.get(PORT_LINE).strip())).toString()
                    : null;
        } catch (IOException | NumberFormatException e) {
            return null;
        }
    }

    private static DatabaseUrl urlOf(int port) {
        return DatabaseUrl.parse("postgresql://postgres@127.0.0.1:" + port + "/postgres");
    }

    private static void deleteTree(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        try (Stream<Path> tree = Files.walk(root)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    /** The superuser's URL. */
    DatabaseUrl url() {
        return urlOf(server.getPort());
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            LOG.debug("PostgreSQL was not stopped by its library", e);
        }
        daemon(data).ifPresent(still -> still.end(FAST_SHUTDOWN));
    }
}
