package io.conserje.bootstrap.work;

import io.conserje.application.lock.ForgetAudit;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Forgets what the audit of locks has kept for long enough, now and again, on a thread of its own. Thread-safe. */
public final class AuditRetention implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AuditRetention.class);

    private final ForgetAudit forgetting;
    private final Duration kept;
    private final Duration pause;
    private final Thread thread;

    /**
     * @param kept for how long entries are kept, a day or more
     * @param pause before the first time and between two
     */
    public AuditRetention(ForgetAudit forgetting, Duration kept, Duration pause) {
        this.forgetting = forgetting;
        this.kept = kept;
        this.pause = pause;
        this.thread = Thread.ofVirtual().name("audit-retention").unstarted(this::forgetUntilStopped);
    }

    /** Begins. Once only. */
    public void start() {
        thread.start();
    }

    /** Forgets no more. */
    @Override
    public void close() {
        thread.interrupt();
    }

    private void forgetUntilStopped() {
        try {
            while (true) {
                Thread.sleep(pause);
                forget();
            }
        } catch (InterruptedException stopped) {
            // close() was called
        }
    }

    private void forget() {
        try {
            LOG.debug("{} entries of the lock audit forgotten", forgetting.olderThan(kept));
        } catch (RuntimeException failed) {
            LOG.warn("The lock audit was not shortened, the next time goes on: {}", failed.getMessage());
        }
    }
}
