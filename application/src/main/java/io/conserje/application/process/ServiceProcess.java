package io.conserje.application.process;

import java.time.Instant;
import java.util.Locale;
import java.util.UUID;

/**
 * A process that uses the database, as it reported itself last.
 *
 * @param lastSeen when it reported, by the store's clock
 * @param inHand how many messages and replies it had claimed and not ended
 */
public record ServiceProcess(Identity identity, Instant startedAt, Instant lastSeen, State state, int inHand) {

    /**
     * What stays the same for the life of a process.
     *
     * @param version the version of Conserje; 1 to 100 characters
     * @param epoch the epoch of the schema that this version was made for, from 1
     * @param host the machine, and what else tells processes apart; 1 to 300 characters
     * @param keepsApart whether it keeps sessions, holds or leases in another store than this database
     */
    public record Identity(UUID id, String version, int epoch, String host, boolean keepsApart) {}

    /** What a process does. */
    public enum State {
        /** It accepts and claims. */
        SERVING,
        /** It waits until the database opens, or fits. */
        WAITING,
        /** It ends what it has in hand. */
        FROZEN,
        /** It was told to end. */
        STOPPING;

        /** The name in the database and for people. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
