package io.conserje.db;

import java.time.Duration;
import java.time.Instant;

/**
 * A process of the service that is registered in the database.
 *
 * @param epoch the epoch of the schema that it was built for
 * @param lastSeen when it last said that it lives
 */
public record ServiceProcess(String id, String version, int epoch, String host, Instant lastSeen) {

    /** How long after its last report a process counts as live: a busy one may be late. */
    public static final Duration LIVE = Duration.ofSeconds(30);

    /** All of it in words. */
    public String describe() {
        return "process " + id + ", version " + version + ", epoch " + epoch + ", on " + host + ", last seen "
                + lastSeen;
    }
}
