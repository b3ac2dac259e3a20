package io.conserje.bootstrap.config;

/**
 * The size of a connection pool.
 *
 * @param size connections that are kept open, 1 to 100
 * @param overflow connections that may be added under load, 0 to 100
 */
public record PoolSize(int size, int overflow) {

    /** @throws IllegalArgumentException if either is out of bounds */
    public PoolSize {
        if (size < 1 || size > 100 || overflow < 0 || overflow > 100) {
            throw new IllegalArgumentException(
                    "A pool has 1 to 100 connections and an overflow of 0 to 100, not " + size + " and " + overflow);
        }
    }

    /** The size that suits a target. In session mode Supabase has few backends; in transaction mode it shares them. */
    public static PoolSize defaultFor(DatabaseUrl.Target target) {
        return switch (target) {
            case LOCAL -> new PoolSize(10, 10);
            case SUPABASE_SESSION -> new PoolSize(5, 2);
            case SUPABASE_TRANSACTION_POOLER -> new PoolSize(10, 0);
        };
    }

    /** The largest number of connections. */
    public int max() {
        return size + overflow;
    }
}
