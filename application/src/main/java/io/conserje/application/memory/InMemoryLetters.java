package io.conserje.application.memory;

import io.conserje.application.dlq.DeadLetters;
import io.conserje.application.dlq.LetterFilter;
import io.conserje.application.memory.Lanes.Item;
import io.conserje.application.messaging.Inbox.Progress;
import io.conserje.application.store.ResultLimit;
import io.conserje.domain.dlq.Attempt;
import io.conserje.domain.dlq.DeadLetter;
import io.conserje.domain.dlq.DeadLetter.State;
import io.conserje.domain.dlq.DeadLetterId;
import io.conserje.domain.dlq.DeadMessage;
import io.conserje.domain.dlq.Verdict;
import io.conserje.domain.dlq.Warrant;
import io.conserje.domain.messaging.InboundMessage;
import io.conserje.domain.tenancy.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Dead letters, guarded by the same lock as their messages. */
final class InMemoryLetters implements DeadLetters {

    private static final Comparator<DeadLetter> OLDEST_FIRST = Comparator.comparing(DeadLetter::buriedAt)
            .thenComparing(letter -> letter.id().value().toString());

    private record Key(TenantId tenant, DeadLetterId id) {}

    private static final class Letter {
        private final Item<MessageEntry> item;
        private final List<State.Settled> settlements = new ArrayList<>();
        private State state = new State.Buried();
        private Instant buriedAt;
        private Attempt last;

        Letter(Item<MessageEntry> item, Instant buriedAt, Attempt last) {
            this.item = item;
            this.buriedAt = buriedAt;
            this.last = last;
        }

        private boolean isBuried() {
            return state instanceof State.Buried;
        }

        private void settle(State.Settled how) {
            state = how;
            settlements.add(how);
        }
    }

    private final Object lock;
    private final InstantSource clock;
    private final Consumer<Item<MessageEntry>> putBack;
    private final Map<Key, Letter> letters = new HashMap<>();

    /** @param putBack called under the lock */
    InMemoryLetters(Object lock, InstantSource clock, Consumer<Item<MessageEntry>> putBack) {
        this.lock = lock;
        this.clock = clock;
        this.putBack = putBack;
    }

    /** Called under the lock. */
    void bury(Item<MessageEntry> item, Instant now, Attempt last) {
        letters.compute(new Key(item.lane.tenant(), new DeadLetterId(item.id)), (key, before) -> {
            if (before == null) {
                return new Letter(item, now, last);
            }
            before.state = new State.Buried();
            before.buriedAt = now;
            before.last = last;
            return before;
        });
    }

    /** Called under the lock. */
    int abandon(Duration age, int max) {
        Instant now = clock.instant();
        List<Letter> late = letters.values().stream()
                .filter(letter -> letter.isBuried() && isAged(letter.buriedAt, age, now))
                .limit(max)
                .toList();
        late.forEach(letter -> letter.settle(new State.Abandoned(now, new Warrant("conserje", "older than " + age))));
        return late.size();
    }

    /**
     * Called under the lock.
     *
     * @param forgotten called with every failed message that is removed with its dead letter
     */
    int remove(Duration age, int max, Consumer<Item<MessageEntry>> forgotten) {
        Instant now = clock.instant();
        List<Map.Entry<Key, Letter>> over = letters.entrySet().stream()
                .filter(entry -> entry.getValue().state instanceof State.Settled settled
                        && isAged(settled.at(), age, now)
                        && entry.getValue().item.work.progress != Progress.PENDING)
                .limit(max)
                .toList();
        for (Map.Entry<Key, Letter> entry : over) {
            letters.remove(entry.getKey());
            if (entry.getValue().item.work.progress == Progress.FAILED) {
                forgotten.accept(entry.getValue().item);
            }
        }
        return over.size();
    }

    /** Called under the lock. */
    Stream<Instant> buriedAt() {
        return letters.values().stream().filter(Letter::isBuried).map(letter -> letter.buriedAt);
    }

    @Override
    public List<DeadLetter> list(TenantId tenant, LetterFilter filter, Shown shown, @Nullable Place behind, int max) {
        return list(ofHotel(tenant), filter, shown, behind, max);
    }

    @Override
    public List<DeadLetter> list(LetterFilter filter, Shown shown, @Nullable Place behind, int max) {
        return list(key -> true, filter, shown, behind, max);
    }

    private List<DeadLetter> list(
            Predicate<Key> hotels, LetterFilter filter, Shown shown, @Nullable Place behind, int max) {
        ResultLimit.check(max);
        synchronized (lock) {
            return matching(hotels, filter)
                    .filter(letter -> shown == Shown.ALL || letter.state() instanceof State.Buried)
                    .filter(letter -> behind == null || isBehind(letter, behind))
                    .sorted(OLDEST_FIRST.reversed())
                    .limit(max)
                    .toList();
        }
    }

    @Override
    public int count(TenantId tenant, LetterFilter filter) {
        synchronized (lock) {
            return (int) buried(ofHotel(tenant), filter).count();
        }
    }

