package io.conserje.bootstrap;

import io.conserje.bootstrap.cli.Main;
import io.conserje.bootstrap.cli.Outside;
import io.conserje.bootstrap.logging.Logging;
import io.conserje.bootstrap.probe.RedisProbe;
import io.conserje.postgres.PostgresAdapters;
import io.conserje.postgres.tx.Timeouts;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.UUID;
import javax.sql.DataSource;

/** Where the process begins: gives the commands the real world, and its exit code to the shell. */
public final class Launcher {

    private Launcher() {}

    /** @param arguments the command and its options; {@code --help} tells */
    public static void main(String[] arguments) {
        Logging.begin();
        Outside outside = new Outside(
                System.getenv(),
                Path.of(System.getProperty("conserje.home", ".conserje")),
                database -> adapters(database).registry(),
                database -> adapters(database).users(),
                RedisProbe.DIRECT);
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        System.exit(Main.commandLine(outside, out, err).execute(arguments));
    }

    private static PostgresAdapters adapters(DataSource database) {
        return new PostgresAdapters(database, Timeouts.USUAL, UUID::randomUUID);
    }
}
