package io.conserje.bootstrap.cli;

import io.conserje.application.dlq.DeadLetterListener;
import io.conserje.application.dlq.DeadLetters;
import io.conserje.application.dlq.DeadLetters.Settlement;
import io.conserje.application.dlq.LetterFilter;
import io.conserje.application.dlq.Pace;
import io.conserje.application.dlq.RedriveDeadLetters;
import io.conserje.domain.dlq.DeadLetterId;
import io.conserje.domain.dlq.Warrant;
import io.conserje.domain.tenancy.TenantId;
import picocli.CommandLine.Command;

/** {@code conserje dlq redrive}. */
@Command(
        name = "redrive",
        mixinStandardHelpOptions = true,
        description = {
            "Redrive dead letters: each is handled again, with its ids and its place among the guest's messages.",
            "One that fails again becomes a dead letter again. The same command does not redrive it twice."
        },
        footer = {"", "Example: conserje dlq redrive --reason pms_unavailable --rate 20 --why \"the PMS is back\""})
final class DlqRedrive extends DlqSettle {

    DlqRedrive(Outside outside) {
        super(outside);
    }

    @Override
    Settlement settle(DeadLetters letters, TenantId tenant, DeadLetterId id, Warrant warrant) {
        return new RedriveDeadLetters(letters, DeadLetterListener.NONE).redrive(tenant, id, warrant);
    }

    @Override
    int settle(DeadLetters letters, TenantId tenant, LetterFilter meant, Warrant warrant, Pace pace)
            throws InterruptedException {
        return new RedriveDeadLetters(letters, DeadLetterListener.NONE).redrive(tenant, meant, warrant, pace);
    }

    @Override
    String doing() {
        return "Redriving";
    }

    @Override
    String done() {
        return "redriven";
    }
}
