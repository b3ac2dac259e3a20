package io.conserje.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import redis.embedded.RedisServer;

/** A real Redis of this machine on a port of its own; it keeps nothing across a restart. */
final class LocalRedis implements AutoCloseable {

    /** No test waits for it: the client's first connection takes its time on a busy machine. */
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

    /** Stops the server where it is: it holds its connections and answers nothing until it is thawed. */
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
                            + "; its binary comes with com.github.codemonstur:embedded-redis",
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
