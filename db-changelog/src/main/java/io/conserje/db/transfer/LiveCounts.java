package io.conserje.db.transfer;

import java.time.Instant;

/** How many live sessions, holds and leases there are. */
public record LiveCounts(long sessions, long holds, long leases) {

    static final LiveCounts NONE = new LiveCounts(0, 0, 0);

    /** @param now by the clock of the store that has the state */
    LiveCounts plus(LiveState state, Instant now) {
        return new LiveCounts(
                sessions + state.sessions().size(),
                holds + state.holds().size(),
                leases
                        + state.leases().stream()
                                .filter(lease ->
                                        lease.owner() != null && lease.until().isAfter(now))
                                .count());
    }

    /** Whether there is nothing. */
    public boolean isEmpty() {
        return sessions == 0 && holds == 0 && leases == 0;
    }

    /** In words, such as {@code 12 sessions, 3 holds and 1 lease}. */
    public String inWords() {
        return counted(sessions, "session") + ", " + counted(holds, "hold") + " and " + counted(leases, "lease");
    }

    static String counted(long count, String name) {
        return count + " " + name + (count == 1 ? "" : "s");
    }
}
