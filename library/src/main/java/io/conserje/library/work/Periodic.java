package io.conserje.library.work;

import io.conserje.application.process.Heartbeats;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a task again and again, with a pause before each run, on a thread of its own. A failed run is logged, whatever
 * it throws; the next run happens after the usual pause. Thread-safe.
 */
public final class Periodic implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Periodic.class);

    /** Longer than the longest run. */
    private static final Duration STUCK = Duration.ofHours(6);

    private final String name;
    private final Runnable work;
    private final Duration pause;
    private final Heartbeats heartbeats;
    private final Thread thread;

    /**
     * @param name the task's name in the log and among the heartbeats
     * @param pause the time before the first run and between two runs
     * @param heartbeats learn of each run
     */
    public Periodic(String name, Runnable work, Duration pause, Heartbeats heartbeats) {
        this.name = name;
        this.work = work;
        this.pause = pause;
        this.heartbeats = heartbeats;
        this.thread = Thread.ofVirtual().name(name).unstarted(this::workUntilStopped);
    }

    /** Starts the thread. Call it once. */
    public void start() {
        thread.start();
    }

    /** Interrupts the thread, and does not wait for it. */
    @Override
    public void close() {
        thread.interrupt();
    }

    private void workUntilStopped() {
        Heartbeats.Beat beat = heartbeats.begin(name, pause.plus(STUCK));
        try {
            while (true) {
                Thread.sleep(pause);
                workOnce();
                beat.turned();
            }
        } catch (InterruptedException stopped) {
            beat.end(); // close() was called
        }
    }

    private void workOnce() {
        try {
            work.run();
        } catch (RuntimeException failed) {
            LOG.warn("{}: the run failed, the next one continues: {}", name, failed.getMessage());
        } catch (Error failed) {
            Survival.log(LOG, failed, "{}: the run failed, the next one continues", name);
        }
    }
}
