package io.conserje.application.lock;

import io.conserje.domain.lock.HoldTerms;
import java.time.Duration;
import java.util.function.IntUnaryOperator;

/** Removes old audit entries, leases and fences. Run it regularly. Thread-safe. */
public final class ForgetLocks {

    private static final int BATCH = 5_000;

    /** Longer than any hold lasts, so that a former holder still finds the fences of newer ones. */
    private static final Duration MIN_UNUSED = HoldTerms.LONGEST.plusDays(1);

    /**
     * What was removed.
     *
     * @param entries the number of audit entries
     * @param leases the number of ended leases
     * @param fences the number of resources whose last fence was removed
     */
    public record Forgotten(long entries, long leases, long fences) {}

    private final LockAudit audit;
    private final LockRetention retention;

    public ForgetLocks(LockAudit audit, LockRetention retention) {
        this.audit = audit;
        this.retention = retention;
    }

    /**
     * Removes everything older than {@code age}, in batches, so that every statement is short.
     *
     * @param age one day or more. Leases and fences are kept for at least eight days, because a hold can last for seven
     * @throws IllegalArgumentException if the age is less than a day
     * @throws io.conserje.application.store.StoreUnavailableException if the store cannot be reached. What was removed
     *     before stays removed
     */
    public Forgotten olderThan(Duration age) {
        if (age.compareTo(Duration.ofDays(1)) < 0) {
            throw new IllegalArgumentException(
                    "The audit must be kept for one day or more, was " + age + ". Example: P90D");
        }
        Duration unused = age.compareTo(MIN_UNUSED) < 0 ? MIN_UNUSED : age;
        return new Forgotten(
                all(max -> audit.forget(age, max)),
                all(max -> retention.removeLeases(unused, max)),
                all(max -> retention.removeFences(unused, max)));
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
