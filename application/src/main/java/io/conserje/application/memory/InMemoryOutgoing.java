package io.conserje.application.memory;

import io.conserje.application.memory.Lanes.Item;
import io.conserje.application.memory.Lanes.Lane;
import io.conserje.application.messaging.HeldLine;
import io.conserje.application.messaging.Lines;
import io.conserje.application.messaging.OutboundReply;
import io.conserje.application.messaging.Replies;
import io.conserje.application.messaging.ReplyFailure;
import io.conserje.application.messaging.Room;
import io.conserje.application.messaging.Turns.Outcome;
import io.conserje.application.reply.ReplyFilter;
import io.conserje.application.reply.ReplyRecord;
import io.conserje.application.reply.ReplyRecords;
import io.conserje.application.reply.ReplyStatus;
import io.conserje.application.reply.ReplyStatuses;
import io.conserje.application.store.ResultLimit;
import io.conserje.domain.dlq.Verdict;
import io.conserje.domain.dlq.Warrant;
import io.conserje.domain.messaging.HotelLine;
import io.conserje.domain.messaging.OutboundMessage;
import io.conserje.domain.messaging.Reply;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Replies, what became of them, and the lines that send them; guarded by the same lock as their messages. */
final class InMemoryOutgoing {

    private static final int MAX_HELD = 1000;

    private record Early(TenantId tenant, ReplyStatus status, Instant receivedAt) {}

    private static final class Held {
        private final HeldLine line;
        private final @Nullable Duration window;
        private Instant probeAt;

        Held(HeldLine line, @Nullable Duration window, Instant probeAt) {
            this.line = line;
            this.window = window;
            this.probeAt = probeAt;
        }
    }

    private final Object lock;
    private final InstantSource clock;
    private final Lanes<Sending> lanes;
    private final Map<UUID, Item<Sending>> kept = new LinkedHashMap<>();
    private final Map<String, Held> holds = new LinkedHashMap<>();
    private final List<Early> early = new ArrayList<>();

    InMemoryOutgoing(Object lock, InstantSource clock, Supplier<UUID> ids) {
        this.lock = lock;
        this.clock = clock;
        this.lanes = new Lanes<>(ids);
    }

    /** Called under the lock. */
    void add(Lane lane, UUID message, Instant askedAt, @Nullable HotelLine line, Reply reply) {
        Item<Sending> item = lanes.add(lane, new Sending(message, askedAt, line, reply, clock.instant()));
        kept.put(item.id, item);
    }

    /** The number of replies that are not sent. Called under the lock. */
    long unsent() {
        return lanes.items().count();
    }

    /** Whether a reply to the message still needs it. Called under the lock. */
    boolean needs(UUID message) {
        return lanes.items().anyMatch(item -> message.equals(item.work.message))
                || kept.values().stream().anyMatch(item -> item.work.isDead() && message.equals(item.work.message));
    }

    /** Lets what was put aside for this go on. Called under the lock. */
    void free(String key) {
        lanes.free(key);
    }

    /** Called under the lock. */
    void forget(UUID message) {
        kept.values().removeIf(item -> message.equals(item.work.message));
    }

    /** Adds a reply to no message. Called under the lock. */
    void post(UUID id, Lane lane, @Nullable HotelLine line, Reply reply) {
        Instant now = clock.instant();
        kept.put(id, lanes.add(id, lane, new Sending(null, now, line, reply, now)));
    }

    /** Ends a reply that came too late for its window. Called under the lock. */
    void closeWindow(UUID id) {
        end(known(id), windowClosed(), clock.instant());
    }

    /** Ends a reply, if sending it has not begun. Called under the lock. */
    boolean cancel(UUID id, Warrant warrant) {
        Item<Sending> item = known(id);
        boolean waits = lanes.items().anyMatch(item::equals) && !item.isTaken() && !item.work.isUncertain();
        if (waits) {
            lanes.end(item);
            item.work.cancel(warrant, clock.instant());
        }
        return waits;
    }

    /** Whether there is such a reply, and it waits to be sent or for a decision. Called under the lock. */
    boolean isNeeded(UUID id) {
        Item<Sending> item = kept.get(id);
        return item != null && (item.work.isDead() || lanes.items().anyMatch(item::equals));
    }

    /** Called under the lock. */
    void forgetReply(UUID id) {
        kept.remove(id);
    }

    private Item<Sending> known(UUID id) {
        return Objects.requireNonNull(kept.get(id), "a reply of the outbox is kept with its message");
    }

    Replies replies() {
        return new InMemoryReplies();
    }

    Lines lines() {
        return new InMemoryLines();
    }

