package io.conserje.library.work;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does something now and again, on a thread of its own. A time that fails is the next one's work. Thread-safe. */
public final class Periodic implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Periodic.class);

    private final String name;
    private final Runnable work;
    private final Duration pause;
    private final Thread thread;

    /**
     * @param name what is done, as the log says it
     * @param pause before the first time and between two
     */
    public Periodic(String name, Runnable work, Duration pause) {
        this.name = name;
        this.work = work;
        this.pause = pause;
        this.thread = Thread.ofVirtual().name(name).unstarted(this::workUntilStopped);
    }

    /** Begins. Once only. */
    public void start() {
        thread.start();
    }

    /** Does it no more. */
    @Override
    public void close() {
        thread.interrupt();
    }

    private void workUntilStopped() {
        try {
            while (true) {
                Thread.sleep(pause);
                workOnce();
            }
        } catch (InterruptedException stopped) {
            // close() was called
        }
    }

    private void workOnce() {
        try {
            work.run();
        } catch (RuntimeException failed) {
            LOG.warn("{}: ended early, the next time goes on: {}", name, failed.getMessage());
        }
    }
}
