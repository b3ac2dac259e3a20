package io.conserje.bootstrap.cli;

import io.conserje.bootstrap.config.Settings;
import io.conserje.db.Changelog;
import io.conserje.db.LockHolder;
import java.io.PrintWriter;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code conserje db unlock}. */
@Command(
        name = "unlock",
        mixinStandardHelpOptions = true,
        description = {
            "Release the lock of the change sets that a migration left behind.",
            "conserje db migrate does so by itself when it can see that the migration is gone. This command is refused"
                    + " while the migration may be alive."
        },
        footer = {"", "Example: conserje db unlock"})
final class DbUnlock extends DatabaseWork {

    @Option(
            names = "--force",
            description = "End the session of a migration that is alive, or release a lock that an older version took.")
    private boolean force;

    DbUnlock(Outside outside) {
        super(outside);
    }

    @Override
    Work work(Settings settings) {
        return this::on;
    }

    private int on(Database database, PrintWriter out) {
        Optional<LockHolder> holder = new Changelog(database.owner()).unlock(force);
        out.println(holder.map(held -> "Released the lock of " + held.describe())
                .orElse("The lock is free. Nothing to release."));
        return ExitCode.OK;
    }
}
