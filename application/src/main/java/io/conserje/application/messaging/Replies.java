package io.conserje.application.messaging;

import io.conserje.application.messaging.Turns.Outcome;
import java.time.Duration;
import java.util.List;

/**
 * The recorded replies of all hotels, to be claimed and sent. Replies to one guest are claimed one at a time and in
 * order. Leases end by the store's clock. Thread-safe; each call is a unit of work of its own.
 *
 * <p>Every method that takes a reply returns {@link Outcome#LOST}, and changes nothing, if the reply's lease has ended.
 */
public interface Replies {

    /**
     * Claims due replies that are under no lease: of each guest the earliest that is not sent.
     *
     * @param max how many at most, 1 to 1000
     * @param lease how long the caller has them, 50 ms to 1 h
     * @param room how many of each hotel
     * @throws IllegalArgumentException if a number or the lease is out of bounds
     */
    List<OutboundReply> claim(int max, Duration lease, Room room);

    /** Claims as {@link #claim(int, Duration, Room)} does, without a limit for a hotel. */
    default List<OutboundReply> claim(int max, Duration lease) {
        return claim(max, lease, Room.UNLIMITED);
    }

    /**
     * Renews the lease, so that it lasts for {@code lease} from now.
     *
     * @param lease 50 ms to 1 h
     * @throws IllegalArgumentException if it is out of bounds
     */
    Outcome renew(OutboundReply reply, Duration lease);

    /** Releases the reply, to be claimed again at once. No attempt is counted. */
    Outcome release(OutboundReply reply);

    /**
     * Ends the reply as sent.
     *
     * @param providerId the channel's id of the sent message
     */
    Outcome sent(OutboundReply reply, String providerId);

    /** Schedules a retry. The reply, and the guest's later replies, wait for {@code after}. */
    Outcome retry(OutboundReply reply, String cause, Duration after);

    /** As {@link #retry}, for a reply that the guest may have received already. */
    Outcome retryUncertain(OutboundReply reply, String cause, Duration after);

    /** Ends the reply without sending it: it becomes a dead letter. The guest's later replies go on. */
    Outcome refuse(OutboundReply reply, ReplyFailure failure);

    /** Ends the reply as refused by the channel, without a code. */
    default Outcome refuse(OutboundReply reply, String cause) {
        return refuse(reply, ReplyFailure.refused(cause));
    }
}
