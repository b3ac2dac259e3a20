package io.conserje.application.messaging;

/** What a guest's later messages do while an earlier one waits for its retry. */
public enum LaterMessages {
    /** They wait: the guest is served strictly in order. */
    WAIT,
    /** They go on, one at a time; the failed one comes again when its pause is over. */
    GO_ON
}
