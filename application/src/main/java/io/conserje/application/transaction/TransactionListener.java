package io.conserje.application.transaction;

import io.conserje.application.event.Listener;
import java.util.Locale;

/** Receives the units of work on the database. */
@FunctionalInterface
public interface TransactionListener extends Listener {

    /** Ignores every event. */
    TransactionListener NONE = scope -> {};

    /** The rows that row level security showed to a unit of work. */
    enum Scope {
        /** The rows of one hotel. */
        TENANT,
        /** Rows of several hotels, as far as the policies of the role {@code conserje_system} allow. */
        SYSTEM;

        /** The value of the label {@code scope} of {@code rls_transactions_total}. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A unit of work succeeded: a transaction was committed, or work inside a transaction of the host returned. It is
     * reported once, however many statements it had. Failed work is not reported.
     */
    void transactionDone(Scope scope);
}
