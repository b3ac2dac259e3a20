package io.conserje.bootstrap.config;

/** Where guest sessions are kept. */
public enum SessionStore {
    REDIS,
    POSTGRES,
    /** In this process: lost with it, and seen by no other. */
    MEMORY
}
