package io.conserje.application.backup;

import java.time.Duration;
import java.util.Optional;

/** What is known of the backups of the database. Thread-safe; each call is a unit of work of its own. */
public interface Backups {

    /** The time since the rows of the newest backup of all hotels were read; empty if there never was one. */
    Optional<Duration> age();
}
