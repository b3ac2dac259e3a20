package io.conserje.domain.dlq;

/** A decision about a dead letter. */
public enum Verdict {
    /** Handle its message again. */
    REDRIVE,
    /** Never handle its message. */
    DISCARD
}
