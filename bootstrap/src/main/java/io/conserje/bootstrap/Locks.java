package io.conserje.bootstrap;

import io.conserje.application.lock.AuditTrail;
import io.conserje.application.lock.ForgetLocks;
import io.conserje.application.lock.Leases;
import io.conserje.application.lock.LockAudit;
import io.conserje.application.lock.LockListener;
import io.conserje.application.lock.RoomHolds;
import io.conserje.application.lock.Watched;
import io.conserje.application.memory.InMemory;
import io.conserje.bootstrap.config.Settings;
import io.conserje.bootstrap.work.Periodic;
import io.conserje.postgres.PostgresAdapters;
import io.conserje.redis.RedisAdapters;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Holds and leases where the settings say that they are kept, watched by an audit that is always in PostgreSQL. Closing it
 * writes what the audit still has.
 */
final class Locks implements AutoCloseable {

    private static final int EVENTS_KEPT = 10_000;
    private static final Duration BETWEEN_CLEARANCES = Duration.ofHours(1);

    private final LockAudit audit;
    private final AuditTrail trail;
    private final Periodic retention;
    private final RoomHolds holds;
    private final Leases leases;

    /** @throws IllegalStateException if they are to be kept in Redis, and there is none */
    Locks(Settings settings, PostgresAdapters postgres, @Nullable RedisAdapters redis, LockListener listener) {
        this.audit = postgres.lockAudit();
        this.trail = new AuditTrail(audit, EVENTS_KEPT, System::nanoTime, listener);
        ForgetLocks forgetting = new ForgetLocks(audit, postgres.lockRetention());
        Duration kept = Duration.ofDays(settings.locks().auditDays());
        this.retention = new Periodic("lock-retention", () -> forgetting.olderThan(kept), BETWEEN_CLEARANCES);
        Watched watched = new Watched(trail::add, listener);
        this.holds = watched.holds(
                switch (settings.locks().store()) {
                    case MEMORY -> InMemory.roomHolds(InstantSource.system());
                    case POSTGRES -> postgres.roomHolds();
                    case REDIS -> needed(redis).roomHolds();
                });
        this.leases = watched.leases(
                switch (settings.locks().store()) {
                    case MEMORY -> InMemory.leases(InstantSource.system());
                    case POSTGRES -> postgres.leases();
                    case REDIS -> needed(redis).leases();
                });
        retention.start();
    }

    private static RedisAdapters needed(@Nullable RedisAdapters redis) {
        if (redis == null) {
            throw new IllegalStateException("LOCKS is redis, and there is no REDIS_URL");
        }
        return redis;
    }

    RoomHolds holds() {
        return holds;
    }

    Leases leases() {
        return leases;
    }

    LockAudit audit() {
        return audit;
    }

    @Override
    public void close() {
        retention.close();
        trail.close();
    }
}
