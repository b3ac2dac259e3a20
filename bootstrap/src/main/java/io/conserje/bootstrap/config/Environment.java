package io.conserje.bootstrap.config;

/** Where the service runs, and how strict it is with its settings. */
public enum Environment {
    /** A developer's machine: what is missing is made up, and servers are embedded where no URL is given. */
    DEVELOPMENT,
    STAGING,
    PRODUCTION;

    public boolean isDevelopment() {
        return this == DEVELOPMENT;
    }
}
