package io.conserje.bootstrap.cli;

import io.conserje.application.dlq.DeadLetterListener;
import io.conserje.application.dlq.DeadLetters;
import io.conserje.application.dlq.DeadLetters.Settlement;
import io.conserje.application.dlq.DiscardDeadLetters;
import io.conserje.application.dlq.LetterFilter;
import io.conserje.application.dlq.Pace;
import io.conserje.bootstrap.config.Settings;
import io.conserje.domain.dlq.DeadLetterId;
import io.conserje.domain.dlq.Warrant;
import io.conserje.domain.tenancy.TenantId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code conserje dlq discard}. */
@Command(
        name = "discard",
        mixinStandardHelpOptions = true,
        description = {
            "Discard dead letters: they are never handled.",
            "Outside development, --yes is required to discard many at once."
        },
        footer = {"", "Example: conserje dlq discard 01991f0e-5d0c-7cc4-a1a6-6b2c62d0a9f4 --why \"the guest has left\""
        })
final class DlqDiscard extends DlqSettle {

    @Option(names = "--yes", description = "Required outside development to discard many at once.")
    private boolean yes;

    DlqDiscard(Outside outside) {
        super(outside);
    }

    @Override
    Work work(Settings settings) {
        Work work = super.work(settings);
        if (isBulk() && !settings.environment().isDevelopment() && !yes) {
            throw new UsageException(
                    "This discards many dead letters, and cannot be undone. Outside development it needs --yes."
                            + " Count them with --dry-run.");
        }
        return work;
    }

    @Override
    Settlement settle(DeadLetters letters, TenantId tenant, DeadLetterId id, Warrant warrant) {
        return new DiscardDeadLetters(letters, DeadLetterListener.NONE).discard(tenant, id, warrant);
    }

    @Override
    int settle(DeadLetters letters, TenantId tenant, LetterFilter meant, Warrant warrant, Pace pace)
            throws InterruptedException {
        return new DiscardDeadLetters(letters, DeadLetterListener.NONE).discard(tenant, meant, warrant, pace);
    }

    @Override
    String doing() {
        return "Discarding";
    }

    @Override
    String done() {
        return "discarded";
    }
}
