package io.conserje.application.messaging;

import io.conserje.domain.dlq.RetryPolicy;
import io.conserje.domain.session.IdleTimeout;
import java.time.Duration;

/**
 * How messages are handled.
 *
 * @param retries how a failed message is retried
 * @param laterMessages what a guest's later messages do while an earlier one waits for its retry
 * @param idle how long a session lives after its last message
 * @param limit how long the handler may take for a message, 10 ms to 1 h
 * @param handOver how long the handler is silent after a person at the hotel wrote to the guest, 0 to 7 days
 */
public record HandlingRules(
        RetryPolicy retries, LaterMessages laterMessages, IdleTimeout idle, Duration limit, Duration handOver) {

    /** How long the handler may take by default. */
    public static final Duration LIMIT = Duration.ofSeconds(60);

    /** How long the handler is silent by default after a person at the hotel wrote to the guest. */
    public static final Duration HAND_OVER = Duration.ofMinutes(30);

    /** The longest hand-over. */
    public static final Duration MAX_HAND_OVER = Duration.ofDays(7);

    /** The default of each rule. */
    public static final HandlingRules DEFAULT =
            new HandlingRules(RetryPolicy.HANDLING, LaterMessages.WAIT, IdleTimeout.DEFAULT, LIMIT, HAND_OVER);

    /** @throws IllegalArgumentException if a time is out of bounds */
    public HandlingRules {
        TimeLimit.checked("A handler", limit);
        if (handOver.isNegative() || handOver.compareTo(MAX_HAND_OVER) > 0) {
            throw new IllegalArgumentException("A hand-over lasts 0 to " + MAX_HAND_OVER + ", was " + handOver);
        }
    }

    /** How long a session lives that keeps a hand-over. */
    IdleTimeout idleDuringHandOver() {
        return handOver.compareTo(idle.value()) > 0 ? new IdleTimeout(handOver) : idle;
    }
}