    ReplyRecords records() {
        return new InMemoryRecords();
    }

    ReplyStatuses statuses() {
        return new InMemoryStatuses();
    }

    private final class InMemoryReplies implements Replies {

        @Override
        public List<OutboundReply> claim(int max, Duration lease, Room room) {
            synchronized (lock) {
                return lanes.claim(max, lease, room, clock.instant()).stream()
                        .map(item -> new OutboundReply(
                                item.id,
                                item.lane.tenant(),
                                item.lane.guest(),
                                item.work.line,
                                item.work.reply,
                                item.failures(),
                                item.lease()))
                        .toList();
            }
        }

        @Override
        public Outcome renew(OutboundReply reply, Duration lease) {
            return record(reply, (item, now) -> item.renew(Lanes.end(lease, now)));
        }

        @Override
        public Outcome release(OutboundReply reply) {
            return record(reply, (item, now) -> item.release(now));
        }

        @Override
        public Outcome sent(OutboundReply reply, String providerId) {
            return record(reply, (item, now) -> {
                lanes.end(item);
                item.work.sent(providerId, now);
            });
        }

        @Override
        public Outcome retry(OutboundReply reply, String cause, Duration after) {
            return retry(reply, cause, after, false);
        }

        @Override
        public Outcome retryUncertain(OutboundReply reply, String cause, Duration after) {
            return retry(reply, cause, after, true);
        }

        private Outcome retry(OutboundReply reply, String cause, Duration after, boolean uncertain) {
            return record(reply, (item, now) -> {
                item.fail(now.plus(after), false);
                item.work.delayed(cause, uncertain);
            });
        }

        @Override
        public Outcome refuse(OutboundReply reply, ReplyFailure failure) {
            return record(reply, (item, now) -> end(item, failure, now));
        }
    }

    /** Called under the lock. */
    private void end(Item<Sending> item, ReplyFailure failure, Instant now) {
        lanes.end(item);
        item.work.fail(failure, item.lane.guest().channel().name(), now);
    }

    private Outcome record(OutboundReply reply, BiConsumer<Item<Sending>, Instant> change) {
        synchronized (lock) {
            Instant now = clock.instant();
            Optional<Item<Sending>> held = held(reply, now);
            held.ifPresent(item -> change.accept(item, now));
            return held.isPresent() ? Outcome.RECORDED : Outcome.LOST;
        }
    }

    private Optional<Item<Sending>> held(OutboundReply reply, Instant now) {
        return lanes.held(new Lane(reply.tenant(), reply.to()), reply.id(), reply.lease(), now);
    }

    private final class InMemoryLines implements Lines {

        @Override
        public Outcome hold(OutboundReply reply, Hold hold) {
            return record(reply, (item, now) -> {
                item.release(Instant.MAX);
                item.work.held(name(reply), hold.cause());
                Held before = holds.get(name(reply));
                HeldLine line = new HeldLine(
                        reply.tenant(),
                        reply.to().channel(),
                        reply.line(),
                        hold.fix(),
                        hold.cause(),
                        before == null ? now : before.line.since());
                Instant soon = now.plusSeconds(2);
                Instant probe = before == null || before.probeAt.isBefore(soon) ? soon : before.probeAt;
                holds.put(name(reply), new Held(line, hold.window(), probe));
            });
        }

        @Override
        public Parking park(OutboundReply reply) {
            synchronized (lock) {
                Optional<Item<Sending>> claimed = InMemoryOutgoing.this.held(reply, clock.instant());
                if (claimed.isEmpty()) {
                    return Parking.LOST;
                }
                Item<Sending> item = claimed.get();
                Held line = holds.get(name(reply));
                if (line == null || item.work.heldBy != null) {
                    item.work.heldBy = null;
                    return Parking.SEND;
                }
                item.release(Instant.MAX);
                item.work.held(name(reply), line.line.cause());
                return Parking.PARKED;
            }
        }

        @Override
        public List<HeldLine> held() {
            synchronized (lock) {
                return holds.values().stream()
                        .map(held -> held.line)
                        .sorted(Comparator.comparing(HeldLine::since))
                        .limit(MAX_HELD)
                        .toList();
            }
        }

        @Override
        public boolean free(OutboundReply reply) {
            synchronized (lock) {
                return holds.remove(name(reply)) != null;
            }
        }

