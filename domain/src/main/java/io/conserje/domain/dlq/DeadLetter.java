package io.conserje.domain.dlq;

import io.conserje.domain.tenancy.TenantId;
import java.time.Instant;

/**
 * A message that was given up, and what became of it since.
 *
 * @param buriedAt when it was given up, the last time if that happened more than once; by the store's clock
 * @param last the failure after which it was given up
 * @param redrives how often it was put back
 */
public record DeadLetter(
        DeadLetterId id,
        TenantId tenant,
        DeadMessage message,
        Instant buriedAt,
        Attempt last,
        int redrives,
        State state) {

    /** What became of it. */
    public sealed interface State {
        /** Its name, as operators and programs are told it. */
        default String word() {
            return switch (this) {
                case Buried buried -> "buried";
                case Redriven redriven -> "redriven";
                case Discarded discarded -> "discarded";
                case Abandoned abandoned -> "abandoned";
            };
        }

        /** It waits for somebody to decide. */
        record Buried() implements State {}

        /** Somebody decided, or time did; this is final but for a redriven message that fails again. */
        sealed interface Settled extends State {
            /** By the store's clock. */
            Instant at();

            Warrant warrant();
        }

        /** Its message was put back to be handled again. */
        record Redriven(Instant at, Warrant warrant) implements Settled {}

        /** It will never be handled, by somebody's decision. */
        record Discarded(Instant at, Warrant warrant) implements Settled {}

        /** Nobody decided in time. It was not handled. */
        record Abandoned(Instant at, Warrant warrant) implements Settled {}
    }
}
