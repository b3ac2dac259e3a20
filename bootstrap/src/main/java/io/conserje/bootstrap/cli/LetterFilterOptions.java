package io.conserje.bootstrap.cli;

import io.conserje.application.dlq.LetterFilter;
import io.conserje.bootstrap.config.Durations;
import io.conserje.domain.dlq.Attempt;
import io.conserje.domain.tenancy.Channel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which letters a command is about; each option narrows. */
final class LetterFilterOptions {

    @Option(names = "--channel", paramLabel = "C", description = "Of this channel only, such as whatsapp.")
    @Nullable
    String channel;

    @Option(
            names = {"--reason", "--cause"},
            paramLabel = "R",
            description = "Given up for this kind of failure only, such as pms_unavailable.")
    @Nullable
    String reason;

    @Option(
            names = "--older-than",
            paramLabel = "AGE",
            description = "Given up at least that long ago: 90s, 30m, 2h, 1d.")
    @Nullable
    String age;

    boolean isEmpty() {
        return channel == null && reason == null && age == null;
    }

    /** @throws UsageException if an option means nothing */
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
