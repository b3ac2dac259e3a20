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
 */
public record HandlingRules(RetryPolicy retries, LaterMessages laterMessages, IdleTimeout idle, Duration limit) {

    /** How long the handler may take by default. */
    public static final Duration LIMIT = Duration.ofSeconds(60);

    /** The default of each rule. */
    public static final HandlingRules DEFAULT =
            new HandlingRules(RetryPolicy.HANDLING, LaterMessages.WAIT, IdleTimeout.DEFAULT, LIMIT);

    /** @throws IllegalArgumentException if the limit is out of bounds */
    public HandlingRules {
        TimeLimit.checked("A handler", limit);
    }
}
