package io.conserje.bootstrap.cli;

import io.conserje.application.reply.ReplyFilter;
import io.conserje.application.reply.ReplyFilter.Shown;
import io.conserje.bootstrap.config.Durations;
import io.conserje.domain.dlq.Attempt;
import io.conserje.domain.tenancy.Channel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that choose replies. Each one narrows the choice. */
final class ReplyFilterOptions {

    @Option(
            names = "--channel",
            paramLabel = "C",
            description = "Only this channel, such as whatsapp (default: every channel).")
    private @Nullable String channel;

    @Option(
            names = "--reason",
            paramLabel = "R",
            description = "Only this kind of failure, such as window_closed (default: every kind).")
    private @Nullable String reason;

    @Option(
            names = "--code",
            paramLabel = "N",
            description = "Only this error code of the channel, such as 131042 (default: every code).")
    private @Nullable Integer code;

    @Option(
            names = "--older-than",
            paramLabel = "AGE",
            description = "Only those that were recorded at least this long ago: 90s, 30m, 2h, 1d (default: all).")
    private @Nullable String age;

    boolean isEmpty() {
        return channel == null && reason == null && code == null && age == null;
    }

    /** @throws UsageException if an option cannot be read */
    ReplyFilter read(Shown shown) {
        return new ReplyFilter(
                shown,
                channel == null ? null : Usage.of("--channel", channel, Channel::new),
                reason == null ? null : Usage.of("--reason", reason, Attempt::checkedReason),
                code,
                age == null ? Duration.ZERO : Usage.of("--older-than", age, ReplyFilterOptions::duration));
    }

    private static Duration duration(String text) {
        try {
            Duration age = Durations.parse(text);
            return new ReplyFilter(Shown.DEAD, null, null, null, age).age();
        } catch (IllegalArgumentException none) {
            throw new IllegalArgumentException(
                    "it must be a length of time, such as 90s, 30m, 2h or 1d, not \"" + text + "\"", none);
        }
    }
}
