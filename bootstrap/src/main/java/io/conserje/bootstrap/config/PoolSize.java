package io.conserje.bootstrap.config;

/**
 * How many connections a pool holds.
 *
 * @param size kept open, 1 to 100
 * @param overflow more of them under load, 0 to 100
 */
public record PoolSize(int size, int overflow) {

    /** @throws IllegalArgumentException if either is out of bounds */
    public PoolSize {
        if (size < 1 || size > 100 || overflow < 0 || overflow > 100) {
            throw new IllegalArgumentException(
                    "A pool keeps 1 to 100 connections and 0 to 100 more, was " + size + " and " + overflow);
        }
    }

    /** What suits a target: a session pooler hands out few backends, and a transaction pooler shares them for us. */
    public static PoolSize usualFor(DatabaseUrl.Target target) {
        return switch (target) {
            case LOCAL -> new PoolSize(10, 10);
            case SUPABASE_SESSION -> new PoolSize(5, 2);
            case SUPABASE_TRANSACTION_POOLER -> new PoolSize(10, 0);
        };
    }

    public int most() {
        return size + overflow;
    }
}
