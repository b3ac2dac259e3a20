package io.conserje.application.messaging;

import java.time.Duration;

/**
 * Ends what nobody needs any more, across hotels, a small batch a call. Ages are judged by the store's clock. Each call is a
 * unit of work of its own, and returns how many it ended: fewer than {@code most} means that there are no more for now.
 * Thread-safe.
 */
public interface Retention {

    /** Gives up letters that were buried that long ago and not decided on: they end as abandoned, which is not handled. */
    int abandonLetters(Duration age, int most);

    /** Removes letters that were settled that long ago, and the failed messages that they were. */
    int removeLetters(Duration age, int most);

    /**
     * Removes messages that were handled that long ago, with their attempts and replies, unless a reply is still to be sent.
     * From then on a redelivery of one is a new message: no channel may redeliver for that long.
     */
    int removeMessages(Duration age, int most);
}
