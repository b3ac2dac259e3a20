package io.conserje.postgres.tx;

import java.util.Locale;

/** Told of units of work on the database, for metrics. Must be thread-safe, quick, and throw nothing. */
@FunctionalInterface
public interface TransactionListener {

    /** Hears nothing. */
    TransactionListener NONE = scope -> {};

    /** What row level security let it see; {@link #label} is the {@code scope} of {@code rls_transactions_total}. */
    enum Scope {
        /** One hotel's rows. */
        TENANT,
        /** What concerns several hotels, as far as the policies of the system go. */
        SYSTEM;

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A unit of work is done: a transaction has been committed, or work in somebody else's has succeeded. Once, however many
     * statements it had; not at all if it failed.
     */
    void done(Scope scope);
}
