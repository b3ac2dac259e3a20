package io.conserje.application.dlq;

import io.conserje.application.event.Listener;
import io.conserje.domain.tenancy.TenantId;

/** Receives the decisions about dead letters. */
public interface DeadLetterListener extends Listener {

    /** Ignores every event. */
    DeadLetterListener NONE = new DeadLetterListener() {};

    /**
     * Dead letters were redriven: their messages can be handled now.
     *
     * @param messages how many, from 1
     */
    default void deadLettersRedriven(TenantId tenant, int messages) {}

    /**
     * Dead letters were discarded.
     *
     * @param messages how many, from 1
     */
    default void deadLettersDiscarded(TenantId tenant, int messages) {}
}
