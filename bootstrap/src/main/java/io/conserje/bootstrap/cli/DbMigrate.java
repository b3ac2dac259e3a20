package io.conserje.bootstrap.cli;

import io.conserje.bootstrap.config.Settings;
import io.conserje.db.Changelog;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code conserje db migrate}. */
@Command(
        name = "migrate",
        mixinStandardHelpOptions = true,
        description = "Apply the missing change sets, with the owner's login (MIGRATIONS_DB_URL).",
        footer = {"", "Example: conserje db migrate --sql > changes.sql"})
final class DbMigrate extends DatabaseWork {

    @Option(names = "--sql", description = "Write the SQL, and change nothing.")
    private boolean sql;

    DbMigrate(Outside outside) {
        super(outside);
    }

    @Override
    Work work(Settings settings) {
        return this::on;
    }

    private int on(Database database, PrintWriter out) {
        Changelog changelog = new Changelog(database.owner());
        if (sql) {
            changelog.updateSql(out);
            out.flush();
            return ExitCode.OK;
        }
        List<String> applied = changelog.update();
        applied.forEach(id -> out.println("Applied " + id));
        out.println(applied.isEmpty() ? "Nothing to apply: the database has every change set." : "Done.");
        return ExitCode.OK;
    }
}
