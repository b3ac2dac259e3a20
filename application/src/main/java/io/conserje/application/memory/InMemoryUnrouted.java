package io.conserje.application.memory;

import io.conserje.application.messaging.Inbox;
import io.conserje.application.messaging.Unrouted;
import io.conserje.application.store.ResultLimit;
import io.conserje.application.tenancy.Actor;
import io.conserje.domain.messaging.HotelLine;
import io.conserje.domain.messaging.InboundMessage;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Messages without a hotel, guarded by a lock. Nobody records who routed them. */
final class InMemoryUnrouted implements Unrouted {

    private static final int MAX_GROUPS = 1000;

    private record Entry(Stray stray, Instant receivedAt) {

        Channel channel() {
            return stray.message().guest().channel();
        }

        @Nullable
        HotelLine line() {
            return stray.message().line();
        }

        boolean isSame(InboundMessage other) {
            return channel().equals(other.guest().channel())
                    && Objects.equals(line(), other.line())
                    && stray.message().providerId().equals(other.providerId());
        }

        boolean isOf(Group group) {
            return channel().equals(group.channel())
                    && Objects.equals(line(), group.line())
                    && Objects.equals(stray.hotel(), group.hotel());
        }

        int bytes() {
            InboundMessage message = stray.message();
            return bytesOf(message.content().words()) + (message.raw() == null ? 0 : bytesOf(message.raw()));
        }

        private static int bytesOf(String text) {
            return text.codePoints().map(Entry::bytesOf).sum();
        }

        /** How many bytes UTF-8 has for a code point. */
        private static int bytesOf(int codePoint) {
            if (codePoint < 0x80) {
                return 1;
            }
            if (codePoint < 0x800) {
                return 2;
            }
            return codePoint < 0x10000 ? 3 : 4;
        }
    }

    private final Object lock = new Object();
    private final InstantSource clock;
    private final Function<TenantId, Inbox> inboxes;
    private final List<Entry> entries = new ArrayList<>();

    InMemoryUnrouted(InstantSource clock, Function<TenantId, Inbox> inboxes) {
        this.clock = clock;
        this.inboxes = inboxes;
    }

    @Override
    public Kept keep(List<Stray> strays) {
        synchronized (lock) {
            int kept = 0;
            int known = 0;
            for (Stray stray : strays) {
                Entry entry = new Entry(stray, clock.instant());
                if (entries.stream().anyMatch(other -> other.isSame(stray.message()))) {
                    known++;
                } else if (isRoomFor(entry)) {
                    entries.add(entry);
                    kept++;
                }
            }
            return new Kept(kept, known, strays.size() - kept - known);
        }
    }

    private boolean isRoomFor(Entry entry) {
        return entries.size() < MAX
                && entries.stream().mapToLong(Entry::bytes).sum() + entry.bytes() <= MAX_BYTES
                && entries.stream()
                                .filter(other -> other.channel().equals(entry.channel())
                                        && Objects.equals(other.line(), entry.line()))
                                .count()
                        < MAX_OF_LINE;
    }

    @Override
    public List<Group> groups() {
        synchronized (lock) {
            Map<String, Group> groups = new HashMap<>();
            for (Entry entry : entries) {
                Instant at = entry.receivedAt();
                Group one =
                        new Group(entry.channel(), entry.line(), entry.stray().hotel(), 1, at, at);
                groups.merge(
                        one.id(),
                        one,
                        (all, next) ->
                                new Group(all.channel(), all.line(), all.hotel(), all.messages() + 1, all.since(), at));
            }
            return groups.values().stream()
                    .sorted(Comparator.comparing(Group::since))
                    .limit(MAX_GROUPS)
                    .toList();
        }
    }

    @Override
    public int route(Group group, TenantId to, Actor actor, int max) {
        ResultLimit.check(max);
        synchronized (lock) {
            List<Entry> chosen = entries.stream()
                    .filter(entry -> entry.isOf(group))
                    .limit(max)
                    .toList();
            inboxes.apply(to)
                    .accept(chosen.stream()
                            .map(entry -> entry.stray().message())
                            .toList());
            entries.removeAll(chosen);
            return chosen.size();
        }
    }

    @Override
    public int forget(Duration age, int max) {
        ResultLimit.check(max);
        synchronized (lock) {
            Instant before = clock.instant().minus(age);
            List<Entry> old = entries.stream()
                    .filter(entry -> !entry.receivedAt().isAfter(before))
                    .limit(max)
                    .toList();
            entries.removeAll(old);
            return old.size();
        }
    }
}
