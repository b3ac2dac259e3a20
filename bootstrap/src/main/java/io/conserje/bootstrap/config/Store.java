package io.conserje.bootstrap.config;

/** Where something is kept that need not be in PostgreSQL: guest sessions, holds of rooms. */
public enum Store {
    REDIS,
    POSTGRES,
    /** In this process: lost with it, and seen by no other. */
    MEMORY
}
