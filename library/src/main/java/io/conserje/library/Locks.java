package io.conserje.library;

import io.conserje.application.lock.AuditTrail;
import io.conserje.application.lock.ExtendHold;
import io.conserje.application.lock.ForgetLocks;
import io.conserje.application.lock.HoldRoom;
import io.conserje.application.lock.Leases;
import io.conserje.application.lock.LockAudit;
import io.conserje.application.lock.LockListener;
import io.conserje.application.lock.LockRetention;
import io.conserje.application.lock.LockStore;
import io.conserje.application.lock.ReleaseHold;
import io.conserje.application.lock.RoomHolds;
import io.conserje.application.lock.RunExclusively;
import io.conserje.application.lock.Watched;
import io.conserje.application.process.Heartbeats;
import io.conserje.domain.lock.Claimant;
import io.conserje.domain.lock.HoldTerms;
import io.conserje.domain.lock.HolderRef;
import io.conserje.domain.lock.OwnerToken;
import io.conserje.library.work.Periodic;
import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/**
 * Holds of rooms, leases, and the audit of both. Holds and leases are in PostgreSQL, or in the store that the builder
 * was given; the audit is always in PostgreSQL. An operation is recorded within about a tenth of a second, and at the
 * latest when the {@link Conserje} is closed. Thread-safe.
 */
public final class Locks {

    private static final int MAX_WAITING_EVENTS = 10_000;
    private static final Duration CLEANUP_PAUSE = Duration.ofHours(1);

    private final LockAudit audit;
    private final AuditTrail trail;
    private final Periodic cleanup;
    private final RoomHolds holds;
    private final Leases leases;
    private final HoldTerms terms;

    Locks(
            LockStore store,
            LockAudit audit,
            LockRetention retention,
            HoldTerms terms,
            Duration auditRetention,
            BooleanSupplier open,
            LockListener listener,
            Heartbeats heartbeats) {
        this.audit = audit;
        this.terms = terms;
        this.trail = new AuditTrail(audit, MAX_WAITING_EVENTS, System::nanoTime, listener);
        Watched watched = new Watched(trail::add, listener);
        this.holds = watched.holds(store.roomHolds());
        this.leases = watched.leases(store.leases());
        ForgetLocks forgetting = new ForgetLocks(audit, retention);
        this.cleanup = new Periodic(
                "lock-retention",
                () -> {
                    if (open.getAsBoolean()) {
                        forgetting.olderThan(auditRetention);
                    }
                },
                CLEANUP_PAUSE,
                heartbeats);
        cleanup.start();
    }

    /** Holds a room for a stay, by the terms of this instance. */
    public HoldRoom holdRoom() {
        return new HoldRoom(holds, terms, InstantSource.system());
    }

    /** Extends a hold, as often as the terms of this instance allow. */
    public ExtendHold extendHold() {
        return new ExtendHold(holds, terms);
    }

    /** Releases holds before they expire. */
    public ReleaseHold releaseHold() {
        return new ReleaseHold(holds);
    }

    /**
     * Runs work in one process at a time, under a lease that is renewed while the work runs.
     *
     * @param holder who runs the work, as the audit shows it, such as the name of a node
     */
    public RunExclusively runExclusively(HolderRef holder) {
        return new RunExclusively(leases, holder, Locks::newToken, System::nanoTime);
    }

    /**
     * A claimant with a new random token. If a claim fails, repeat it with the same claimant; use a new one for every
     * other claim.
     *
     * @param holder who makes the claim, as the audit shows it, such as a guest's or a clerk's name
     */
    public static Claimant claimant(String holder) {
        return new Claimant(new HolderRef(holder), newToken());
    }

    private static OwnerToken newToken() {
        return new OwnerToken(UUID.randomUUID().toString());
    }

    /** How long holds last, and how often they can be extended. */
    public HoldTerms terms() {
        return terms;
    }

    /** The holds of rooms, for listing them and for terms of one's own. */
    public RoomHolds holds() {
        return holds;
    }

    /** The leases, for listing them and for claims that {@link #runExclusively} does not fit. */
    public Leases leases() {
        return leases;
    }

    /** What happened to holds and leases, for as long as the builder's {@code auditRetention}. */
    public LockAudit audit() {
        return audit;
    }

    /**
     * Records the audit events that wait, so that {@link #audit} shows them now. If the store is unavailable, they wait
     * on.
     */
    public void flushAudit() {
        trail.flush();
    }

    /** Records the events that wait, and ends. */
    void close() {
        cleanup.close();
        trail.close();
    }
}
