package io.conserje.application.process;

import io.conserje.application.event.Listener;
import io.conserje.domain.tenancy.TenantId;

/** Receives events of the gate: when this process may no longer write, and when it may again. */
public interface GateListener extends Listener {

    /** Ignores every event. */
    GateListener NONE = new GateListener() {};

    /** This process takes no new work of any hotel. Called once for each new state or reason. */
    default void closed(Gate.Status status) {}

    /** This process takes work again. Called at the first look too, if the database is open. */
    default void opened() {}

    /** This process takes no new work of one hotel. */
    default void hotelClosed(Closure closure) {}

    /** This process takes work of one hotel again. */
    default void hotelOpened(TenantId hotel) {}

    /** The process could not report itself. Called once until a report succeeds. */
    default void processUnreported(RuntimeException cause) {}
}
