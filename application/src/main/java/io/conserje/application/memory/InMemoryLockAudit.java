package io.conserje.application.memory;

import io.conserje.application.lock.LockAudit;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Audit entries in a list. */
final class InMemoryLockAudit implements LockAudit {

    private final InstantSource clock;
    private final List<Entry> entries = new ArrayList<>();
    private long ids;

    InMemoryLockAudit(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public synchronized int record(List<Happened> events) {
        Instant now = clock.instant();
        for (Happened happened : events) {
            ids++;
            entries.add(new Entry(new Position(now.minus(happened.ago()), ids), happened.event()));
        }
        return events.size();
    }

    @Override
    public synchronized List<Entry> find(Query query) {
        return entries.stream()
                .filter(entry -> query.tenant() == null
                        || query.tenant().equals(entry.event().tenant()))
                .filter(entry -> query.resource() == null
                        || query.resource().equals(entry.event().resource()))
                .filter(entry -> isWithin(entry.position().at(), query.from(), query.before()))
                .filter(entry -> query.after() == null || entry.position().compareTo(query.after()) < 0)
                .sorted(Comparator.comparing(Entry::position).reversed())
                .limit(query.max())
                .toList();
    }

    private static boolean isWithin(Instant at, @Nullable Instant from, @Nullable Instant before) {
        return (from == null || !at.isBefore(from)) && (before == null || at.isBefore(before));
    }

    @Override
    public synchronized int forget(Duration age, int max) {
        Instant limit = clock.instant().minus(age);
        List<Entry> old = entries.stream()
                .filter(entry -> entry.position().at().isBefore(limit))
                .sorted(Comparator.comparing(Entry::position))
                .limit(max)
                .toList();
        entries.removeAll(old);
        return old.size();
    }
}
