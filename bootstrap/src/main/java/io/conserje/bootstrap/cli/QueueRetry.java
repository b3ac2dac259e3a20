package io.conserje.bootstrap.cli;

import io.conserje.application.waiting.WaitingMessages;
import io.conserje.application.waiting.WaitingMessages.Outcome;
import io.conserje.domain.dlq.Warrant;
import io.conserje.domain.messaging.MessageId;
import io.conserje.domain.tenancy.TenantId;
import picocli.CommandLine.Command;

/** {@code conserje queue retry}. */
@Command(
        name = "retry",
        mixinStandardHelpOptions = true,
        description = "Make a message due now, without a further attempt. Earlier messages of its guest go first.",
        footer = {
            "",
            "Example: conserje queue retry 01991f0e-5d0c-7cc4-a1a6-6b2c62d0a9f4 --tenant hotel-sur --why \"the guest called\""
        })
final class QueueRetry extends QueueDecision {

    QueueRetry(Outside outside) {
        super(outside);
    }

    @Override
    Outcome decide(WaitingMessages waiting, TenantId hotel, MessageId message, Warrant by) {
        return waiting.retry(hotel, message, by);
    }

    @Override
    String done() {
        return "is due now";
    }
}
