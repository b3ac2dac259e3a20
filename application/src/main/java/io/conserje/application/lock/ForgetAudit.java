package io.conserje.application.lock;

import java.time.Duration;

/** Forgets what the audit has kept for long enough; to be run now and then. Thread-safe. */
public final class ForgetAudit {

    private static final int BATCH = 5_000;

    private final LockAudit audit;

    public ForgetAudit(LockAudit audit) {
        this.audit = audit;
    }

    /**
     * Forgets all entries that are older, in batches, so that no statement takes long.
     *
     * @param age a day or more
     * @return how many were forgotten
     * @throws IllegalArgumentException if the age is less than a day
     */
    public long olderThan(Duration age) {
        if (age.compareTo(Duration.ofDays(1)) < 0) {
            throw new IllegalArgumentException("The audit keeps a day or more, not " + age + ". Example: P90D");
        }
        long forgotten = 0;
        int last = BATCH;
        while (last == BATCH) {
            last = audit.forget(age, BATCH);
            forgotten += last;
        }
        return forgotten;
    }
}
