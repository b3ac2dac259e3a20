package io.conserje.bootstrap.cli;

import io.conserje.application.dlq.LetterFilter;
import io.conserje.bootstrap.config.Durations;
import io.conserje.domain.dlq.Attempt;
import io.conserje.domain.tenancy.Channel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that choose dead letters. Each one narrows the choice. */
final class LetterFilterOptions {

    @Option(
            names = "--channel",
            paramLabel = "C",
            description = "Only this channel, such as whatsapp (default: every channel).")
    @Nullable
    String channel;

    @Option(
            names = {"--reason", "--cause"},
            paramLabel = "R",
            description = "Only this kind of failure, such as pms_unavailable (default: every kind).")
    @Nullable
    String reason;

    @Option(
            names = "--older-than",
            paramLabel = "AGE",
            description = "Only those that have been dead for at least this time: 90s, 30m, 2h, 1d (default: all).")
    @Nullable
    String age;

    boolean isEmpty() {
        return channel == null && reason == null && age == null;
    }

    /** @throws UsageException if an option cannot be read */
    LetterFilter read() {
        LetterFilter filter = LetterFilter.ALL;
        if (channel != null) {
            filter = filter.on(Usage.of("--channel", channel, Channel::new));
        }
        if (reason != null) {
            filter = filter.failedFor(Usage.of("--reason", reason, Attempt::checkedReason));
        }
        if (age != null) {
            LetterFilter narrowed = filter;
            filter = Usage.of("--older-than", age, text -> narrowed.agedAtLeast(duration(text)));
        }
        return filter;
    }

    private static Duration duration(String text) {
        try {
            return Durations.parse(text);
        } catch (IllegalArgumentException none) {
            throw new IllegalArgumentException(
                    "it must be a length of time, such as 90s, 30m, 2h or 1d, not \"" + text + "\"", none);
        }
    }
}
