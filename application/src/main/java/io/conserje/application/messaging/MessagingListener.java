package io.conserje.application.messaging;

import io.conserje.application.event.Listener;
import io.conserje.application.store.StoreUnavailableException;
import io.conserje.domain.dlq.Attempt;
import io.conserje.domain.messaging.MessageId;
import io.conserje.domain.tenancy.TenantId;
import java.time.Duration;
import java.util.UUID;

/** Receives what happens to messages and replies. */
public interface MessagingListener extends Listener {

    /** Ignores every event. */
    MessagingListener NONE = new MessagingListener() {};

    /**
     * Messages of one hotel were made durable.
     *
     * @param accepted how many are new
     * @param duplicates how many had been accepted before
     */
    default void messagesAccepted(TenantId tenant, int accepted, int duplicates) {}

    /** A message was refused because its hotel is unknown or inactive. */
    default void messageRefused() {}

    /** Refused messages are kept, until an operator gives them to a hotel. */
    default void messagesKept(Unrouted.Kept kept) {}

    /** Parts of a delivery that cannot be read are kept, until they are forgotten. */
    default void unreadableKept(Unrouted.Kept kept) {}

    /**
     * An operator gave messages that were kept to a hotel.
     *
     * @param messages how many, from 1
     */
    default void messagesRouted(TenantId tenant, int messages) {}

    /**
     * Messages that were kept were dropped: nobody gave them to a hotel in time.
     *
     * @param messages how many, from 1
     */
    default void unroutedForgotten(int messages) {}

    /**
     * An attempt to handle a message ended, whatever its outcome.
     *
     * @param time for handling the message and recording the outcome
     */
    default void attemptEnded(Turn turn, Duration time) {}

    /**
     * A message was handled, and its replies were recorded.
     *
     * @param replies how many, from 0
     */
    default void messageHandled(Turn turn, int replies) {}

    /** A message ended as handled, without a reply: it was not given to the handler. */
    default void messageUnanswered(Turn turn, Unanswered why) {}

    /**
     * An attempt failed. The message is retried.
     *
     * @param after the pause before the next attempt
     */
    default void messageRetried(Turn turn, Attempt failure, Duration after) {}

    /** The last attempt failed. The message is a dead letter now. */
    default void messageDeadLettered(Turn turn, Attempt failure) {}

    /**
     * A stored message cannot be read by this version. It is a dead letter now, unless the cause says otherwise.
     *
     * @param failure names the column that cannot be read, and does not quote it
     */
    default void messageUnreadable(TenantId tenant, MessageId message, Attempt failure) {}

    /**
     * A store of Conserje was unavailable. The message is handled again, and no attempt is counted.
     *
     * @param after the pause before it is handled again
     */
    default void messagePostponed(Turn turn, Duration after, StoreUnavailableException cause) {}

    /**
     * The handler asked to handle a message later. No attempt is counted.
     *
     * @param after the pause before it is handled again
     */
    default void messageDeferred(Turn turn, Duration after) {}

    /** The process stops, and gave a message back that was in progress. No attempt is counted. */
    default void messageGivenBack(Turn turn) {}

    /** A call of the host's code was cancelled: its thread was interrupted, and its result will be ignored. */
    default void callCancelled(HostCall.Code code, Cancellation.Reason reason) {}

    /** The thread of a cancelled call has ended. A thread that ignores its interrupt goes on until then. */
    default void cancelledCallEnded(HostCall.Code code) {}

    /** The lease of a message ended before the outcome was recorded. The message is, or was, handled a second time. */
    default void leaseLost(Turn turn) {}

    /**
     * Dead letters were abandoned because no decision about them came in time.
     *
     * @param messages how many, from 1
     */
    default void deadLettersAbandoned(int messages) {}

    /** The channel took a reply. */
    default void replySent(OutboundReply reply) {}

    /**
     * A reply was not sent. It is sent again later.
     *
     * @param cause contains no personal data
     */
    default void replyDelayed(OutboundReply reply, String cause) {}

    /**
     * The channel may have taken a reply, but did not confirm it, or its confirmation could not be recorded. The reply
     * is sent again, and the guest may receive it twice.
     *
     * @param cause contains no personal data
     */
    default void replyUncertain(OutboundReply reply, String cause) {}

    /**
     * A reply will never be sent.
     *
     * @param cause contains no personal data
     */
    default void replyRefused(OutboundReply reply, String cause) {}

    /**
     * A stored reply cannot be read by this version. It is never sent.
     *
     * @param cause contains no personal data
     */
    default void replyUnreadable(TenantId tenant, UUID reply, String cause) {}
}
