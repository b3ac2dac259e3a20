package io.conserje.bootstrap.embedded;

import io.conserje.bootstrap.config.RedisUrl;
import io.conserje.bootstrap.probe.RedisConnection;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.embedded.core.ExecutableProvider;

/**
 * A Redis server of this process: append-only file synced every second, no eviction, on a free port of the loopback
 * interface. Only the library's binary is used. Its runner would stop Redis in a shutdown hook or on Ctrl-C, while the
 * service is still finishing its work.
 */
final class EmbeddedRedisServer implements EmbeddedServers.Running {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedRedisServer.class);
    private static final String PROGRAM = "redis-server";
    private static final String SAVE_AND_EXIT = "TERM";
    private static final Duration POLL = Duration.ofMillis(20);

    private final RedisUrl url;
    private final Path data;

    private EmbeddedRedisServer(RedisUrl url, Path data) {
        this.url = url;
        this.data = data;
    }

    /** @throws EmbeddedServerException if it does not start */
    static EmbeddedRedisServer start(DataDirectory directory, Duration patience) {
        Path data = directory.resolve("redis");
        try {
            Files.createDirectories(data);
            endOrphan(directory);
            Path binaries = Files.createDirectories(directory.resolve("bin"));
            File executable =
                    ExecutableProvider.newJarResourceProvider(binaries.toFile()).get();
            RedisUrl url = RedisUrl.parse("redis://127.0.0.1:" + freePort());
            launch(executable, configuration(data, url.port()), data);
            awaitReady(url, data, patience);
            return new EmbeddedRedisServer(url, data);
        } catch (IOException e) {
            throw failed(data, String.valueOf(e.getMessage()), e);
        }
    }

    /** Ends the server that a killed service has left running, if there is one. */
    static void endOrphan(DataDirectory directory) {
        daemon(directory.resolve("redis")).ifPresent(orphan -> {
            LOG.info("Ending the Redis server (process {}) of a killed service", orphan.pid());
            orphan.end(SAVE_AND_EXIT);
        });
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static Path configuration(Path data, int port) throws IOException {
        return Files.writeString(
                data.resolve("redis.conf"), """
                bind 127.0.0.1
                port %d
                daemonize yes
                set-proc-title no
                dir "%s"
                pidfile "%s"
                logfile "%s"
                appendonly yes
                appendfsync everysec
                save ""
                maxmemory-policy noeviction
                """.formatted(port, data, pidFile(data), data.resolve("redis.log")));
    }

    private static void launch(File executable, Path configuration, Path data) throws IOException {
        Process process = new ProcessBuilder(executable.getPath(), configuration.toString())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        try {
            int exit = process.waitFor();
            if (exit != 0) {
                String libraries = said.contains("libssl") ? ". Install OpenSSL 1.1 or 3 (libssl)" : "";
                throw failed(data, "exit code " + exit + (said.isEmpty() ? "" : ", " + said) + libraries, null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(data, "the start was interrupted", e);
        }
    }

    private static void awaitReady(RedisUrl url, Path data, Duration patience) throws IOException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!answers(url)) {
            if (System.nanoTime() > deadline) {
                throw failed(data, "it did not answer within " + patience.toSeconds() + " s", null);
            }
            try {
                Thread.sleep(POLL);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw failed(data, "the start was interrupted", e);
            }
        }
    }

    private static boolean answers(RedisUrl url) {
        try (RedisConnection connection = RedisConnection.open(url, Duration.ofSeconds(1))) {
            return connection.command("PING").equals("PONG");
        } catch (IOException e) {
            return false;
        }
    }

    private static EmbeddedServerException failed(Path data, String why, @Nullable Throwable cause) {
        return new EmbeddedServerException(
                "Redis did not start: " + why + ". See its log: " + data.resolve("redis.log")
                        + ". Or set REDIS_URL to another server, or SESSIONS=postgres and LOCKS=postgres",
                cause);
    }

    private static Path pidFile(Path data) {
        return data.resolve("redis.pid");
    }

    private static Optional<Daemon> daemon(Path data) {
        return Daemon.of(pidFile(data), PROGRAM, data);
    }

    RedisUrl url() {
        return url;
    }

    @Override
    public void close() {
        daemon(data).ifPresent(running -> running.end(SAVE_AND_EXIT));
    }
}
