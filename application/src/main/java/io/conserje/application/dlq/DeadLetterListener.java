package io.conserje.application.dlq;

import io.conserje.domain.tenancy.TenantId;

/** Told what is decided about dead letters. Must be thread-safe, quick, and throw nothing. */
public interface DeadLetterListener {

    /** Hears nothing. */
    DeadLetterListener NONE = new DeadLetterListener() {};

    /** Messages were put back and can be handled now. */
    default void redriven(TenantId tenant, int messages) {}

    /** Letters were discarded. */
    default void discarded(TenantId tenant, int letters) {}
}
