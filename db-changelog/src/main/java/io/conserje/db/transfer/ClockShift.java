package io.conserje.db.transfer;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;

/**
 * By how much a store's clock differs from this machine's, within what the way there and back allows. A moment that is
 * moved from one clock to another becomes earlier by that inaccuracy, never later: nothing lives longer than it did.
 */
final class ClockShift {

    private static final int SAMPLES = 5;

    private ClockShift() {}

    /** Reads a clock. */
    interface Clock {
        Instant now() throws SQLException;
    }

    /** The duration to add to a moment by one clock, so that it is not later by the other. */
    static Duration between(Clock from, Clock to) throws SQLException {
        Instant origin = Instant.EPOCH;
        long begun = System.nanoTime();
        Duration mostAhead = null;
        Duration leastAhead = null;
        for (int sample = 0; sample < SAMPLES; sample++) {
            Instant before = origin.plusNanos(System.nanoTime() - begun);
            Duration ahead = Duration.between(before, from.now());
            mostAhead = mostAhead == null || ahead.compareTo(mostAhead) < 0 ? ahead : mostAhead;
            Instant read = to.now();
            Duration behind = Duration.between(origin.plusNanos(System.nanoTime() - begun), read);
            leastAhead = leastAhead == null || behind.compareTo(leastAhead) > 0 ? behind : leastAhead;
        }
        if (mostAhead == null || leastAhead == null) {
            throw new IllegalStateException("No clock was read");
        }
        return leastAhead.minus(mostAhead);
    }

    /** The same state by another clock. */
    static LiveState shifted(LiveState state, Duration shift) {
        return new LiveState(
                state.sessions().stream()
                        .map(session -> new LiveState.Session(
                                session.tenant(),
                                session.channel(),
                                session.guest(),
                                session.version(),
                                session.attributes(),
                                session.lastTurn(),
                                session.before(),
                                session.until().plus(shift)))
                        .toList(),
                state.holds().stream()
                        .map(hold -> new LiveState.Hold(
                                hold.tenant(),
                                hold.room(),
                                hold.checkIn(),
                                hold.checkOut(),
                                hold.holder(),
                                hold.owner(),
                                hold.fence(),
                                hold.extensions(),
                                hold.until().plus(shift)))
                        .toList(),
                state.leases().stream()
                        .map(lease -> new LiveState.Lease(
                                lease.tenant(),
                                lease.name(),
                                lease.holder(),
                                lease.owner(),
                                lease.fence(),
                                lease.until().plus(shift)))
                        .toList(),
                state.roomFences());
    }
}
