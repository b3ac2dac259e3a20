package io.conserje.application.memory;

import io.conserje.application.dlq.DeadLetters;
import io.conserje.application.messaging.Inbox;
import io.conserje.application.messaging.Intake;
import io.conserje.application.messaging.QueueStats;
import io.conserje.application.messaging.Replies;
import io.conserje.application.messaging.Retention;
import io.conserje.application.messaging.Turns;
import io.conserje.application.session.Sessions;
import io.conserje.application.tenancy.TenantDirectory;
import io.conserje.application.tenancy.TenantRegistry;
import io.conserje.application.tenancy.Users;
import io.conserje.domain.tenancy.TenantId;
import java.time.InstantSource;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;

/** Makes stores that are held to the same contracts as those on servers, each empty and independent of the others. */
public final class InMemory {

    /** A list of hotels, to read and to change. */
    public interface Tenants extends TenantDirectory, TenantRegistry {}

    /**
     * One store of messages, from all its sides.
     *
     * @param inboxes the inbox of a hotel
     */
    public record Messages(
            Function<TenantId, Inbox> inboxes,
            Intake intake,
            Turns turns,
            Replies replies,
            DeadLetters letters,
            Retention retention,
            QueueStats stats) {}

    private InMemory() {}

    /** @param clock the time by which sessions expire */
    public static Sessions sessions(InstantSource clock) {
        return new InMemorySessions(clock);
    }

    public static Tenants tenants() {
        return new InMemoryTenants();
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
                store.replies(),
                store.letters(),
                store.retention(),
                store.stats());
    }
}
