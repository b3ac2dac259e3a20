package io.conserje.application.outbound;

import io.conserje.domain.dlq.Warrant;
import io.conserje.domain.messaging.OutboundMessage;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The messages with which one hotel writes first. A posted message becomes replies to no message, which are sent like
 * others. Thread-safe, as far as its unit of work is.
 */
public interface Outbox {

    /**
     * A message as its channel takes it.
     *
     * @param parts what is sent, in order; one or more
     * @param window how long after the guest's last message the channel takes it; null if it takes it at any time
     */
    record Draft(
            HotelMessage message,
            List<OutboundMessage> parts,
            @Nullable Duration window) {

        /** @throws IllegalArgumentException if there is no part */
        public Draft {
            parts = List.copyOf(parts);
            if (parts.isEmpty()) {
                throw new IllegalArgumentException("A message must have one or more parts.");
            }
        }
    }

    /** The result of {@link #post}. */
    sealed interface Posting {
        /** It is recorded, and is sent when it is due. The id is that of its first reply. */
        record Recorded(UUID id) implements Posting {}

        /** A message with this key was recorded before, with this id. Nothing changed. */
        record Known(UUID id) implements Posting {}

        /** There is no such hotel, or it is not active. Nothing was recorded. */
        record HotelInactive() implements Posting {}

        /** The guest has not written within the window. Nothing was recorded. */
        record WindowClosed() implements Posting {}
    }

    /** The result of {@link #cancel}. */
    enum Cancelling {
        /** The parts that were not sent are never sent. */
        DONE,
        /** It was sent or refused, is being sent, or was cancelled before. Nothing changed. */
        TOO_LATE,
        /** The hotel has no such message. */
        ABSENT
    }

    /**
     * Records a message. Of messages with one key the first that is committed counts. When a guest last wrote is known to
     * within five minutes; the window closes that much too early rather than too late.
     */
    Posting post(Draft draft);

    /** Cancels a message, as far as its sending has not begun. */
    Cancelling cancel(UUID id, Warrant warrant);
}
