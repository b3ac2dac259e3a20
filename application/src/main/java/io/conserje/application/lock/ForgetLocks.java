package io.conserje.application.lock;

import java.time.Duration;
import java.util.function.IntUnaryOperator;

/** Forgets what has been kept of locks for long enough; to be run now and then. Thread-safe. */
public final class ForgetLocks {

    private static final int BATCH = 5_000;

    /**
     * What was forgotten.
     *
     * @param entries of the audit
     * @param leases that had ended
     * @param fences of resources that nobody had written to
     */
    public record Forgotten(long entries, long leases, long fences) {}

    private final LockAudit audit;
    private final LockRetention retention;

    public ForgetLocks(LockAudit audit, LockRetention retention) {
        this.audit = audit;
        this.retention = retention;
    }

    /**
     * Forgets all that is older, in batches, so that no statement takes long.
     *
     * @param age a day or more; no hold or lease lasts longer than a week
     * @throws IllegalArgumentException if the age is less than a day
     * @throws io.conserje.application.store.StoreUnavailableException if the store cannot be reached; what was forgotten stays
     *     so
     */
    public Forgotten olderThan(Duration age) {
        if (age.compareTo(Duration.ofDays(1)) < 0) {
            throw new IllegalArgumentException("The audit keeps a day or more, not " + age + ". Example: P90D");
        }
        return new Forgotten(
                all(most -> audit.forget(age, most)),
                all(most -> retention.removeLeases(age, most)),
                all(most -> retention.removeFences(age, most)));
    }

    private static long all(IntUnaryOperator batch) {
        long forgotten = 0;
        int last = BATCH;
        while (last == BATCH) {
            last = batch.applyAsInt(BATCH);
            forgotten += last;
        }
        return forgotten;
    }
}
