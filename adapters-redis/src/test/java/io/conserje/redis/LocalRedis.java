package io.conserje.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import redis.embedded.RedisServer;

/** A real Redis on a free port of this machine. It loses its data in a restart. */
final class LocalRedis implements AutoCloseable {

    /** Long, because the first connection is slow on a busy machine. No test waits for this timeout. */
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final int port = freePort();
    private final String[] settings;
    private RedisServer server;
    private long pid;

    LocalRedis(String... settings) {
        this.settings = settings;
        this.server = started();
    }

    URI uri() {
        return URI.create("redis://127.0.0.1:" + port + "/0");
    }

    int port() {
        return port;
    }

    RedisAdapters adapters() {
        return adapters(TIMEOUT);
    }

    RedisAdapters adapters(Duration timeout) {
        return RedisAdapters.connect(new RedisSettings(uri(), timeout, 8));
    }

    void stop() {
        try {
            server.stop();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Suspends the server: it keeps its connections but does not answer until {@link #thaw}. */
    void freeze() {
        pid = pid();
        signal("-STOP");
    }

    void thaw() {
        signal("-CONT");
    }

    void restart() {
        stop();
        server = started();
    }

    @Override
    public void close() {
        stop();
    }

    private RedisServer started() {
        try {
            var builder = RedisServer.newRedisServer()
                    .port(port)
                    .bind("127.0.0.1")
                    .setting("save \"\"")
                    .setting("appendonly no");
            for (String setting : settings) {
                builder.setting(setting);
            }
            RedisServer started = builder.build();
            started.start();
            return started;
        } catch (IOException failed) {
            throw new UncheckedIOException(
                    "The embedded Redis did not start on port " + port
                            + ". Its binary comes with com.github.codemonstur:embedded-redis.",
                    failed);
        }
    }

    private void signal(String name) {
        try {
            int ended =
                    new ProcessBuilder("kill", name, Long.toString(pid)).start().waitFor();
            if (ended != 0) {
                throw new IllegalStateException("kill " + name + " ended with " + ended);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    private long pid() {
        try (RespClient client = new RespClient(port)) {
            return client.send("INFO", "server")
                    .lines()
                    .filter(line -> line.startsWith("process_id:"))
                    .mapToLong(line ->
                            Long.parseLong(line.substring(line.indexOf(':') + 1).strip()))
                    .findFirst()
                    .orElseThrow();
        }
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
