package io.conserje.application.messaging;

import java.time.Duration;

/**
 * Removes old messages and dead letters of all hotels, in small batches. Ages are measured by the store's clock. Each
 * call is a unit of work of its own and returns how many it ended. Fewer than {@code max} means that no more are left
 * for now. Thread-safe.
 */
public interface Retention {

    /** Abandons dead letters that have waited for a decision for {@code age}. Their messages are not handled. */
    int abandonLetters(Duration age, int max);

    /** Removes dead letters that were settled {@code age} ago or before, and their failed messages. */
    int removeLetters(Duration age, int max);

    /**
     * Removes messages that were handled {@code age} ago or before, with their attempts and replies, unless a reply is
     * not sent yet. A redelivery after that is accepted as a new message, so {@code age} must exceed the time for which
     * channels redeliver.
     */
    int removeMessages(Duration age, int max);

    /** Removes raw messages, as the channel spelled them, that came {@code age} ago or before. The messages stay. */
    int removePayloads(Duration age, int max);

    /**
     * Removes what is remembered of the rate of lines and guests that may be sent to at their full rate again. A line's
     * own rate stays.
     */
    int removeRates(int max);
}
