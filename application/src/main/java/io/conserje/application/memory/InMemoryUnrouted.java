package io.conserje.application.memory;

import io.conserje.application.messaging.Inbox;
import io.conserje.application.messaging.Unrouted;
import io.conserje.application.store.ResultLimit;
import io.conserje.application.tenancy.Actor;
import io.conserje.domain.messaging.HotelLine;
import io.conserje.domain.messaging.InboundMessage;
import io.conserje.domain.messaging.ProviderMessageId;
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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Messages without a hotel, guarded by a lock. Nobody records who routed them. */
final class InMemoryUnrouted implements Unrouted {

    private static final int MAX_GROUPS = 1000;

    /** @param stray null for a part that cannot be read */
    private record Entry(
            Channel channel,
            ProviderMessageId id,
            @Nullable HotelLine line,
            @Nullable TenantId hotel,
            @Nullable Stray stray,
            @Nullable Unreadable part,
            Instant receivedAt) {

        static Entry of(Stray stray, Instant now) {
            InboundMessage message = stray.message();
            return new Entry(
                    message.guest().channel(), message.providerId(), message.line(), stray.hotel(), stray, null, now);
        }

        static Entry of(Unreadable part, Instant now) {
            return new Entry(part.channel(), part.id(), part.line(), null, null, part, now);
        }

        boolean isSame(Entry other) {
            return channel.equals(other.channel) && Objects.equals(line, other.line) && id.equals(other.id);
        }

        boolean isOf(Group group) {
            return channel.equals(group.channel())
                    && Objects.equals(line, group.line())
                    && Objects.equals(hotel, group.hotel())
                    && group.unreadable() == (part != null);
        }

        int bytes() {
            if (part != null) {
                return bytesOf(part.part());
            }
            InboundMessage message = Objects.requireNonNull(stray).message();
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
        Instant now = clock.instant();
        return keepAll(strays.stream().map(stray -> Entry.of(stray, now)).toList());
    }

    @Override
    public Kept keepUnreadable(List<Unreadable> parts) {
        Instant now = clock.instant();
        return keepAll(parts.stream().map(part -> Entry.of(part, now)).toList());
    }

    private Kept keepAll(List<Entry> fresh) {
        synchronized (lock) {
            int kept = 0;
            int known = 0;
            for (Entry entry : fresh) {
                if (entries.stream().anyMatch(entry::isSame)) {
                    known++;
                } else if (isRoomFor(entry)) {
                    entries.add(entry);
                    kept++;
                }
            }
            return new Kept(kept, known, fresh.size() - kept - known);
        }
    }

    @Override
    public List<Part> parts(Group group, int max) {
        ResultLimit.check(max);
        synchronized (lock) {
            return entries.stream()
                    .filter(entry -> entry.isOf(group))
                    .flatMap(entry -> Stream.ofNullable(entry.part())
                            .map(part -> new Part(part.place(), entry.receivedAt(), part.part())))
                    .limit(max)
                    .toList();
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
                Group one = new Group(entry.channel(), entry.line(), entry.hotel(), entry.part() != null, 1, at, at);
                groups.merge(
                        one.id(),
                        one,
                        (all, next) -> new Group(
                                all.channel(),
                                all.line(),
                                all.hotel(),
                                all.unreadable(),
                                all.messages() + 1,
                                all.since(),
                                at));
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
                    .filter(entry -> entry.isOf(group) && entry.stray() != null)
                    .limit(max)
                    .toList();
            inboxes.apply(to)
                    .accept(chosen.stream()
                            .flatMap(entry -> Stream.ofNullable(entry.stray()))
                            .map(Stray::message)
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
