package io.conserje.bootstrap.cli;

import io.conserje.bootstrap.probe.RedisProbe;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;

/** One run of the command: what it wrote and how it ended. */
record Run(int exitCode, String out, String err) {

    static Run of(Map<String, String> environment, Path home, String... arguments) {
        Outside outside = new Outside(environment, home, RedisProbe.DIRECT);
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = Main.commandLine(outside, new PrintWriter(out, true), new PrintWriter(err, true))
                .execute(arguments);
        return new Run(exitCode, out.toString(), err.toString());
    }
}
