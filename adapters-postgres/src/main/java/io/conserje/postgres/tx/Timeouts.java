package io.conserje.postgres.tx;

import java.time.Duration;

/**
 * The timeouts of transactions, enforced by the database. They are set in each transaction, so that they apply behind
 * any pooler.
 *
 * @param statement the longest duration of a statement; 10 ms to 1 h
 * @param idleInTransaction the longest pause between two statements of a transaction; 10 ms to 1 h
 */
public record Timeouts(Duration statement, Duration idleInTransaction) {

    /** 15 seconds for a statement, 10 seconds for a pause. */
    public static final Timeouts DEFAULT = new Timeouts(Duration.ofSeconds(15), Duration.ofSeconds(10));

    /** @throws IllegalArgumentException if a timeout is shorter than 10 ms or longer than 1 h */
    public Timeouts {
        check("statement", statement);
        check("idle-in-transaction", idleInTransaction);
    }

    private static void check(String which, Duration timeout) {
        if (timeout.compareTo(Duration.ofMillis(10)) < 0 || timeout.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException("The " + which + " timeout is 10 ms to 1 h, was " + timeout + ".");
        }
    }
}
