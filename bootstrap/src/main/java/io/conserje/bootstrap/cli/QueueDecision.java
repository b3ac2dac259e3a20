package io.conserje.bootstrap.cli;

import io.conserje.application.waiting.WaitingMessages;
import io.conserje.application.waiting.WaitingMessages.Outcome;
import io.conserje.domain.dlq.Warrant;
import io.conserje.domain.messaging.MessageId;
import io.conserje.domain.tenancy.TenantId;
import java.io.PrintWriter;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;

/** A decision about one message that waits. */
abstract class QueueDecision extends QueueMessageWork {

    @Mixin
    private WarrantOptions deciding = new WarrantOptions();

    private @Nullable Warrant warrant;

    QueueDecision(Outside outside) {
        super(outside);
    }

    abstract Outcome decide(WaitingMessages waiting, TenantId hotel, MessageId message, Warrant by);

    /** For the result, such as "is due now". */
    abstract String done();

    @Override
    final void prepare() {
        warrant = deciding.read();
    }

    @Override
    final int on(WaitingMessages waiting, TenantId hotel, MessageId message, PrintWriter out) {
        return switch (decide(waiting, hotel, message, Objects.requireNonNull(warrant))) {
            case DONE -> {
                out.println(message + " " + done());
                yield ExitCode.OK;
            }
            case IN_HAND -> {
                err().println(message + ": unchanged, a worker has its guest now. Try again when it has ended");
                yield ExitCode.CHECK_FAILED;
            }
            case ABSENT -> absent(hotel, message);
        };
    }
}
