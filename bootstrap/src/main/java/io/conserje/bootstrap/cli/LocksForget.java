package io.conserje.bootstrap.cli;

import io.conserje.application.lock.ForgetLocks;
import io.conserje.application.lock.ForgetLocks.Forgotten;
import io.conserje.bootstrap.config.Durations;
import io.conserje.bootstrap.config.Settings;
import io.conserje.postgres.PostgresAdapters;
import java.io.PrintWriter;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code conserje locks forget}. */
@Command(
        name = "forget",
        mixinStandardHelpOptions = true,
        description = {
            "Delete the history of locks that is older than LOCK_AUDIT_DAYS or --older-than, of every hotel.",
            "It deletes entries of the audit, and ended leases and unused fences that are also older than 8 days.",
            "A running service does the same every hour."
        },
        footer = {"", "Example: conserje locks forget --older-than 30d"})
final class LocksForget extends DatabaseWork {

    private static final Duration MIN = Duration.ofDays(1);
    private static final Duration MAX = Duration.ofDays(36_500);

    @Option(
            names = "--older-than",
            paramLabel = "AGE",
            description = "1 to 36500 days, such as 30d or 720h (default: LOCK_AUDIT_DAYS).")
    private @Nullable String age;

    LocksForget(Outside outside) {
        super(outside);
    }

    @Override
    Work work(Settings settings) {
        Duration kept = age == null
                ? Duration.ofDays(settings.locks().auditDays())
                : Usage.of("--older-than", age, LocksForget::age);
        return (database, out) -> forget(kept, database, out);
    }

    private static int forget(Duration kept, Database database, PrintWriter out) {
        PostgresAdapters stores = database.stores();
        Forgotten forgotten = new ForgetLocks(stores.lockAudit(), stores.lockRetention()).olderThan(kept);
        out.println("Deleted " + forgotten.entries() + " entries of the audit, " + forgotten.leases() + " leases and "
                + forgotten.fences() + " fences older than " + Durations.format(kept)
                + "; leases and fences are kept for at least 8 days.");
        return ExitCode.OK;
    }

    private static Duration age(String text) {
        Duration duration;
        try {
            duration = Durations.parse(text);
        } catch (IllegalArgumentException none) {
            throw new IllegalArgumentException(
                    "it must be a length of time, such as 30d or 720h, not \"" + text + "\"", none);
        }
        if (duration.compareTo(MIN) < 0 || duration.compareTo(MAX) > 0) {
            throw new IllegalArgumentException("it must be 1 to 36500 days, not \"" + text + "\"");
        }
        return duration;
    }
}
