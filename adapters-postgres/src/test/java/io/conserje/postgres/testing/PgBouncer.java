package io.conserje.postgres.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A real PgBouncer in front of a server on the loopback. */
public final class PgBouncer implements AutoCloseable {

    /** How long a client keeps a connection to the server. */
    public enum Mode {
        TRANSACTION,
        SESSION
    }

    private static final List<Path> BINARIES = List.of(
            Path.of("/usr/sbin/pgbouncer"), Path.of("/usr/bin/pgbouncer"), Path.of("/opt/homebrew/bin/pgbouncer"));

    private final Process process;
    private final Path folder;
    private final int port;

    private PgBouncer(Process process, Path folder, int port) {
        this.process = process;
        this.folder = folder;
        this.port = port;
    }

    /**
     * Starts PgBouncer and waits until it answers.
     *
     * @param server the server's port
     * @param pool the number of connections to the server for each login
     * @throws IllegalStateException if it is not installed, or does not answer
     */
    public static PgBouncer before(int server, Mode mode, int pool) throws IOException {
        Path binary = BINARIES.stream()
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("PgBouncer is not installed."
                        + " Install it with: apt-get install --no-install-recommends pgbouncer"));
        int port = freePort();
        Path folder = Files.createTempDirectory("pgbouncer");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(folder.resolve("users"), """
                "conserje_app" ""
                "postgres" ""
                """);
        Path ini = Files.writeString(folder.resolve("pgbouncer.ini"), configuration(server, mode, pool, port, folder));
        Process process = new ProcessBuilder(command(binary, ini))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        PgBouncer started = new PgBouncer(process, folder, port);
        started.awaitAnswer();
        return started;
    }

    private static String configuration(int server, Mode mode, int pool, int port, Path folder) {
        return """
                [databases]
                postgres = host=127.0.0.1 port=%d dbname=postgres
                [pgbouncer]
                listen_addr = 127.0.0.1
                listen_port = %d
                unix_socket_dir =
                auth_type = trust
                auth_file = %s
                pool_mode = %s
                default_pool_size = %d
                max_client_conn = 500
                ignore_startup_parameters = extra_float_digits
                """.formatted(
                        server, port, folder.resolve("users"), mode == Mode.SESSION ? "session" : "transaction", pool);
    }

    /** PgBouncer refuses to run as root. */
    private static List<String> command(Path binary, Path ini) {
        List<String> command = new ArrayList<>();
        if ("root".equals(System.getProperty("user.name"))) {
            command.addAll(List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"));
        }
        command.addAll(List.of(binary.toString(), ini.toString()));
        return command;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void awaitAnswer() {
        Awaitility.await("PgBouncer on port " + port + ", whose log is " + folder.resolve("log"))
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(20))
                .until(this::answers);
    }

    private boolean answers() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            if (!process.isAlive()) {
                throw new IllegalStateException("PgBouncer has ended. Its log is " + folder.resolve("log"), notYet);
            }
            return false;
        }
    }

    /** The port on the loopback. */
    public int port() {
        return port;
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        process.onExit().join();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
