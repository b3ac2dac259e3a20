package io.conserje.domain.dlq;

import io.conserje.domain.tenancy.TenantId;
import java.time.Instant;

/**
 * A dead letter: a message that is not retried any more.
 *
 * @param buriedAt when it last became a dead letter, by the store's clock
 * @param last the failure of the last attempt
 * @param redrives how often it was redriven
 */
public record DeadLetter(
        DeadLetterId id,
        TenantId tenant,
        DeadMessage message,
        Instant buriedAt,
        Attempt last,
        int redrives,
        State state) {

    /** Whether a decision about the dead letter was made, and which. */
    public sealed interface State {
        /** The name of the state in the command line, over HTTP and in SQL. */
        default String word() {
            return switch (this) {
                case Buried buried -> "buried";
                case Redriven redriven -> "redriven";
                case Discarded discarded -> "discarded";
                case Abandoned abandoned -> "abandoned";
            };
        }

        /** It waits for a decision. */
        record Buried() implements State {}

        /** A decision was made. It is final, unless a redriven message fails again. */
        sealed interface Settled extends State {
            /** When it was made, by the store's clock. */
            Instant at();

            /** Who made it, and why. */
            Warrant warrant();
        }

        /** The message is handled again. */
        record Redriven(Instant at, Warrant warrant) implements Settled {}

        /** An operator decided that the message is never handled. */
        record Discarded(Instant at, Warrant warrant) implements Settled {}

        /** No decision was made within the retention time. The message was not handled. */
        record Abandoned(Instant at, Warrant warrant) implements Settled {}
    }
}