        @Override
        public int probe(Duration longest) {
            synchronized (lock) {
                Instant now = clock.instant();
                int probed = 0;
                for (Map.Entry<String, Held> entry : holds.entrySet()) {
                    Held held = entry.getValue();
                    Optional<Item<Sending>> oldest = parked(entry.getKey()).findFirst();
                    if (!held.probeAt.isAfter(now) && oldest.isPresent()) {
                        oldest.get().release(now);
                        held.probeAt = now.plus(pause(held.line.since(), now, longest));
                        probed++;
                    }
                }
                return probed;
            }
        }

        private Duration pause(Instant since, Instant now, Duration longest) {
            Duration half = Duration.between(since, now).dividedBy(2);
            Duration atLeast = half.compareTo(Duration.ofSeconds(2)) < 0 ? Duration.ofSeconds(2) : half;
            return atLeast.compareTo(longest) > 0 ? longest : atLeast;
        }

        @Override
        public int release(int max) {
            ResultLimit.check(max);
            synchronized (lock) {
                Instant now = clock.instant();
                List<Item<Sending>> free = kept.values().stream()
                        .filter(item -> item.work.heldBy != null && !holds.containsKey(item.work.heldBy))
                        .filter(item -> !lanes.isLeased(item, now))
                        .limit(max)
                        .toList();
                for (Item<Sending> item : free) {
                    item.work.heldBy = null;
                    item.release(now);
                }
                return free.size();
            }
        }

        @Override
        public int expire(int max) {
            ResultLimit.check(max);
            synchronized (lock) {
                Instant now = clock.instant();
                List<Item<Sending>> late = holds.entrySet().stream()
                        .filter(entry -> entry.getValue().window != null)
                        .flatMap(entry ->
                                parked(entry.getKey()).filter(item -> isOver(item, entry.getValue().window, now)))
                        .limit(max)
                        .toList();
                late.forEach(item -> end(item, windowClosed(), now));
                return late.size();
            }
        }

        private Stream<Item<Sending>> parked(String line) {
            return kept.values().stream()
                    .filter(item -> line.equals(item.work.heldBy) && lanes.isPaused(item, clock.instant()));
        }

        private boolean isOver(Item<Sending> item, @Nullable Duration window, Instant now) {
            return window != null
                    && !(item.work.reply.message() instanceof OutboundMessage.Template)
                    && lanes.items()
                            .filter(other -> other.lane.equals(item.lane))
                            .noneMatch(other -> other.work.askedAt.plus(window).isAfter(now));
        }
    }

    private static ReplyFailure windowClosed() {
        return new ReplyFailure(
                false, "window_closed", "the time in which the channel takes replies to the guest is over", null);
    }

    private static String name(OutboundReply reply) {
        return reply.tenant() + "/" + reply.to().channel() + "/"
                + (reply.line() == null ? "" : reply.line().value());
    }

    private final class InMemoryRecords implements ReplyRecords {

        @Override
        public List<ReplyRecord> list(@Nullable TenantId tenant, ReplyFilter filter, @Nullable UUID behind, int max) {
            ResultLimit.check(max);
            synchronized (lock) {
                List<ReplyRecord> newestFirst =
                        matching(tenant, filter).map(Sending::shown).toList().reversed();
                int from = 0;
                for (int i = 0; i < newestFirst.size(); i++) {
                    if (newestFirst.get(i).id().equals(behind)) {
                        from = i + 1;
                    }
                }
                return newestFirst.stream().skip(from).limit(max).toList();
            }
        }

        private Stream<Item<Sending>> matching(@Nullable TenantId tenant, ReplyFilter filter) {
            Instant now = clock.instant();
            return kept.values().stream()
                    .filter(item -> tenant == null || item.lane.tenant().equals(tenant))
                    .filter(item -> isMeant(Sending.shown(item), filter, now));
        }

        private boolean isMeant(ReplyRecord reply, ReplyFilter filter, Instant now) {
            ReplyRecord.Trouble trouble = reply.trouble();
            return filter.shown().includes(reply)
                    && (filter.channel() == null
                            || filter.channel().equals(reply.to().channel()))
                    && (filter.reason() == null
                            || (trouble != null && filter.reason().equals(trouble.reason())))
                    && (filter.code() == null
                            || (trouble != null && filter.code().equals(trouble.code())))
                    && !reply.recordedAt().plus(filter.age()).isAfter(now);
        }

        @Override
        public Optional<ReplyRecord> find(@Nullable TenantId tenant, UUID reply) {
            synchronized (lock) {
                return item(tenant, reply).map(Sending::shown);
            }
        }

        private Optional<Item<Sending>> item(@Nullable TenantId tenant, UUID reply) {
            return Optional.ofNullable(kept.get(reply))
                    .filter(item -> tenant == null || item.lane.tenant().equals(tenant));
        }

