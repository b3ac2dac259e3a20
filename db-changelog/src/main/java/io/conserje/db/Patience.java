package io.conserje.db;

import java.time.Duration;

/**
 * How long a migration waits for others.
 *
 * @param lock for another migration to end
 * @param poll between two looks at what it waits for
 * @param report between two reports to the listener
 * @param table for the lock on a table, during which everybody else queues behind it
 * @param attempts to get that lock
 * @param pause after the first attempt; it doubles up to {@code maxPause}
 */
record Patience(
        Duration lock,
        Duration poll,
        Duration report,
        Duration table,
        int attempts,
        Duration pause,
        Duration maxPause) {

    static final Patience DEFAULT = new Patience(
            Duration.ofMinutes(5),
            Duration.ofMillis(500),
            Duration.ofSeconds(10),
            Duration.ofSeconds(2),
            10,
            Duration.ofSeconds(1),
            Duration.ofSeconds(10));

    /** The pause after an attempt, which is counted from 1. */
    Duration after(int attempt) {
        Duration doubled = pause.multipliedBy(1L << Math.min(attempt - 1, 20));
        return doubled.compareTo(maxPause) < 0 ? doubled : maxPause;
    }

    /** @throws ChangelogException if the thread is interrupted */
    static void sleep(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new ChangelogException("The migration was interrupted while it waited.", interrupted);
        }
    }
}
