package io.conserje.application.messaging;

import io.conserje.domain.dlq.Attempt;
import io.conserje.domain.messaging.Reply;
import java.time.Duration;
import java.util.List;

/**
 * Accepted messages as work, across hotels: per guest one at a time and in the order of acceptance, guests in parallel.
 * Leases end by the store's clock; a lease that ended burns no attempt. Thread-safe; each call is a unit of work of its own.
 */
public interface Turns {

    /** Whether a turn was still its holder's. */
    enum Outcome {
        RECORDED,
        /** The lease has ended and the message may be somebody else's: nothing changed. */
        LOST
    }

    /**
     * Takes the next message of guests that have one due and are in nobody's hands.
     *
     * @param most how many at most, 1 to 1000
     * @param lease how long they are the caller's, 50 ms to 1 h
     * @throws IllegalArgumentException if either is out of bounds
     */
    List<Turn> claim(int most, Duration lease);

    /** Lets the lease last that long from now. */
    Outcome renew(Turn turn, Duration lease);

    /** Ends the message as handled and records its replies, both or neither. */
    Outcome finish(Turn turn, List<Reply> replies);

    /** Records a failure; the message waits that long, and its guest's later ones do as they are told. */
    Outcome retry(Turn turn, Attempt failure, Duration after, LaterMessages laterMessages);

    /** Records the last failure: the message ends as failed and stands in {@code dlq_permanent_failures}, once. */
    Outcome deadLetter(Turn turn, Attempt failure);

    /**
     * Gives the message back untouched, for anybody to take after that pause; its guest's later ones wait behind it.
     *
     * @param after not negative; nothing for at once, with the guest's place kept
     */
    Outcome release(Turn turn, Duration after);
}
