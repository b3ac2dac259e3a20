package io.conserje.bootstrap.work;

import io.conserje.application.messaging.SweepMessages;
import io.conserje.application.messaging.SweepMessages.Swept;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sweeps now and again, on a thread of its own. A sweep that fails is the next one's work. Thread-safe. */
public final class SweepLoop implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SweepLoop.class);

    private final SweepMessages sweeping;
    private final Duration pause;
    private final Thread thread;

    /** @param pause before the first sweep and between two */
    public SweepLoop(SweepMessages sweeping, Duration pause) {
        this.sweeping = sweeping;
        this.pause = pause;
        this.thread = Thread.ofVirtual().name("sweep").unstarted(this::sweepUntilStopped);
    }

    /** Begins to sweep. Once only. */
    public void start() {
        thread.start();
    }

    /** Sweeps no more. */
    @Override
    public void close() {
        thread.interrupt();
    }

    private void sweepUntilStopped() {
        try {
            while (true) {
                Thread.sleep(pause);
                sweep();
            }
        } catch (InterruptedException stopped) {
            // close() was called
        }
    }

    private void sweep() {
        try {
            Swept swept = sweeping.sweep();
            LOG.debug("Swept: {}", swept);
        } catch (RuntimeException failed) {
            LOG.warn("A sweep ended early, the next one goes on: {}", failed.getMessage());
        }
    }
}
