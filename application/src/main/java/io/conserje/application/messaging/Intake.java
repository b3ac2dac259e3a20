package io.conserje.application.messaging;

import io.conserje.application.messaging.Inbox.Acceptance;
import io.conserje.domain.messaging.InboundMessage;
import io.conserje.domain.tenancy.TenantId;
import java.util.List;

/** Accepts messages of several hotels in one unit of work. Thread-safe. */
@FunctionalInterface
public interface Intake {

    /** A message and its hotel. */
    record Arrival(TenantId tenant, InboundMessage message) {}

    /**
     * Accepts messages, all or none, each as {@link Inbox#accept} of its hotel does.
     *
     * @param arrivals the messages; those of one guest are handled in this order
     * @return the result for each, in the same order
     */
    List<Acceptance> accept(List<Arrival> arrivals);

    /**
     * Whether the calling thread can begin a unit of work. Asked by whoever passes its messages to another thread.
     *
     * @throws IllegalStateException if the thread has one open already
     */
    default void refuseNesting() {}
}
