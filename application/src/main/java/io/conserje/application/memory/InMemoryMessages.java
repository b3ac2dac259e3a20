package io.conserje.application.memory;

import io.conserje.application.dlq.DeadLetters;
import io.conserje.application.memory.Lanes.Item;
import io.conserje.application.memory.Lanes.Lane;
import io.conserje.application.messaging.ClaimBounds;
import io.conserje.application.messaging.Endings;
import io.conserje.application.messaging.Faults.Held;
import io.conserje.application.messaging.Inbox;
import io.conserje.application.messaging.Intake;
import io.conserje.application.messaging.LaterMessages;
import io.conserje.application.messaging.OutboundReply;
import io.conserje.application.messaging.QueueStats;
import io.conserje.application.messaging.Renewals;
import io.conserje.application.messaging.Replies;
import io.conserje.application.messaging.Retention;
import io.conserje.application.messaging.Room;
import io.conserje.application.messaging.Turn;
import io.conserje.application.messaging.Turn.Further;
import io.conserje.application.messaging.Turns;
import io.conserje.application.messaging.Turns.Outcome;
import io.conserje.application.pause.Pause;
import io.conserje.application.pause.Pauses;
import io.conserje.domain.dlq.Attempt;
import io.conserje.domain.dlq.FailedAttempt;
import io.conserje.domain.messaging.Coalescing;
import io.conserje.domain.messaging.InboundMessage;
import io.conserje.domain.messaging.MessageId;
import io.conserje.domain.messaging.ProviderMessageId;
import io.conserje.domain.messaging.Reply;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Messages and their replies, guarded by one lock. */
final class InMemoryMessages {

    private record Seen(TenantId tenant, Channel channel, ProviderMessageId id) {}

    private final Object lock = new Object();
    private final InstantSource clock;
    private final Gathering gathering;
    private final Map<Seen, Item<MessageEntry>> known = new HashMap<>();
    private final Lanes<MessageEntry> messages;
    private final InMemoryOutgoing outgoing;
    private final InMemoryOutbox outbox;
    private final InMemoryLetters letters;
    private final InMemoryPauses pauses;

    InMemoryMessages(InstantSource clock, Supplier<UUID> ids, Coalescing coalescing) {
        this.clock = clock;
        this.messages = new Lanes<>(ids);
        this.gathering = new Gathering(messages, coalescing);
        this.outgoing = new InMemoryOutgoing(lock, clock, ids);
        this.outbox = new InMemoryOutbox(lock, clock, ids, outgoing);
        this.letters = new InMemoryLetters(lock, clock, messages::putBack);
        this.pauses = new InMemoryPauses(clock, key -> {
            synchronized (lock) {
                messages.free(key);
                outgoing.free(key);
            }
        });
    }

    Inbox inbox(TenantId tenant) {
        return new InMemoryInbox(tenant);
    }

    Intake intake() {
        return arrivals -> {
            synchronized (lock) {
                return arrivals.stream()
                        .map(arrival -> accept(arrival.tenant(), arrival.message()))
                        .toList();
            }
        };
    }

    DeadLetters letters() {
        return letters;
    }

    Retention retention() {
        return new InMemoryRetention();
    }

    QueueStats stats() {
        return this::read;
    }

    Endings endings() {
        Turns turns = turns();
        return endings -> {
            synchronized (lock) {
                return endings.stream()
                        .map(ending -> turns.finish(ending.turn(), ending.replies()))
                        .toList();
            }
        };
    }

    Turns turns() {
        return new InMemoryTurns();
    }

    Replies replies() {
        return outgoing.replies();
    }

    /** What hotels write first. */
    InMemoryOutbox outbox() {
        return outbox;
    }

    /** What becomes of replies. */
    InMemoryOutgoing outgoing() {
        return outgoing;
    }

    Pauses pauses() {
        return pauses;
    }

    Renewals renewals() {
        return new InMemoryRenewals();
    }

    /** Called under the lock. */
    private Inbox.Acceptance accept(TenantId tenant, InboundMessage message) {
        Seen seen = seen(tenant, message);
        if (known.containsKey(seen)) {
            return new Inbox.Acceptance.Duplicate();
        }
        Item<MessageEntry> item =
                messages.add(new Lane(tenant, message.guest()), new MessageEntry(message, clock.instant()));
        known.put(seen, item);
        gathering.added(item, clock.instant());
        outbox.heard(tenant, message);
        return new Inbox.Acceptance.Accepted(new MessageId(item.id));
    }

