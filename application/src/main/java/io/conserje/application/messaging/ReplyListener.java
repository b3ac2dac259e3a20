package io.conserje.application.messaging;

import io.conserje.application.event.Listener;
import io.conserje.domain.messaging.HotelLine;
import io.conserje.domain.tenancy.TenantId;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Receives what becomes of replies after they were recorded, and of the lines that send them. */
public interface ReplyListener extends Listener {

    /** Ignores every event. */
    ReplyListener NONE = new ReplyListener() {};

    /** What became of a call that posts or cancels a message of a hotel. */
    enum Posted {
        /** It is recorded, to be sent now. */
        NOW,
        /** It is recorded, to be sent later. */
        LATER,
        /** Its key was known, so nothing was recorded. */
        REPEATED,
        /** It was refused, because the guest has not written for too long. */
        WINDOW_CLOSED,
        /** It was refused, because the hotel is not active. */
        HOTEL_INACTIVE,
        /** It is cancelled. */
        CANCELLED;

        /** The value of the label {@code result} of {@code outbound_messages_total}. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A hotel wrote first, or cancelled that. In a transaction of the host this is reported before its commit. */
    default void messagePosted(TenantId tenant, Posted result) {}

    /**
     * Messages of hotels that waited for their time were given to the replies.
     *
     * @param messages how many, from 1
     * @param late how many of them are dead letters, because their window had closed
     */
    default void messagesDue(int messages, int late) {}

    /** A line is held: an operator must fix the cause. Replies wait meanwhile. Several processes may notice it. */
    default void lineHeld(HeldLine line) {}

    /** A line sends again; the replies that waited for it are sent. */
    default void lineFreed(HeldLine line) {}

    /**
     * The channel reported on a reply. A report that changes nothing, such as a repeated one, is left out.
     *
     * @param status {@code sent}, {@code delivered}, {@code read} or {@code failed}
     * @param line the line that sent the reply
     * @param code the channel's error code, for a reply that failed
     * @param title what the code means, in the words of the channel
     */
    default void replyReported(
            TenantId tenant, String status, @Nullable HotelLine line, @Nullable Integer code, @Nullable String title) {}

    /**
     * Reports were dropped, because no reply has their id.
     *
     * @param reports how many, from 1
     */
    default void reportsUnmatched(int reports) {}

    /**
     * Replies that waited for a held line became dead letters: the channel takes them no more.
     *
     * @param replies how many, from 1
     */
    default void repliesExpired(int replies) {}

    /**
     * An operator resent replies that were dead letters.
     *
     * @param replies how many, from 1
     */
    default void repliesResent(TenantId tenant, int replies) {}

    /**
     * An operator discarded replies that were dead letters.
     *
     * @param replies how many, from 1
     */
    default void repliesDiscarded(TenantId tenant, int replies) {}

    /**
     * Replies that were dead letters were abandoned, because no decision about them came in time.
     *
     * @param replies how many, from 1
     */
    default void repliesAbandoned(int replies) {}
}
