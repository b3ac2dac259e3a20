package io.conserje.application.tenancy;

import io.conserje.domain.tenancy.TenantId;
import java.time.Instant;
import java.util.List;

/** Who changed what about a hotel. Thread-safe. */
public interface TenantAudit {

    /** What was done. */
    enum Action {
        REGISTERED,
        CHANGED,
        ASSIGNED,
        REMOVED
    }

    /**
     * One change.
     *
     * @param details to be read by people: of a hotel that was registered its name, status, zone and hours; of one that was
     *     changed each part that is another, as it was before and as it was after; of an identifier its channel and kind, never
     *     its value
     */
    record Entry(TenantId tenant, Instant at, Actor actor, Action action, String details) {}

    /**
     * The latest changes to a hotel, the last first; empty for an unknown hotel. What was refused, or was so
     * already, is not among them.
     *
     * @param most how many at most, 1 to 1000
     * @throws IllegalArgumentException if {@code most} is out of bounds
     */
    List<Entry> of(TenantId tenant, int most);
}
