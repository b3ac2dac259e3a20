package io.conserje.bootstrap.cli;

import io.conserje.bootstrap.config.DatabaseUrl;
import io.conserje.bootstrap.config.DatabaseUrl.Target;
import io.conserje.bootstrap.database.DataSources;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import javax.sql.DataSource;

/**
 * One end of a command that works with two databases.
 *
 * @param passwordInArgument whether the password was typed on the command line, where {@code ps} shows it
 */
record DatabaseEnd(DatabaseUrl url, boolean passwordInArgument) {

    private static final String FROM_ENVIRONMENT = "env:";
    private static final String FROM_FILE = "file:";

    /** Reads one as {@link #parse} does, and warns of a password that everybody can see. */
    static DatabaseEnd read(String option, String written, Outside outside, PrintWriter err) {
        DatabaseEnd end = parse(option, written, outside.environment());
        if (end.passwordInArgument()) {
            err.println(
                    option + ": everybody on this machine can see the password with ps. Use env:NAME or file:PATH.");
        }
        return end;
    }

    /**
     * Reads a URL, {@code env:NAME} for the variable that holds it, or {@code file:PATH} for the file that does.
     *
     * @throws UsageException if there is no URL, or it cannot be read; the message names the option and shows no secret
     */
    private static DatabaseEnd parse(String option, String written, Map<String, String> environment) {
        try {
            if (written.startsWith(FROM_ENVIRONMENT)) {
                return new DatabaseEnd(
                        DatabaseUrl.parse(variable(written.substring(FROM_ENVIRONMENT.length()), environment)), false);
            }
            if (written.startsWith(FROM_FILE)) {
                return new DatabaseEnd(DatabaseUrl.parse(contents(written.substring(FROM_FILE.length()))), false);
            }
            DatabaseUrl url = DatabaseUrl.parse(written);
            return new DatabaseEnd(url, url.password() != null);
        } catch (IllegalArgumentException unreadable) {
            throw new UsageException(option + ": " + unreadable.getMessage()
                    + ". Give a URL, env:NAME for a variable that holds it, or file:PATH for a file that does.");
        }
    }

    private static String variable(String name, Map<String, String> environment) {
        String value = environment.getOrDefault(name, "").strip();
        if (value.isEmpty()) {
            throw new IllegalArgumentException("the variable " + name + " is not set");
        }
        return value;
    }

    private static String contents(String path) {
        try {
            return Files.readString(Path.of(path)).strip();
        } catch (IOException | InvalidPathException unreadable) {
            throw new IllegalArgumentException("the file " + path + " cannot be read", unreadable);
        }
    }

    /**
     * Refuses a pooler in transaction mode, which forgets what is set on a session.
     *
     * @throws UsageException if the URL is one's
     */
    DatabaseEnd inSession(String option) {
        if (url.target() == Target.SUPABASE_TRANSACTION_POOLER) {
            throw new UsageException(option + ": port 6543 is a pooler in transaction mode, which keeps no session."
                    + " Give the direct host, or the pooler's port 5432.");
        }
        return this;
    }

    DataSource connections() {
        return DataSources.direct(url);
    }
}
