package io.conserje.application.messaging;

import java.time.Duration;
import java.util.List;

/**
 * Renews the leases of messages and replies of all hotels together. A lease that cannot be renewed does not delay the
 * others. Thread-safe.
 */
public interface Renewals extends AutoCloseable {

    /** What happened to one lease. */
    enum Renewal {
        /** It lasts for the wanted time from now. */
        RENEWED,
        /** It is unchanged, because somebody else works on the same row. Try again before it ends. */
        BUSY,
        /** It has ended, or its message or reply is over. */
        LOST
    }

    /**
     * What happened to each lease, in the order of the call.
     *
     * @param turns of the messages
     * @param replies of the replies
     */
    record Renewed(List<Renewal> turns, List<Renewal> replies) {
        public Renewed {
            turns = List.copyOf(turns);
            replies = List.copyOf(replies);
        }
    }

    /**
     * Renews leases, so that each lasts for {@code lease} from now.
     *
     * @param lease 50 ms to 1 h
     * @throws IllegalArgumentException if it is out of bounds
     * @throws io.conserje.application.store.StoreUnavailableException if the store cannot be reached
     */
    Renewed renew(List<Turn> turns, List<OutboundReply> replies, Duration lease);

    /** Returns what is kept for renewals, such as a connection. A later call may take it again. */
    @Override
    void close();
}