    private QueueStats.Snapshot read() {
        Pauses.Reading stopped = pauses.read();
        synchronized (lock) {
            Instant now = clock.instant();
            return new QueueStats.Snapshot(
                    messages.items().count(),
                    messages.items()
                            .filter(item -> messages.isLeased(item, now))
                            .count(),
                    messages.heads()
                            .filter(item -> messages.isPaused(item, now) || isStopped(item, stopped))
                            .count(),
                    messages.heads()
                            .filter(item -> !messages.isLeased(item, now)
                                    && !messages.isPaused(item, now)
                                    && !isStopped(item, stopped))
                            .map(item -> Duration.between(item.work.receivedAt, now))
                            .max(Comparator.naturalOrder())
                            .orElse(Duration.ZERO),
                    letters.buriedAt().count(),
                    letters.buriedAt()
                            .min(Comparator.naturalOrder())
                            .map(first -> Duration.between(first, now))
                            .orElse(Duration.ZERO),
                    outgoing.unsent(),
                    0);
        }
    }

    /** Whether the item waits for the end of a pause or of an open breaker. */
    private static boolean isStopped(Item<MessageEntry> item, Pauses.Reading stopped) {
        return stopped.pauses().stream()
                        .map(Pause::scope)
                        .anyMatch(scope -> scope.reason() == null
                                && scope.covers(
                                        item.lane.tenant(), item.lane.guest().channel()))
                || stopped.breakers().stream()
                        .anyMatch(breaker -> breaker.tenant().equals(item.lane.tenant()));
    }

    private final class InMemoryInbox implements Inbox {

        private final TenantId tenant;

        private InMemoryInbox(TenantId tenant) {
            this.tenant = tenant;
        }

        @Override
        public List<Acceptance> accept(List<InboundMessage> delivered) {
            synchronized (lock) {
                return delivered.stream()
                        .map(message -> InMemoryMessages.this.accept(tenant, message))
                        .toList();
            }
        }

        @Override
        public Optional<Progress> progressOf(Channel channel, ProviderMessageId id) {
            synchronized (lock) {
                return Optional.ofNullable(known.get(new Seen(tenant, channel, id)))
                        .map(item -> item.work.progress);
            }
        }
    }

    private final class InMemoryTurns implements Turns {

        @Override
        public List<Turn> claim(int max, Duration lease, Room room) {
            synchronized (lock) {
                return messages.claim(max, lease, room, clock.instant()).stream()
                        .map(this::turn)
                        .toList();
            }
        }

        @Override
        public Optional<Turn> claimOne(TenantId tenant, Duration lease) {
            synchronized (lock) {
                return messages.claimOne(tenant, lease, clock.instant()).map(this::turn);
            }
        }

        private Turn turn(Item<MessageEntry> item) {
            return new Turn(
                    item.lane.tenant(),
                    new MessageId(item.id),
                    item.work.message,
                    item.failures(),
                    item.lease(),
                    gathering.behind(item).stream()
                            .map(next -> new Further(new MessageId(next.id), next.work.message))
                            .toList());
        }

        /** The messages of a turn that is under its lease. */
        private List<Item<MessageEntry>> all(Turn turn, Item<MessageEntry> first) {
            Set<UUID> ids = turn.ids().stream().map(MessageId::value).collect(Collectors.toSet());
            return messages.queue(first.lane).stream()
                    .filter(item -> ids.contains(item.id))
                    .toList();
        }

        @Override
        public Optional<String> raw(Turn turn) {
            synchronized (lock) {
                return Optional.ofNullable(known.get(seen(turn.tenant(), turn.message())))
                        .map(item -> item.work.raw);
            }
        }

        @Override
        public Outcome hold(Turn turn, Held held) {
            return record(turn, (item, now) -> item.hold(Objects.requireNonNull(held.key()), now.plus(held.pause())));
        }

        @Override
        public Outcome renew(Turn turn, Duration lease) {
            return record(turn, (item, now) -> item.renew(Lanes.end(lease, now)));
        }

        @Override
        public Outcome finish(Turn turn, List<Reply> replies) {
            return record(turn, (first, now) -> {
                List<Item<MessageEntry>> all = all(turn, first);
                all.forEach(item -> {
                    messages.end(item);
                    item.work.end(Inbox.Progress.HANDLED, now);
                });
                Item<MessageEntry> last = all.getLast();
                replies.forEach(reply ->
                        outgoing.add(last.lane, last.id, last.work.receivedAt, last.work.message.line(), reply));
                gathering.ended(first.lane, now);
            });
        }

