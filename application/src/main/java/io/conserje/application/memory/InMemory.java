package io.conserje.application.memory;

import io.conserje.application.dlq.DeadLetters;
import io.conserje.application.lock.Leases;
import io.conserje.application.lock.LockAudit;
import io.conserje.application.lock.LockStore;
import io.conserje.application.lock.RoomHolds;
import io.conserje.application.messaging.Endings;
import io.conserje.application.messaging.Inbox;
import io.conserje.application.messaging.Intake;
import io.conserje.application.messaging.Lines;
import io.conserje.application.messaging.QueueStats;
import io.conserje.application.messaging.Renewals;
import io.conserje.application.messaging.Replies;
import io.conserje.application.messaging.Retention;
import io.conserje.application.messaging.Turns;
import io.conserje.application.messaging.Unrouted;
import io.conserje.application.outbound.Outbox;
import io.conserje.application.outbound.ScheduledMessages;
import io.conserje.application.pause.Pauses;
import io.conserje.application.pms.Bookings;
import io.conserje.application.process.Closure;
import io.conserje.application.process.Closures;
import io.conserje.application.process.Processes;
import io.conserje.application.reply.ReplyRecords;
import io.conserje.application.reply.ReplyStatuses;
import io.conserje.application.session.Sessions;
import io.conserje.application.tenancy.Actor;
import io.conserje.application.tenancy.TenantAudit;
import io.conserje.application.tenancy.TenantDirectory;
import io.conserje.application.tenancy.TenantRegistry;
import io.conserje.application.tenancy.Users;
import io.conserje.domain.messaging.Coalescing;
import io.conserje.domain.tenancy.TenantId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Creates in-memory stores, each empty and independent of the others. They fulfil the same contracts as the stores on
 * servers.
 */
public final class InMemory {

    /** Hotels, for reading and for changes. */
    public interface Tenants extends TenantDirectory, TenantRegistry, TenantAudit {

        /** The same hotels, for changes by this actor. */
        TenantRegistry on(Actor actor);
    }

    /** What a database says about itself: closures, epochs and processes. */
    public interface OwnDatabase extends Closures, Processes {

        /** Closes the database, or one hotel of it. */
        void close(Closure closure);

        /** @param hotel null for all hotels */
        void open(@Nullable TenantId hotel);

        /**
         * @param schema the epoch of the schema
         * @param oldest the oldest epoch of a process that may use it
         */
        void epochs(int schema, int oldest);
    }

    /**
     * One store of messages, through each of its ports.
     *
     * @param inboxes the inbox of a hotel
     * @param outboxes the outbox of a hotel
     */
    public record Messages(
            Function<TenantId, Inbox> inboxes,
            Intake intake,
            Turns turns,
            Endings endings,
            Replies replies,
            Renewals renewals,
            DeadLetters letters,
            Retention retention,
            QueueStats stats,
            Lines lines,
            ReplyRecords replyRecords,
            ReplyStatuses replyStatuses,
            Pauses pauses,
            Unrouted unrouted,
            Function<TenantId, Outbox> outboxes,
            ScheduledMessages scheduled) {}

    private record InMemoryLocks(RoomHolds roomHolds, Leases leases) implements LockStore {}

    private InMemory() {}

    /** @param clock decides when sessions expire */
    public static Sessions sessions(InstantSource clock) {
        return new InMemorySessions(clock);
    }

    /** Hotels whose changes are all recorded at the start of 1970. */
    public static Tenants tenants() {
        return tenants(() -> Instant.EPOCH);
    }

    /** @param clock the recorded time of changes */
    public static Tenants tenants(InstantSource clock) {
        return new InMemoryTenants(clock);
    }

    /** @param clock the time by which holds and leases end */
    public static LockStore locks(InstantSource clock) {
        return new InMemoryLocks(roomHolds(clock), leases(clock));
    }

    /** @param clock decides when holds end */
    public static RoomHolds roomHolds(InstantSource clock) {
        return new InMemoryRoomHolds(clock);
    }

    /** @param clock decides when leases end */
    public static Leases leases(InstantSource clock) {
        return new InMemoryLeases(clock);
    }

    /** @param clock the recorded time of events */
    public static LockAudit lockAudit(InstantSource clock) {
        return new InMemoryLockAudit(clock);
    }

    /** @param ids new ids for bookings; called under the store's lock */
    public static Bookings bookings(InstantSource clock, Supplier<UUID> ids) {
        return new InMemoryBookings(clock, ids);
    }

    /**
     * An open database of the first epoch.
     *
     * @param clock when processes report
     */
    public static OwnDatabase ownDatabase(InstantSource clock) {
        return new InMemoryOwnDatabase(clock);
    }

    /** Users of hotels. */
    public static Users users() {
        return new InMemoryUsers();
    }

    /**
     * @param clock decides when leases and pauses end
     * @param ids new ids for messages, replies and leases; called under the store's lock
     */
    public static Messages messages(InstantSource clock, Supplier<UUID> ids) {
        return messages(clock, ids, Coalescing.OFF);
    }

    /**
     * @param clock decides when leases and pauses end
     * @param ids new ids for messages, replies and leases; called under the store's lock
     * @param coalescing which messages of a guest are claimed together
     */
    public static Messages messages(InstantSource clock, Supplier<UUID> ids, Coalescing coalescing) {
        InMemoryMessages store = new InMemoryMessages(clock, ids, coalescing);
        return new Messages(
                store::inbox,
                store.intake(),
                store.turns(),
                store.endings(),
                store.replies(),
                store.renewals(),
                store.letters(),
                store.retention(),
                store.stats(),
                store.outgoing().lines(),
                store.outgoing().records(),
                store.outgoing().statuses(),
                store.pauses(),
                new InMemoryUnrouted(clock, store::inbox),
                store.outbox()::of,
                store.outbox());
    }
}
