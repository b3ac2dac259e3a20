package io.conserje.application.messaging;

import io.conserje.application.messaging.Unrouted.Group;
import io.conserje.application.messaging.Unrouted.Part;
import io.conserje.application.process.Gate;
import io.conserje.application.tenancy.Actor;
import io.conserje.application.tenancy.TenantDirectory;
import io.conserje.application.tenancy.TenantRegistry;
import io.conserje.domain.tenancy.Tenant;
import io.conserje.domain.tenancy.TenantId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Gives messages that no hotel could take to a hotel. Thread-safe. */
public final class RouteUnrouted {

    /** How long such messages are kept. */
    public static final Duration KEPT = Duration.ofDays(7);

    private static final int BATCH = 500;

    /** The result of routing. */
    public sealed interface Result {
        /** @param messages how many the hotel got; those that it had accepted before are duplicates there */
        record Routed(int messages) implements Result {}

        /** No messages with this id are kept. */
        record NothingKept() implements Result {}

        /** The hotel does not exist. */
        record NoSuchTenant() implements Result {}

        /** The hotel is not active; it would not handle them. */
        record Inactive() implements Result {}

        /** The line is assigned to another hotel. */
        record LineTaken() implements Result {}

        /** These are parts of deliveries that cannot be read. */
        record Unreadable() implements Result {}

        /** The messages named no line that could be assigned. */
        record NoLine() implements Result {}
    }

    private final Unrouted unrouted;
    private final TenantDirectory tenants;
    private final Function<Actor, TenantRegistry> registry;
    private final MessagingListener listener;
    private final Gate gate;

    /**
     * @param registry the hotels, for changes by an actor
     * @param gate whether messages may be accepted now
     */
    public RouteUnrouted(
            Unrouted unrouted,
            TenantDirectory tenants,
            Function<Actor, TenantRegistry> registry,
            MessagingListener listener,
            Gate gate) {
        this.unrouted = unrouted;
        this.tenants = tenants;
        this.registry = registry;
        this.listener = listener;
        this.gate = gate;
    }

    /** What is kept, by line, those first that have waited for longest. */
    public List<Group> groups() {
        return unrouted.groups();
    }

    /**
     * The parts of a group that cannot be read, the oldest first; empty if no such group is kept.
     *
     * @param id see {@link Group#id}
     * @param max how many at most, 1 to 1000
     */
    public Optional<List<Part>> parts(String id, int max) {
        return unrouted.groups().stream()
                .filter(group -> group.unreadable() && group.id().equals(id))
                .findFirst()
                .map(group -> unrouted.parts(group, max));
    }

    /**
     * Gives the messages of a line to a hotel, in their order.
     *
     * @param id see {@link Group#id}
     * @param assign whether the line is assigned to the hotel too. Messages that come meanwhile keep their order
     * @throws io.conserje.application.process.DatabaseClosedException if the gate is closed for the hotel
     */
    public Result route(String id, TenantId to, boolean assign, Actor actor) {
        gate.check(List.of(to));
        Optional<Group> group =
                unrouted.groups().stream().filter(kept -> kept.id().equals(id)).findFirst();
        if (group.isEmpty()) {
            return new Result.NothingKept();
        }
        if (group.get().unreadable()) {
            return new Result.Unreadable();
        }
        Optional<Tenant> tenant = tenants.find(to);
        if (tenant.isEmpty()) {
            return new Result.NoSuchTenant();
        }
        if (!tenant.get().isActive()) {
            return new Result.Inactive();
        }
        return assign ? assigned(group.get(), to, actor) : new Result.Routed(routed(group.get(), to, actor));
    }

    private Result assigned(Group group, TenantId to, Actor actor) {
        if (group.line() == null) {
            return new Result.NoLine();
        }
        Optional<Tenant> owner = tenants.findBy(group.line().identifier());
        if (owner.isPresent() && !owner.get().id().equals(to)) {
            return new Result.LineTaken();
        }
        // First the messages, so that those which come after the assignment stand behind them.
        int before = routed(group, to, actor);
        return switch (registry.apply(actor).assign(to, group.line().identifier())) {
            case ASSIGNED -> new Result.Routed(before + routed(group, to, actor));
            case TAKEN -> new Result.LineTaken();
            case NO_SUCH_TENANT -> new Result.NoSuchTenant();
        };
    }

    private int routed(Group group, TenantId to, Actor actor) {
        int all = 0;
        int last;
        do {
            last = unrouted.route(group, to, actor, BATCH);
            all += last;
        } while (last == BATCH);
        if (all > 0) {
            listener.messagesRouted(to, all);
        }
        return all;
    }

    /** Drops what has been kept for too long, until nothing is left. Several processes may do so at the same time. */
    public void forget() {
        int last;
        do {
            last = unrouted.forget(KEPT, BATCH);
            if (last > 0) {
                listener.unroutedForgotten(last);
            }
        } while (last == BATCH && !Thread.currentThread().isInterrupted());
    }
}
