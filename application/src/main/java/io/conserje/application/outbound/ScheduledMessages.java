package io.conserje.application.outbound;

import java.time.Duration;

/** The messages of all hotels that wait for their time. Thread-safe; each call is a unit of work of its own. */
public interface ScheduledMessages {

    /**
     * The fate of messages that were due.
     *
     * @param moved how many are over, those that are late among them
     * @param late how many are dead letters, because their window had closed
     */
    record Moving(int moved, int late) {}

    /**
     * Gives messages that are due to the replies, those first that are due for longest. Several processes share the work.
     *
     * @param max how many at most, 1 to 1000
     */
    Moving moveDue(int max);

    /**
     * Removes messages that ended {@code age} ago, with their replies. One with a reply that waits or is a dead letter
     * stays.
     *
     * @param max how many at most, 1 to 1000
     * @return how many
     */
    int forget(Duration age, int max);
}
