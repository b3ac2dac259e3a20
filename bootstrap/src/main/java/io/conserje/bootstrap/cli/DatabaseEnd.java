package io.conserje.bootstrap.cli;

import io.conserje.bootstrap.config.DatabaseUrl;
import io.conserje.bootstrap.config.DatabaseUrl.Target;
import io.conserje.bootstrap.database.DataSources;
import io.conserje.bootstrap.probe.PostgresProbe;
import io.conserje.bootstrap.probe.PostgresProbe.Mode;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.util.Map;
import javax.sql.DataSource;

/**
 * One end of a command that works with two databases.
 *
 * @param passwordInArgument whether the password was typed on the command line, where {@code ps} shows it
 */
record DatabaseEnd(DatabaseUrl url, boolean passwordInArgument) {

    /** Reads one as {@link #parse} does, and warns of a password that everybody can see. */
    static DatabaseEnd read(String option, String written, Outside outside, PrintWriter err) {
        DatabaseEnd end = parse(option, written, outside.environment());
        if (end.passwordInArgument()) {
            err.println(GivenUrl.warning(option));
        }
        return end;
    }

    /**
     * Reads a URL, {@code env:NAME} for the variable that holds it, or {@code file:PATH} for the file that does.
     *
     * @throws UsageException if there is no URL, or it cannot be read; the message names the option and shows no secret
     */
    private static DatabaseEnd parse(String option, String written, Map<String, String> environment) {
        GivenUrl given = GivenUrl.read(option, written, environment);
        DatabaseUrl url = given.parsed(DatabaseUrl::parse);
        return new DatabaseEnd(url, given.isArgument() && url.password() != null);
    }

    /**
     * Refuses a pooler in transaction mode, which forgets what is set on a session.
     *
     * @throws UsageException if it is one, by its URL or by how it behaves
     * @throws NoSessionException if the database cannot be reached, or refuses the login
     */
    DatabaseEnd inSession(String option) {
        if (url.target() == Target.SUPABASE_TRANSACTION_POOLER) {
            throw new UsageException(option + ": port 6543 is a pooler in transaction mode, which keeps no session."
                    + " Give the direct host, or the pooler's port 5432.");
        }
        try {
            if (PostgresProbe.mode(url) == Mode.TRANSACTION) {
                throw new UsageException(option + ": " + url + " is a pooler in transaction mode, which keeps no"
                        + " session. Give the server itself, or a pooler in session mode.");
            }
        } catch (SQLException failed) {
            throw new NoSessionException(option, url, failed);
        }
        return this;
    }

    DataSource connections() {
        return DataSources.direct(url);
    }
}
