package io.conserje.application.process;

import java.util.List;

/** What a database says about whether a process may use it. Thread-safe. */
@FunctionalInterface
public interface Closures {

    /**
     * The state of a database at one moment.
     *
     * @param epoch the epoch of the schema; 0 if it is older than the first epoch
     * @param oldestProcess the oldest epoch of a process that may use the schema
     * @param closures what is closed; empty if the database is open
     */
    record Reading(int epoch, int oldestProcess, List<Closure> closures) {

        public Reading {
            closures = List.copyOf(closures);
        }
    }

    /**
     * Reads the state, in one round trip.
     *
     * @throws io.conserje.application.store.StoreUnavailableException if the database cannot be reached
     */
    Reading read();
}
