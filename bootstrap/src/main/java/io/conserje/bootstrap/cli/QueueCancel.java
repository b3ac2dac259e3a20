package io.conserje.bootstrap.cli;

import io.conserje.application.waiting.WaitingMessages;
import io.conserje.application.waiting.WaitingMessages.Outcome;
import io.conserje.domain.dlq.Warrant;
import io.conserje.domain.messaging.MessageId;
import io.conserje.domain.tenancy.TenantId;
import picocli.CommandLine.Command;

/** {@code conserje queue cancel}. */
@Command(
        name = "cancel",
        mixinStandardHelpOptions = true,
        description = "Cancel a message. It is never handled, and is kept as a discarded dead letter.",
        footer = {
            "",
            "Example: conserje queue cancel 01991f0e-5d0c-7cc4-a1a6-6b2c62d0a9f4 --tenant hotel-sur --why \"the guest called\""
        })
final class QueueCancel extends QueueDecision {

    QueueCancel(Outside outside) {
        super(outside);
    }

    @Override
    Outcome decide(WaitingMessages waiting, TenantId hotel, MessageId message, Warrant by) {
        return waiting.cancel(hotel, message, by);
    }

    @Override
    String done() {
        return "is cancelled";
    }
}
