package io.conserje.postgres.tx;

import java.time.Duration;

/**
 * How long the database lets a transaction of ours take. Both are bound in every transaction itself, so that they hold behind
 * any pooler.
 *
 * @param statement the longest statement; 10 ms to 1 h
 * @param idleInTransaction the longest pause between two statements of one transaction; 10 ms to 1 h
 */
public record Timeouts(Duration statement, Duration idleInTransaction) {

    /** 15 and 10 seconds. */
    public static final Timeouts DEFAULT = new Timeouts(Duration.ofSeconds(15), Duration.ofSeconds(10));

    /** @throws IllegalArgumentException if one is shorter than 10 ms or longer than an hour */
    public Timeouts {
        check("statement", statement);
        check("idle-in-transaction", idleInTransaction);
    }

    private static void check(String which, Duration timeout) {
        if (timeout.compareTo(Duration.ofMillis(10)) < 0 || timeout.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException("The " + which + " timeout is 10 ms to 1 h, was " + timeout);
        }
    }
}
