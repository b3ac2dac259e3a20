package io.conserje.application.process;

import io.conserje.application.process.ServiceProcess.Identity;
import io.conserje.application.process.ServiceProcess.State;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** The processes that use a database. Each reports itself. Thread-safe. */
public interface Processes {

    /** How long after its last report a process counts as live. The commands for upgrades and transfers agree. */
    Duration LIVE = Duration.ofSeconds(30);

    /**
     * Records that a process lives. Processes that have not been seen for a day are removed.
     *
     * @param inHand from 0
     */
    void report(Identity identity, State state, int inHand);

    /** Removes a process that has ended. It may be unknown. */
    void remove(UUID id);

    /**
     * The processes that were seen lately, the longest-lived first.
     *
     * @param within how long ago at most, by the store's clock
     */
    List<ServiceProcess> seen(Duration within);
}
