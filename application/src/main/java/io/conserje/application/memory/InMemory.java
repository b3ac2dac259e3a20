package io.conserje.application.memory;

import io.conserje.application.dlq.DeadLetters;
import io.conserje.application.lock.Leases;
import io.conserje.application.lock.LockAudit;
import io.conserje.application.lock.LockStore;
import io.conserje.application.lock.RoomHolds;
import io.conserje.application.messaging.Endings;
import io.conserje.application.messaging.Inbox;
import io.conserje.application.messaging.Intake;
import io.conserje.application.messaging.QueueStats;
import io.conserje.application.messaging.Replies;
import io.conserje.application.messaging.Retention;
import io.conserje.application.messaging.Turns;
import io.conserje.application.pms.Bookings;
import io.conserje.application.session.Sessions;
import io.conserje.application.tenancy.Actor;
import io.conserje.application.tenancy.TenantAudit;
import io.conserje.application.tenancy.TenantDirectory;
import io.conserje.application.tenancy.TenantRegistry;
import io.conserje.application.tenancy.Users;
import io.conserje.domain.tenancy.TenantId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;

/** Makes stores that are held to the same contracts as those on servers, each empty and independent of the others. */
public final class InMemory {

    /** A list of hotels, to read and to change. */
    public interface Tenants extends TenantDirectory, TenantRegistry, TenantAudit {

        /** The same list, changed on behalf of somebody. */
        TenantRegistry on(Actor behalf);
    }

    /**
     * One store of messages, from all its sides.
     *
     * @param inboxes the inbox of a hotel
     */
    public record Messages(
            Function<TenantId, Inbox> inboxes,
            Intake intake,
            Turns turns,
            Endings endings,
            Replies replies,
            DeadLetters letters,
            Retention retention,
            QueueStats stats) {}

    private record InMemoryLocks(RoomHolds roomHolds, Leases leases) implements LockStore {}

    private InMemory() {}

    /** @param clock the time by which sessions expire */
    public static Sessions sessions(InstantSource clock) {
        return new InMemorySessions(clock);
    }

    /** Hotels whose changes are recorded as of the beginning of 1970. */
    public static Tenants tenants() {
        return tenants(() -> Instant.EPOCH);
    }

    /** @param clock the time at which changes are recorded */
    public static Tenants tenants(InstantSource clock) {
        return new InMemoryTenants(clock);
    }

    /** @param clock the time by which holds and leases end */
    public static LockStore locks(InstantSource clock) {
        return new InMemoryLocks(roomHolds(clock), leases(clock));
    }

    /** @param clock the time by which holds end */
    public static RoomHolds roomHolds(InstantSource clock) {
        return new InMemoryRoomHolds(clock);
    }

    /** @param clock the time by which leases end */
    public static Leases leases(InstantSource clock) {
        return new InMemoryLeases(clock);
    }

    /** @param clock the time that is recorded */
    public static LockAudit lockAudit(InstantSource clock) {
        return new InMemoryLockAudit(clock);
    }

    /** @param ids names for bookings, never the same twice; called under the store's lock */
    public static Bookings bookings(InstantSource clock, Supplier<UUID> ids) {
        return new InMemoryBookings(clock, ids);
    }

    public static Users users() {
        return new InMemoryUsers();
    }

    /**
     * @param clock the time by which leases and pauses end
     * @param ids names for messages, replies and leases, never the same twice; called under the store's lock
     */
    public static Messages messages(InstantSource clock, Supplier<UUID> ids) {
        InMemoryMessages store = new InMemoryMessages(clock, ids);
        return new Messages(
                store::inbox,
                store.intake(),
                store.turns(),
                store.endings(),
                store.replies(),
                store.letters(),
                store.retention(),
                store.stats());
    }
}
