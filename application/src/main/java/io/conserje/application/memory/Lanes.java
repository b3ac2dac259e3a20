package io.conserje.application.memory;

import io.conserje.domain.session.GuestRef;
import io.conserje.domain.tenancy.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Work that queues up per guest: only the first of a queue is ever taken. Not thread-safe. */
final class Lanes<W> {

    private static final int MOST = 1000;
    private static final Duration SHORTEST = Duration.ofMillis(50);
    private static final Duration LONGEST = Duration.ofHours(1);

    /** Whose queue it is. */
    record Lane(TenantId tenant, GuestRef guest) {}

    /** One piece of work, and in whose hands it is. */
    static final class Item<W> {
        final UUID id;
        final Lane lane;
        final W work;
        private final long place;
        private int failures;
        private Instant due = Instant.MIN;
        private @Nullable UUID lease;
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

        /** The proof of the lease that the item is under. */
        UUID lease() {
            return Objects.requireNonNull(lease, "an item is shown under a lease only");
        }

        void renew(Instant until) {
            leasedUntil = until;
        }

        void release() {
            lease = null;
        }

        void fail(Instant dueAgain) {
            failures++;
            due = dueAgain;
            lease = null;
        }

        private void take(UUID proof, Instant until) {
            lease = proof;
            leasedUntil = until;
        }

        private boolean isFree(Instant now) {
            return !due.isAfter(now) && (lease == null || !leasedUntil.isAfter(now));
        }

        private boolean isHeldUnder(UUID proof, Instant now) {
            return proof.equals(lease) && leasedUntil.isAfter(now);
        }
    }

    private final Supplier<UUID> ids;
    private final Map<Lane, Queue<Item<W>>> lanes = new HashMap<>();
    private long places;

    Lanes(Supplier<UUID> ids) {
        this.ids = ids;
    }

    Item<W> add(Lane lane, W work) {
        Item<W> item = new Item<>(ids.get(), lane, work, places++);
        lanes.computeIfAbsent(lane, absent -> new ArrayDeque<>()).add(item);
        return item;
    }

    /** Takes the first of every lane that is due and free, the longest here before the others. */
    List<Item<W>> claim(int most, Duration lease, Instant now) {
        if (most < 1 || most > MOST) {
            throw new IllegalArgumentException("A claim takes 1 to " + MOST + ", was asked for " + most);
        }
        Instant until = end(lease, now);
        List<Item<W>> taken = lanes.values().stream()
                .map(Queue::element)
                .filter(first -> first.isFree(now))
                .sorted(Comparator.comparingLong(first -> first.place))
                .limit(most)
                .toList();
        taken.forEach(item -> item.take(ids.get(), until));
        return taken;
    }

    /** The item, if it is under that very lease. */
    Optional<Item<W>> held(Lane lane, UUID id, UUID lease, Instant now) {
        return Optional.ofNullable(lanes.get(lane))
                .map(Queue::element)
                .filter(first -> first.id.equals(id) && first.isHeldUnder(lease, now));
    }

    /** Ends the first item of a lane; the next one is the first now. */
    void end(Item<W> first) {
        lanes.computeIfPresent(first.lane, (lane, queue) -> {
            queue.remove();
            return queue.isEmpty() ? null : queue;
        });
    }

    /** @throws IllegalArgumentException if a lease is not 50 ms to 1 h long */
    static Instant end(Duration lease, Instant now) {
        if (lease.compareTo(SHORTEST) < 0 || lease.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("A lease is 50 ms to 1 h, was " + lease + ". Example: PT1M");
        }
        return now.plus(lease);
    }
}
