package io.conserje.application.store;

/** The bounds of how many results a store returns at once, shared by every store. */
public final class ResultLimit {

    private static final int MAX = 1000;

    private ResultLimit() {}

    /**
     * Checks a maximum number of results.
     *
     * @throws IllegalArgumentException if it is not 1 to 1000
     */
    public static void check(int max) {
        if (max < 1 || max > MAX) {
            throw new IllegalArgumentException("The maximum number of results must be 1 to " + MAX + ", was " + max);
        }
    }
}
