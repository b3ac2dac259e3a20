package io.conserje.bootstrap.config;

/** Where sessions or locks are kept. */
public enum Store {
    REDIS,
    POSTGRES,
    /** In this process: lost when it ends, and not seen by other processes. */
    MEMORY
}
