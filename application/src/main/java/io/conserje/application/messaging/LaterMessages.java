package io.conserje.application.messaging;

/** Whether a guest's later messages are handled while an earlier one waits for its retry. */
public enum LaterMessages {
    /** They wait, so that a guest's messages are handled strictly in order. */
    WAIT,
    /** They are handled, one at a time. The failed message is retried after its pause. */
    GO_ON
}
