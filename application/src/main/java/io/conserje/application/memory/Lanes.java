package io.conserje.application.memory;

import io.conserje.application.messaging.ClaimBounds;
import io.conserje.application.messaging.Faults;
import io.conserje.application.messaging.Room;
import io.conserje.application.messaging.Room.Aside;
import io.conserje.domain.session.GuestRef;
import io.conserje.domain.tenancy.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A queue of work for each guest. At most one item of a queue is under a lease. Not thread-safe. */
final class Lanes<W> {

    /** The guest that a queue belongs to. */
    record Lane(TenantId tenant, GuestRef guest) {}

    /** One piece of work, and its lease. */
    static final class Item<W> {
        final UUID id;
        final Lane lane;
        final W work;
        private long place;
        private int failures;
        private Instant due = Instant.MIN;
        private boolean passable;
        private @Nullable UUID lease;
        private @Nullable String held;
        private Instant leasedUntil = Instant.MIN;

        private Item(UUID id, Lane lane, W work, long place) {
            this.id = id;
            this.lane = lane;
            this.work = work;
            this.place = place;
        }

        int failures() {
            return failures;
        }

        /** The proof of the item's lease. */
        UUID lease() {
            return Objects.requireNonNull(lease, "the item is not under a lease");
        }

        void renew(Instant until) {
            leasedUntil = until;
        }

        void hold(String key, Instant dueAgain) {
            release(dueAgain);
            held = key;
        }

        void free() {
            if (held != null && lease == null) {
                due = Instant.MIN;
            }
        }

        boolean waitsFor(String key) {
            return key.equals(held);
        }

        void release(Instant dueAgain) {
            due = dueAgain;
            passable = false;
            lease = null;
        }

        /** Delays the item, unless it is delayed for longer already. */
        void waitUntil(Instant dueAgain) {
            due = due.isAfter(dueAgain) ? due : dueAgain;
        }

        /** @param letsPass whether later items can be claimed before this one is due again */
        void fail(Instant dueAgain, boolean letsPass) {
            failures++;
            due = dueAgain;
            passable = letsPass;
            lease = null;
        }

        private void take(UUID proof, Instant until) {
            lease = proof;
            held = null;
            leasedUntil = until;
        }

        private void begin() {
            failures = 0;
            due = Instant.MIN;
            passable = false;
            lease = null;
        }

        /** Whether later items are claimed before this one, which waits for its retry. */
        boolean isPassed() {
            return passable;
        }

        /** Whether it was claimed and has not been given back since. */
        boolean isTaken() {
            return lease != null;
        }

        private boolean isLeased(Instant now) {
            return lease != null && leasedUntil.isAfter(now);
        }

        private boolean isDue(Instant now) {
            return !due.isAfter(now);
        }

        private boolean isUnder(UUID proof, Instant now) {
            return proof.equals(lease) && leasedUntil.isAfter(now);
        }
    }

    /** An item, and how many leased items its hotel would have with it. */
    private record Candidate<W>(Item<W> item, int share) {}

    private final Supplier<UUID> ids;
    private final Map<Lane, List<Item<W>>> lanes = new HashMap<>();
    private final Map<TenantId, Long> served = new HashMap<>();
    private long places;
    private long claims;

    Lanes(Supplier<UUID> ids) {
        this.ids = ids;
    }

    Item<W> add(Lane lane, W work) {
        return add(ids.get(), lane, work);
    }

    Item<W> add(UUID id, Lane lane, W work) {
        Item<W> item = new Item<>(id, lane, work, places++);
        lanes.computeIfAbsent(lane, absent -> new ArrayList<>()).add(item);
        return item;
    }

    /** Returns an ended item to its former place, without failures. */
    void putBack(Item<W> item) {
        item.begin();
        List<Item<W>> queue = lanes.computeIfAbsent(item.lane, absent -> new ArrayList<>());
        queue.add(item);
        queue.sort(Comparator.comparingLong(one -> one.place));
    }

    /** Returns an ended item to the end of its queue, without failures. */
    void putLast(Item<W> item) {
        item.place = places++;
        putBack(item);
    }

    /** The items of a queue in their order. */
    List<Item<W>> queue(Lane lane) {
        return List.copyOf(lanes.getOrDefault(lane, List.of()));
    }

    /** All items that have not ended. */
    Stream<Item<W>> items() {
        return lanes.values().stream().flatMap(List::stream);
    }

    boolean isLeased(Item<W> item, Instant now) {
        return item.isLeased(now);
    }

