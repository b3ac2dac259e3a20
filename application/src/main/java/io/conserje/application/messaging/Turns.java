package io.conserje.application.messaging;

import io.conserje.application.messaging.Faults.Held;
import io.conserje.domain.dlq.Attempt;
import io.conserje.domain.messaging.Reply;
import io.conserje.domain.tenancy.TenantId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The accepted messages of all hotels, to be claimed and handled. Messages of one guest are claimed one at a time and
 * in the order of acceptance; messages of several guests in parallel. Leases end by the store's clock. The end of a
 * lease does not count as an attempt. Thread-safe; each call is a unit of work of its own.
 *
 * <p>A store with a {@link io.conserje.domain.messaging.Coalescing} claims what a guest has written within its pause as
 * one turn. Messages that have failed, or were redriven, are claimed by themselves. What is said of a message below
 * holds for all messages of a turn.
 */
public interface Turns {

    /** Whether a call was made under a live lease. */
    enum Outcome {
        /** The lease lasted, and the change is durable. */
        RECORDED,
        /** The lease had ended, and another process may have the message. Nothing changed. */
        LOST
    }

    /**
     * Claims the next due message of guests without a leased message.
     *
     * @param max how many at most, 1 to 1000
     * @param lease how long the caller has them, 50 ms to 1 h
     * @param room how many of each hotel
     * @throws IllegalArgumentException if a number or the lease is out of bounds
     */
    List<Turn> claim(int max, Duration lease, Room room);

    /** Claims as {@link #claim(int, Duration, Room)} does, without a limit for a hotel. */
    default List<Turn> claim(int max, Duration lease) {
        return claim(max, lease, Room.UNLIMITED);
    }

    /**
     * Renews the lease, so that it lasts for {@code lease} from now.
     *
     * @param lease 50 ms to 1 h
     * @throws IllegalArgumentException if it is out of bounds
     */
    Outcome renew(Turn turn, Duration lease);

    /**
     * Ends the message as handled and records its replies, in one unit of work. The replies answer the turn's last
     * message.
     */
    Outcome finish(Turn turn, List<Reply> replies);

    /**
     * Records a failure. The message waits for {@code after}; {@code laterMessages} decides about the guest's later
     * ones. The messages of a turn that has several fail together, and each is claimed by itself from then on.
     */
    Outcome retry(Turn turn, Attempt failure, Duration after, LaterMessages laterMessages);

    /**
     * Records the last failure. The message ends as failed and becomes one dead letter in {@code
     * dlq_permanent_failures}.
     *
     * @throws IllegalArgumentException if the turn has several messages
     */
    Outcome deadLetter(Turn turn, Attempt failure);

    /**
     * Releases the message, to be claimed again after a pause. No attempt is counted. The guest's later messages wait.
     *
     * @param after the pause, not negative. With a pause of zero the guest keeps its place in the queue
     */
    Outcome release(Turn turn, Duration after);

    /**
     * Puts the message aside, to be claimed again after a pause, or when what it waits for has ended. No attempt is
     * counted. The guest's later messages wait.
     *
     * @param held what it waits for, and for how long at most
     */
    Outcome hold(Turn turn, Held held);

    /**
     * Claims the message of a hotel that has been due for longest, whatever else waits for.
     *
     * @param lease how long the caller has it, 50 ms to 1 h
     * @throws IllegalArgumentException if the lease is out of bounds
     */
    Optional<Turn> claimOne(TenantId tenant, Duration lease);

    /** How long ago the message was accepted; zero if the store does not have it. */
    Duration age(Turn turn);

    /** The message as the channel spelled it; empty if that is not kept, or not kept any more. */
    Optional<String> raw(Turn turn);
}
