package io.conserje.application.tenancy;

import io.conserje.application.event.Listener;

/** Receives how the hotels of messages were found. */
@FunctionalInterface
public interface TenancyListener extends Listener {

    /** Ignores every event. */
    TenancyListener NONE = resolution -> {};

    /** The hotel of a message was looked for. */
    void tenantResolved(Resolution resolution);
}
