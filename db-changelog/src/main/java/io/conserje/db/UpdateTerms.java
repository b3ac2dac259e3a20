package io.conserje.db;

import java.time.Duration;

/**
 * What an update may do.
 *
 * @param patience how long it waits for processes to end that are too old for the change sets; 0 or more
 * @param besideOlderProcesses whether it goes on although such processes are alive. They stop serving.
 */
public record UpdateTerms(Duration patience, boolean besideOlderProcesses) {

    /** Waits for nobody, and is refused while older processes are alive. */
    public static final UpdateTerms DEFAULT = new UpdateTerms(Duration.ZERO, false);

    /** @throws IllegalArgumentException if the wait is negative */
    public UpdateTerms {
        if (patience.isNegative()) {
            throw new IllegalArgumentException("The patience is " + patience + ". It must be 0 or more.");
        }
    }
}