        @Override
        public Outcome retry(Turn turn, Attempt failure, Duration after, LaterMessages laterMessages) {
            return record(
                    turn,
                    (first, now) -> all(turn, first).forEach(item -> {
                        item.fail(now.plus(after), laterMessages == LaterMessages.GO_ON);
                        note(item, failure, now);
                    }));
        }

        @Override
        public Outcome deadLetter(Turn turn, Attempt failure) {
            turn.requireSingle();
            return record(turn, (item, now) -> {
                messages.end(item);
                item.work.end(Inbox.Progress.FAILED, now);
                note(item, failure, now);
                letters.bury(item, now, failure);
            });
        }

        @Override
        public Outcome release(Turn turn, Duration after) {
            return record(turn, (item, now) -> item.release(now.plus(after)));
        }

        @Override
        public Duration age(Turn turn) {
            synchronized (lock) {
                Instant now = clock.instant();
                return messages.items()
                        .filter(item -> item.id.equals(turn.id().value()))
                        .findFirst()
                        .map(item -> Duration.between(item.work.receivedAt, now))
                        .orElse(Duration.ZERO);
            }
        }

        private void note(Item<MessageEntry> item, Attempt failure, Instant now) {
            item.work.attempts.add(new FailedAttempt(item.work.redrives, failure, now));
        }

        private Outcome record(Turn turn, BiConsumer<Item<MessageEntry>, Instant> change) {
            Lane lane = new Lane(turn.tenant(), turn.message().guest());
            return changed(messages, lane, turn.id().value(), turn.lease(), change);
        }
    }

    private final class InMemoryRenewals implements Renewals {

        private final Turns turns = turns();
        private final Replies replies = replies();

        @Override
        public Renewed renew(List<Turn> held, List<OutboundReply> sending, Duration lease) {
            ClaimBounds.check(lease);
            synchronized (lock) {
                return new Renewed(
                        held.stream()
                                .map(turn -> renewal(turns.renew(turn, lease)))
                                .toList(),
                        sending.stream()
                                .map(reply -> renewal(replies.renew(reply, lease)))
                                .toList());
            }
        }

        private static Renewal renewal(Outcome outcome) {
            return outcome == Outcome.RECORDED ? Renewal.RENEWED : Renewal.LOST;
        }

        @Override
        public void close() {
            // Nothing is kept.
        }
    }

    private final class InMemoryRetention implements Retention {

        @Override
        public int abandonLetters(Duration age, int max) {
            synchronized (lock) {
                return letters.abandon(age, max);
            }
        }

        @Override
        public int removeLetters(Duration age, int max) {
            synchronized (lock) {
                return letters.remove(age, max, item -> known.remove(seen(item.lane.tenant(), item.work.message)));
            }
        }

        @Override
        public int removeMessages(Duration age, int max) {
            synchronized (lock) {
                Instant before = clock.instant().minus(age);
                List<Seen> over = known.entrySet().stream()
                        .filter(entry -> entry.getValue().work.progress == Inbox.Progress.HANDLED
                                && !entry.getValue().work.endedAt.isAfter(before)
                                && !outgoing.needs(entry.getValue().id))
                        .map(Map.Entry::getKey)
                        .limit(max)
                        .toList();
                over.forEach(seen -> {
                    Item<MessageEntry> item = known.remove(seen);
                    if (item != null) {
                        outgoing.forget(item.id);
                    }
                });
                return over.size();
            }
        }

        @Override
        public int removePayloads(Duration age, int max) {
            synchronized (lock) {
                Instant before = clock.instant().minus(age);
                List<MessageEntry> over = known.values().stream()
                        .map(item -> item.work)
                        .filter(entry -> entry.raw != null && !entry.receivedAt.isAfter(before))
                        .limit(max)
                        .toList();
                over.forEach(entry -> entry.raw = null);
                return over.size();
            }
        }

        @Override
        public int removeRates(int max) {
            return 0; // Replies in memory have no rate.
        }
    }

    private <W> Outcome changed(Lanes<W> lanes, Lane lane, UUID id, UUID lease, BiConsumer<Item<W>, Instant> change) {
        synchronized (lock) {
            Instant now = clock.instant();
            Optional<Item<W>> held = lanes.held(lane, id, lease, now);
            held.ifPresent(item -> change.accept(item, now));
            return held.isPresent() ? Outcome.RECORDED : Outcome.LOST;
        }
    }

    private static Seen seen(TenantId tenant, InboundMessage message) {
        return new Seen(tenant, message.guest().channel(), message.providerId());
    }
}
