package io.conserje.application.messaging;

import io.conserje.application.store.StoreUnavailableException;
import io.conserje.domain.dlq.Attempt;
import io.conserje.domain.tenancy.TenantId;
import java.time.Duration;

/** Told what becomes of messages and replies, for metrics and logs. Must be thread-safe, quick, and throw nothing. */
public interface MessagingListener {

    /** Hears nothing. */
    MessagingListener NONE = new MessagingListener() {};

    /** Messages of one hotel were made durable. */
    default void accepted(TenantId tenant, int accepted, int duplicates) {}

    /** A message was nobody's, or an inactive hotel's. */
    default void refused() {}

    /** Handling a message and recording what came of it took that long, whatever came of it. */
    default void took(Turn turn, Duration time) {}

    /** A message was handled. */
    default void handled(Turn turn, int replies) {}

    /** Handling failed and will be tried again. */
    default void retried(Turn turn, Attempt failure, Duration after) {}

    /** Handling failed for the last time. */
    default void deadLettered(Turn turn, Attempt failure) {}

    /** A store of ours was away: no attempt is burnt, and the message is handled again after that pause. */
    default void postponed(Turn turn, Duration after, StoreUnavailableException away) {}

    /** Letters that nobody decided on were given up. */
    default void abandoned(int letters) {}

    /** The lease ended before the outcome was recorded; somebody else handles, or has handled, the message. */
    default void lost(Turn turn) {}

    /** A reply was taken by its channel. */
    default void sent(OutboundReply reply) {}

    /** A reply was not sent, and will be tried again. */
    default void delayed(OutboundReply reply, String cause) {}

    /**
     * Whether a reply was taken is not known, or could not be recorded: it is sent again, and the guest may have it twice.
     *
     * @param cause no personal data
     */
    default void uncertain(OutboundReply reply, String cause) {}

    /** A reply will never be sent. */
    default void refused(OutboundReply reply, String cause) {}
}
