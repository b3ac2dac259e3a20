package io.conserje.bootstrap.cli;

import io.conserje.application.waiting.WaitingMessages;
import io.conserje.application.waiting.WaitingMessages.Outcome;
import io.conserje.domain.dlq.Warrant;
import io.conserje.domain.messaging.MessageId;
import io.conserje.domain.tenancy.TenantId;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A decision about one message that waits. */
abstract class QueueDecision extends QueueMessageWork {

    @Option(names = "--why", paramLabel = "TEXT", required = true, description = "The reason, which is recorded.")
    private String why = "";

    @Option(
            names = "--by",
            paramLabel = "WHO",
            defaultValue = "${sys:user.name}",
            description = "The person who decides, which is recorded (default: ${DEFAULT-VALUE}).")
    private String by = "";

    private @Nullable Warrant warrant;

    QueueDecision(Outside outside) {
        super(outside);
    }

    abstract Outcome decide(WaitingMessages waiting, TenantId hotel, MessageId message, Warrant by);

    /** For the result, such as "is due now". */
    abstract String done();

    @Override
    final void prepare() {
        try {
            warrant = new Warrant(by, why);
        } catch (IllegalArgumentException wrong) {
            throw new UsageException("--by, --why: " + wrong.getMessage());
        }
    }

    @Override
    final int on(WaitingMessages waiting, TenantId hotel, MessageId message, PrintWriter out) {
        Warrant deciding = warrant == null ? new Warrant(by, why) : warrant;
        return switch (decide(waiting, hotel, message, deciding)) {
            case DONE -> {
                out.println(message + " " + done());
                yield ExitCode.OK;
            }
            case IN_HAND -> {
                err().println(message + ": unchanged, a worker has its guest now. Try again when it has ended");
                yield ExitCode.CHECK_FAILED;
            }
            case BEHIND -> {
                err().println(message + ": unchanged, more than a hundred messages of its guest wait before it");
                yield ExitCode.CHECK_FAILED;
            }
            case ABSENT -> absent(hotel, message);
        };
    }
}
