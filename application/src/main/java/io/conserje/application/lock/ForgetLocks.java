package io.conserje.application.lock;

import io.conserje.domain.lock.HoldTerms;
import java.time.Duration;
import java.util.function.IntUnaryOperator;

/** Forgets what has been kept of locks for long enough; to be run now and then. Thread-safe. */
public final class ForgetLocks {

    private static final int BATCH = 5_000;

    /** A holder that is still within its terms must find what newer ones left behind. */
    private static final Duration UNUSED_LEAST = HoldTerms.LONGEST.plusDays(1);

    /**
     * What was forgotten.
     *
     * @param entries of the audit
     * @param leases that had ended
     * @param fences of resources that had admitted none since
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
     * @param age a day or more; leases and fences are kept for eight days at the least, as a hold may last for seven
     * @throws IllegalArgumentException if the age is less than a day
     * @throws io.conserje.application.store.StoreUnavailableException if the store cannot be reached; what was forgotten stays
     *     so
     */
    public Forgotten olderThan(Duration age) {
        if (age.compareTo(Duration.ofDays(1)) < 0) {
            throw new IllegalArgumentException("The audit keeps a day or more, not " + age + ". Example: P90D");
        }
        Duration unused = age.compareTo(UNUSED_LEAST) < 0 ? UNUSED_LEAST : age;
        return new Forgotten(
                all(most -> audit.forget(age, most)),
                all(most -> retention.removeLeases(unused, most)),
                all(most -> retention.removeFences(unused, most)));
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
