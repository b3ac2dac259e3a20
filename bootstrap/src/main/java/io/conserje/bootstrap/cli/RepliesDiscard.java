package io.conserje.bootstrap.cli;

import io.conserje.bootstrap.config.Settings;
import io.conserje.domain.dlq.Verdict;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code conserje replies discard}. */
@Command(
        name = "discard",
        mixinStandardHelpOptions = true,
        description = {
            "Discard replies that did not arrive: they are never sent.",
            "Outside development, --yes is required to discard many at once."
        },
        footer = {"", "Example: conserje replies discard --reason window_closed --why \"the guests have been called\""})
final class RepliesDiscard extends RepliesSettle {

    @Option(names = "--yes", description = "Required outside development to discard many at once.")
    private boolean yes;

    RepliesDiscard(Outside outside) {
        super(outside, Verdict.DISCARD, "discarded");
    }

    @Override
    Work work(Settings settings) {
        Work work = super.work(settings);
        if (isBulk() && !settings.environment().isDevelopment() && !yes) {
            throw new UsageException(
                    "This discards many replies, and cannot be undone. Outside development it needs --yes."
                            + " Look at them with: conserje replies list");
        }
        return work;
    }
}