    /** The first item of each queue, due or not. */
    Stream<Item<W>> heads() {
        return lanes.values().stream().map(List::getFirst);
    }

    boolean isPaused(Item<W> item, Instant now) {
        return !item.isDue(now);
    }

    /** Claims the next item of each queue. Hotels take turns; within a hotel the oldest item is first. */
    List<Item<W>> claim(int max, Duration lease, Room room, Instant now) {
        ClaimBounds.check(max, lease);
        Instant until = end(lease, now);
        putAside(room.asides(), now);
        Map<TenantId, Integer> left = new HashMap<>();
        List<Item<W>> taken = candidates(now)
                .sorted(Comparator.<Candidate<W>>comparingInt(Candidate::share)
                        .thenComparingLong(candidate ->
                                served.getOrDefault(candidate.item().lane.tenant(), -1L))
                        .thenComparingLong(candidate -> candidate.item().place))
                .filter(candidate -> {
                    TenantId hotel = candidate.item().lane.tenant();
                    return left.merge(hotel, room.leftFor(hotel) - 1, (before, first) -> before - 1) >= 0;
                })
                .limit(max)
                .map(Candidate::item)
                .toList();
        for (Item<W> item : taken) {
            item.take(ids.get(), until);
            served.put(item.lane.tenant(), claims++);
        }
        return taken;
    }

    private void putAside(List<Aside> asides, Instant now) {
        Instant latest = now.plus(Faults.LOOK_AGAIN);
        for (List<Item<W>> queue : lanes.values()) {
            next(queue, now)
                    .ifPresent(item -> asides.stream()
                            .filter(aside -> isPut(item, aside))
                            .findFirst()
                            .ifPresent(aside -> item.hold(
                                    aside.key(),
                                    aside.until() == null || aside.until().isAfter(latest) ? latest : aside.until())));
        }
    }

    private static boolean isPut(Item<?> item, Aside aside) {
        return item.waitsFor(aside.key())
                || (item.lane.guest().channel().equals(aside.channel())
                        && (aside.tenant() == null || aside.tenant().equals(item.lane.tenant())));
    }

    /** Takes the next item of a hotel that has been there for longest. */
    Optional<Item<W>> claimOne(TenantId tenant, Duration lease, Instant now) {
        Instant until = end(lease, now);
        Optional<Item<W>> taken = lanes.values().stream()
                .filter(queue -> queue.getFirst().lane.tenant().equals(tenant))
                .flatMap(queue -> next(queue, now).stream())
                .min(Comparator.<Item<W>, Instant>comparing(item -> item.due).thenComparingLong(item -> item.place));
        taken.ifPresent(item -> item.take(ids.get(), until));
        return taken;
    }

    /** Makes what was put aside with this key due. */
    void free(String key) {
        items().filter(item -> item.waitsFor(key)).forEach(Item::free);
    }

    private Stream<Candidate<W>> candidates(Instant now) {
        Map<TenantId, Integer> shares = new HashMap<>();
        items().filter(item -> item.isLeased(now)).forEach(item -> shares.merge(item.lane.tenant(), 1, Integer::sum));
        return lanes.values().stream()
                .flatMap(queue -> next(queue, now).stream())
                .sorted(Comparator.comparingLong(item -> item.place))
                .map(item -> new Candidate<>(item, shares.merge(item.lane.tenant(), 1, Integer::sum)))
                // Materialised, so that all shares are counted before any is compared.
                .toList()
                .stream();
    }

    private static <W> Optional<Item<W>> next(List<Item<W>> queue, Instant now) {
        if (queue.stream().anyMatch(item -> item.isLeased(now))) {
            return Optional.empty();
        }
        for (Item<W> item : queue) {
            if (item.isDue(now)) {
                return Optional.of(item);
            }
            if (!item.passable) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    /** The item, if it is under this lease. */
    Optional<Item<W>> held(Lane lane, UUID id, UUID lease, Instant now) {
        return lanes.getOrDefault(lane, List.of()).stream()
                .filter(item -> item.id.equals(id) && item.isUnder(lease, now))
                .findFirst();
    }

    /** Ends an item. */
    void end(Item<W> item) {
        lanes.computeIfPresent(item.lane, (lane, queue) -> {
            queue.remove(item);
            return queue.isEmpty() ? null : queue;
        });
    }

    /** @throws IllegalArgumentException if the lease is not 50 ms to 1 h */
    static Instant end(Duration lease, Instant now) {
        ClaimBounds.check(lease);
        return now.plus(lease);
    }
}
