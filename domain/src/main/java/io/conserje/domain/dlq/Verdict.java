package io.conserje.domain.dlq;

/** What can be decided about a buried letter. */
public enum Verdict {
    /** Handle exactly this message again. */
    REDRIVE,
    /** Never handle it. */
    DISCARD
}
