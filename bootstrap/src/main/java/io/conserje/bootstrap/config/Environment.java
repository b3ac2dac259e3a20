package io.conserje.bootstrap.config;

/** Where the service runs, which decides how strict it is with its settings. */
public enum Environment {
    /** A developer's machine: secrets may be missing, and a server is embedded for each URL that is not set. */
    DEVELOPMENT,
    STAGING,
    PRODUCTION;

    public boolean isDevelopment() {
        return this == DEVELOPMENT;
    }
}
