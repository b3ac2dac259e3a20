package io.conserje.application.messaging;

import io.conserje.application.messaging.Turns.Outcome;
import java.time.Duration;
import java.util.List;

/**
 * Recorded replies as work, across hotels: per guest one at a time and in order. Leases end by the store's clock.
 * Thread-safe; each call is a unit of work of its own.
 */
public interface Replies {

    /**
     * Takes due replies that are in nobody's hands, of each guest the earliest that is not sent.
     *
     * @param most how many at most, 1 to 1000
     * @param lease how long they are the caller's, 50 ms to 1 h
     * @throws IllegalArgumentException if either is out of bounds
     */
    List<OutboundReply> claim(int most, Duration lease);

    /**
     * Lets the lease last that long from now.
     *
     * @throws IllegalArgumentException if that is out of bounds
     */
    Outcome renew(OutboundReply reply, Duration lease);

    /** Gives the reply back untouched, for anybody to take at once. */
    Outcome release(OutboundReply reply);

    /**
     * Ends a reply as sent.
     *
     * @param providerId what the channel calls it
     */
    Outcome sent(OutboundReply reply, String providerId);

    /** It was not sent; it, and the guest's later replies behind it, wait that long. */
    Outcome retry(OutboundReply reply, String cause, Duration after);

    /** Ends a reply as never to be sent; the guest's later replies go on. */
    Outcome refuse(OutboundReply reply, String cause);
}
