package io.conserje.application.tenancy;

import io.conserje.domain.tenancy.TenantId;
import java.time.Instant;
import java.util.List;

/** The recorded changes of hotels and their identifiers. Thread-safe. */
public interface TenantAudit {

    /** The kind of change. */
    enum Action {
        REGISTERED,
        CHANGED,
        ASSIGNED,
        REMOVED
    }

    /**
     * One change.
     *
     * @param details a text for people. For a registration: name, status, zone and hours. For a change: each changed
     *     part, before and after. For an identifier: its channel and kind, never its value
     */
    record Entry(TenantId tenant, Instant at, Actor actor, Action action, String details) {}

    /**
     * The latest changes of a hotel, newest first; empty for an unknown hotel. Refused calls, and calls that changed
     * nothing, are not recorded.
     *
     * @param max how many at most, 1 to 1000
     * @throws IllegalArgumentException if max is out of bounds
     */
    List<Entry> of(TenantId tenant, int max);
}