        @Override
        public List<Event> history(TenantId tenant, UUID reply) {
            synchronized (lock) {
                return item(tenant, reply)
                        .map(item -> List.copyOf(item.work.events))
                        .orElse(List.of());
            }
        }

        @Override
        public List<TenantId> hotels(ReplyFilter filter) {
            synchronized (lock) {
                return matching(null, filter)
                        .map(item -> item.lane.tenant())
                        .distinct()
                        .sorted()
                        .toList();
            }
        }

        @Override
        public Settlement settle(TenantId tenant, UUID reply, Verdict verdict, Warrant warrant) {
            synchronized (lock) {
                Optional<Item<Sending>> found = item(tenant, reply);
                if (found.isEmpty()) {
                    return new Settlement.Absent();
                }
                if (!found.get().work.isDead()) {
                    return new Settlement.NotDead(Sending.shown(found.get()));
                }
                settle(found.get(), verdict, warrant);
                return new Settlement.Done();
            }
        }

        @Override
        public int settle(TenantId tenant, ReplyFilter filter, int max, Verdict verdict, Warrant warrant) {
            ResultLimit.check(max);
            ReplyFilter dead = new ReplyFilter(
                    ReplyFilter.Shown.DEAD, filter.channel(), filter.reason(), filter.code(), filter.age());
            synchronized (lock) {
                List<Item<Sending>> meant = matching(tenant, dead).limit(max).toList();
                meant.forEach(item -> settle(item, verdict, warrant));
                return meant.size();
            }
        }

        private void settle(Item<Sending> item, Verdict verdict, Warrant warrant) {
            switch (verdict) {
                case REDRIVE -> {
                    item.work.resend(warrant, clock.instant());
                    lanes.putLast(item);
                }
                case DISCARD -> item.work.settle("discarded", warrant, clock.instant());
            }
        }

        @Override
        public int abandon(Duration age, int max) {
            ResultLimit.check(max);
            synchronized (lock) {
                Instant before = clock.instant().minus(age);
                List<Item<Sending>> late = kept.values().stream()
                        .filter(item -> item.work.isDead() && isUntil(item.work.changedAt(), before))
                        .limit(max)
                        .toList();
                Warrant warrant = new Warrant("conserje", "older than " + age);
                late.forEach(item -> item.work.settle("abandoned", warrant, clock.instant()));
                return late.size();
            }
        }

        private static boolean isUntil(@Nullable Instant at, Instant end) {
            return at != null && !at.isAfter(end);
        }

        @Override
        public Counts counts() {
            synchronized (lock) {
                return new Counts(count(item -> item.work.isDead()), count(item -> item.work.heldBy != null));
            }
        }

        private long count(Predicate<Item<Sending>> condition) {
            return kept.values().stream().filter(condition).count();
        }
    }

    private final class InMemoryStatuses implements ReplyStatuses {

        @Override
        public List<Change> record(TenantId tenant, List<ReplyStatus> statuses) {
            synchronized (lock) {
                List<Change> changes = new ArrayList<>();
                for (ReplyStatus status : statuses) {
                    Optional<Item<Sending>> sent = sent(tenant, status.channel(), status.providerId());
                    if (sent.isEmpty()) {
                        early.add(new Early(tenant, status, clock.instant()));
                    } else if (sent.get().work.report(status, clock.instant())) {
                        changes.add(new Change(tenant, sent.get().id, sent.get().work.line, status));
                    }
                }
                return changes;
            }
        }

        private Optional<Item<Sending>> sent(TenantId tenant, Channel channel, String providerId) {
            return kept.values().stream()
                    .filter(item -> item.lane.tenant().equals(tenant)
                            && item.lane.guest().channel().equals(channel)
                            && providerId.equals(item.work.providerId))
                    .findFirst();
        }

        @Override
        public List<Change> recordWaiting(int max) {
            ResultLimit.check(max);
            synchronized (lock) {
                List<Early> ripe = early.stream()
                        .filter(one -> sent(
                                        one.tenant(),
                                        one.status().channel(),
                                        one.status().providerId())
                                .isPresent())
                        .limit(max)
                        .toList();
                early.removeAll(ripe);
                return ripe.stream()
                        .flatMap(one -> record(one.tenant(), List.of(one.status())).stream())
                        .toList();
            }
        }

        @Override
        public int forget(Duration age, int max) {
            ResultLimit.check(max);
            synchronized (lock) {
                Instant before = clock.instant().minus(age);
                List<Early> old = early.stream()
                        .filter(one -> !one.receivedAt().isAfter(before))
                        .limit(max)
                        .toList();
                early.removeAll(old);
                return old.size();
            }
        }
    }
}