    @Override
    public int count(LetterFilter filter) {
        synchronized (lock) {
            return (int) buried(key -> true, filter).count();
        }
    }

    @Override
    public List<TenantId> hotels(LetterFilter filter) {
        synchronized (lock) {
            return buried(key -> true, filter)
                    .map(DeadLetter::tenant)
                    .distinct()
                    .sorted()
                    .toList();
        }
    }

    @Override
    public Optional<DeadLetter> find(TenantId tenant, DeadLetterId id) {
        synchronized (lock) {
            return Optional.ofNullable(letters.get(new Key(tenant, id))).map(letter -> shown(tenant, letter));
        }
    }

    @Override
    public Optional<DeadLetter> find(DeadLetterId id) {
        synchronized (lock) {
            return letters.entrySet().stream()
                    .filter(entry -> entry.getKey().id().equals(id))
                    .map(entry -> shown(entry.getKey().tenant(), entry.getValue()))
                    .findFirst();
        }
    }

    @Override
    public History history(TenantId tenant, DeadLetterId id) {
        synchronized (lock) {
            Letter letter = letters.get(new Key(tenant, id));
            return letter == null
                    ? new History(List.of(), List.of())
                    : new History(letter.item.work.attempts, letter.settlements);
        }
    }

    @Override
    public Optional<String> raw(TenantId tenant, DeadLetterId id) {
        synchronized (lock) {
            return Optional.ofNullable(letters.get(new Key(tenant, id))).map(letter -> letter.item.work.raw);
        }
    }

    @Override
    public Settlement settle(TenantId tenant, DeadLetterId id, Verdict verdict, Warrant warrant) {
        synchronized (lock) {
            Letter letter = letters.get(new Key(tenant, id));
            if (letter == null) {
                return new Settlement.Absent();
            }
            if (!letter.isBuried()) {
                return new Settlement.Before(letter.state);
            }
            settle(letter, verdict, warrant);
            return new Settlement.Done();
        }
    }

    @Override
    public List<DeadLetterId> settle(TenantId tenant, LetterFilter filter, int max, Verdict verdict, Warrant warrant) {
        ResultLimit.check(max);
        synchronized (lock) {
            List<DeadLetterId> ids = buried(ofHotel(tenant), filter)
                    .sorted(OLDEST_FIRST)
                    .limit(max)
                    .map(DeadLetter::id)
                    .toList();
            ids.forEach(id -> settle(letters.get(new Key(tenant, id)), verdict, warrant));
            return ids;
        }
    }

    private void settle(@Nullable Letter letter, Verdict verdict, Warrant warrant) {
        if (letter == null) {
            return;
        }
        Instant now = clock.instant();
        switch (verdict) {
            case REDRIVE -> {
                letter.settle(new State.Redriven(now, warrant));
                letter.item.work.beginAgain();
                putBack.accept(letter.item);
            }
            case DISCARD -> letter.settle(new State.Discarded(now, warrant));
        }
    }

    private static Predicate<Key> ofHotel(TenantId tenant) {
        return key -> key.tenant().equals(tenant);
    }

    private Stream<DeadLetter> buried(Predicate<Key> hotels, LetterFilter filter) {
        return matching(hotels, filter).filter(letter -> letter.state() instanceof State.Buried);
    }

    private Stream<DeadLetter> matching(Predicate<Key> hotels, LetterFilter filter) {
        Instant now = clock.instant();
        return letters.entrySet().stream()
                .filter(entry -> hotels.test(entry.getKey()))
                .map(entry -> shown(entry.getKey().tenant(), entry.getValue()))
                .filter(letter ->
                        filter.channel() == null || letter.message().channel().equals(filter.channel()))
                .filter(letter ->
                        filter.reason() == null || letter.last().reason().equals(filter.reason()))
                .filter(letter -> isAged(letter.buriedAt(), filter.age(), now))
                .filter(letter -> filter.until() == null || !letter.buriedAt().isAfter(filter.until()));
    }

    private static boolean isAged(Instant since, Duration age, Instant now) {
        return !since.plus(age).isAfter(now);
    }

    private static boolean isBehind(DeadLetter letter, Place place) {
        int later = letter.buriedAt().compareTo(place.buriedAt());
        return later < 0
                || (later == 0
                        && letter.id()
                                        .value()
                                        .toString()
                                        .compareTo(place.id().value().toString())
                                < 0);
    }

    private static DeadLetter shown(TenantId tenant, Letter letter) {
        MessageEntry entry = letter.item.work;
        InboundMessage message = entry.message;
        return new DeadLetter(
                new DeadLetterId(letter.item.id),
                tenant,
                new DeadMessage(
                        message.guest().channel(),
                        message.providerId().value(),
                        message.guest().address(),
                        message.line() == null ? null : message.line().value(),
                        message.content().type(),
                        message.content().words(),
                        message.sentAt(),
                        entry.receivedAt),
                letter.buriedAt,
                letter.last,
                entry.redrives,
                letter.state);
    }
}
