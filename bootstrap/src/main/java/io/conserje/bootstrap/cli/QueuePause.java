package io.conserje.bootstrap.cli;

import io.conserje.application.pause.PauseScope;
import io.conserje.bootstrap.config.Durations;
import io.conserje.bootstrap.config.Settings;
import io.conserje.domain.dlq.Warrant;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code conserje queue pause}. */
@Command(
        name = "pause",
        mixinStandardHelpOptions = true,
        description = {
            "Let messages and replies wait: everything, a hotel, a channel, or messages that fail with a reason.",
            "Running services obey within a second. What is in hand goes on. No attempts are counted."
        },
        footer = {"", "Example: conserje queue pause --reason pms_unavailable --for 2h --why \"the PMS is upgraded\""})
final class QueuePause extends DatabaseWork {

    private static final Duration LONGEST = Duration.ofDays(365);

    @Mixin
    private PauseScopeOptions scope = new PauseScopeOptions();

    @Option(
            names = "--for",
            paramLabel = "TIME",
            description = "Resume by itself after this time: 90s, 30m, 2h, 1d (default: until queue resume).")
    private @Nullable String lasting;

    @Option(
            names = "--until",
            paramLabel = "TIME",
            description = "Resume by itself then, such as 2026-12-01T06:00-03:00 (default: until queue resume).")
    private @Nullable String until;

    QueuePause(Outside outside) {
        super(outside);
    }

    @Override
    Work work(Settings settings) {
        PauseScope what = scope.scope();
        Warrant warrant = scope.warrant();
        Duration time = time();
        return (database, out) -> {
            scope.check(database);
            out.println("Paused " + QueueText.line(database.stores().pauses().pause(what, time, warrant)));
            return ExitCode.OK;
        };
    }

    private @Nullable Duration time() {
        if (lasting != null && until != null) {
            throw new UsageException("Give --for or --until, and not both");
        }
        if (lasting != null) {
            return Usage.of("--for", lasting, text -> bounded(Durations.parse(text)));
        }
        return until == null
                ? null
                : Usage.of("--until", until, text -> bounded(Duration.between(Instant.now(), at(text))));
    }

    private static Instant at(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException noTime) {
            throw new IllegalArgumentException(
                    "it must be a time with its offset, such as 2026-12-01T06:00-03:00, not \"" + text + "\"", noTime);
        }
    }

    private static Duration bounded(Duration time) {
        if (time.isNegative() || time.isZero() || time.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("a pause ends in the future, and within 365 days");
        }
        return time;
    }
}
