package io.conserje.application.messaging;

import io.conserje.domain.dlq.RetryPolicy;
import io.conserje.domain.session.IdleTimeout;

/**
 * How messages are handled.
 *
 * @param retries how a failed message is retried
 * @param laterMessages what a guest's later messages do while an earlier one waits for its retry
 * @param idle how long a session lives after its last message
 */
public record HandlingRules(RetryPolicy retries, LaterMessages laterMessages, IdleTimeout idle) {

    /** The default of each rule. */
    public static final HandlingRules DEFAULT =
            new HandlingRules(RetryPolicy.HANDLING, LaterMessages.WAIT, IdleTimeout.DEFAULT);
}
