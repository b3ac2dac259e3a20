package io.conserje.bootstrap.config;

/** The property management system of the hotels. */
public enum Pms {
    /** Made-up rooms and prices, kept in this process. */
    MOCK
}
