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
            "Forget what has been kept of locks for longer than LOCK_AUDIT_DAYS, or than --older-than says, across hotels:",
            "entries of the audit; and, after eight days or more, leases that have ended and fences that nobody showed since.",
            "A running service does so by itself, every hour."
        },
        footer = {"", "Example: conserje locks forget --older-than 30d"})
final class LocksForget extends DatabaseWork {

    private static final Duration MIN = Duration.ofDays(1);
    private static final Duration MAX = Duration.ofDays(36_500);

    @Option(names = "--older-than", paramLabel = "AGE", description = "A day or more: 30d, 720h.")
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
        out.println(forgotten.entries() + " entries of the audit, " + forgotten.leases() + " leases and "
                + forgotten.fences() + " fences forgotten: those older than " + Durations.format(kept)
                + " (leases and fences: than 8 days, if that is more).");
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
            throw new IllegalArgumentException(
                    "the audit keeps a day or more, and 36500 days at most, not \"" + text + "\"");
        }
        return duration;
    }
}
