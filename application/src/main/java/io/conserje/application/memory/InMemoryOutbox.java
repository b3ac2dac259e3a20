package io.conserje.application.memory;

import io.conserje.application.memory.Lanes.Lane;
import io.conserje.application.outbound.HotelMessage;
import io.conserje.application.outbound.Outbox;
import io.conserje.application.outbound.ScheduledMessages;
import io.conserje.application.store.ResultLimit;
import io.conserje.domain.dlq.Warrant;
import io.conserje.domain.messaging.HotelLine;
import io.conserje.domain.messaging.InboundMessage;
import io.conserje.domain.messaging.MessageContent;
import io.conserje.domain.messaging.Reply;
import io.conserje.domain.session.GuestRef;
import io.conserje.domain.tenancy.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Messages with which hotels write first, guarded by the same lock as the messages of guests. */
final class InMemoryOutbox implements ScheduledMessages {

    private record Heard(
            TenantId tenant, GuestRef guest, @Nullable HotelLine line) {}

    private static final class Kept {
        private final Outbox.Draft draft;
        private final List<UUID> ids;
        private final @Nullable HotelLine line;
        private @Nullable Instant endedAt;
        private boolean cancelled;

        Kept(Outbox.Draft draft, List<UUID> ids, @Nullable HotelLine line) {
            this.draft = draft;
            this.ids = ids;
            this.line = line;
        }

        HotelMessage message() {
            return draft.message();
        }
    }

    private final Object lock;
    private final InstantSource clock;
    private final Supplier<UUID> ids;
    private final InMemoryOutgoing outgoing;
    private final Map<UUID, Kept> kept = new LinkedHashMap<>();
    private final Map<Heard, Instant> lastMessages = new HashMap<>();

    InMemoryOutbox(Object lock, InstantSource clock, Supplier<UUID> ids, InMemoryOutgoing outgoing) {
        this.lock = lock;
        this.clock = clock;
        this.ids = ids;
        this.outgoing = outgoing;
    }

    /** A guest wrote. Called under the lock. */
    void heard(TenantId tenant, InboundMessage message) {
        if (message.content() instanceof MessageContent.Echo) {
            return; // The hotel wrote it from the phone. It is in the guest's queue, too.
        }
        Instant now = clock.instant();
        Instant at = message.sentAt().isBefore(now) ? message.sentAt() : now;
        lastMessages.merge(
                new Heard(tenant, message.guest(), message.line()),
                at,
                (one, other) -> one.isAfter(other) ? one : other);
    }

    Outbox of(TenantId tenant) {
        return new OfHotel(tenant);
    }

    private final class OfHotel implements Outbox {

        private final TenantId tenant;

        OfHotel(TenantId tenant) {
            this.tenant = tenant;
        }

        @Override
        public Posting post(Draft draft) {
            if (!draft.message().tenant().equals(tenant)) {
                throw new IllegalArgumentException("A message of tenant "
                        + draft.message().tenant() + " was given to the outbox of tenant " + tenant
                        + ". Use the outbox of its own hotel.");
            }
            synchronized (lock) {
                return known(draft.message().key())
                        .<Posting>map(Posting.Known::new)
                        .orElseGet(() -> record(draft));
            }
        }

        private Optional<UUID> known(@Nullable String key) {
            return kept.values().stream()
                    .filter(one -> one.message().tenant().equals(tenant)
                            && key != null
                            && key.equals(one.message().key()))
                    .map(one -> one.ids.getFirst())
                    .findFirst();
        }

        private Posting record(Draft draft) {
            Instant now = clock.instant();
            Instant notBefore = draft.message().notBefore();
            boolean later = notBefore != null && notBefore.isAfter(now);
            if (!later && !isOpen(draft, draft.message().line(), now)) {
                return new Posting.WindowClosed();
            }
            Kept one = new Kept(
                    draft, draft.parts().stream().map(part -> ids.get()).toList(), line(draft.message()));
            kept.put(one.ids.getFirst(), one);
            if (!later) {
                queue(one, now);
            }
            return new Posting.Recorded(one.ids.getFirst());
        }

        private @Nullable HotelLine line(HotelMessage message) {
            return message.line() != null
                    ? message.line()
                    : lastMessages.entrySet().stream()
                            .filter(entry -> isOf(entry.getKey(), message, null))
                            .max(Map.Entry.comparingByValue())
                            .map(entry -> entry.getKey().line())
                            .orElse(null);
        }

        @Override
        public Cancelling cancel(UUID id, Warrant warrant) {
            synchronized (lock) {
                Kept one = kept.get(id);
                if (one == null || !one.message().tenant().equals(tenant)) {
                    return Cancelling.ABSENT;
                }
                if (one.endedAt == null) {
                    one.endedAt = clock.instant();
                    one.cancelled = true;
                    return Cancelling.DONE;
                }
                long ended = one.ids.stream()
                        .filter(reply -> !one.cancelled && outgoing.cancel(reply, warrant))
                        .count();
                return ended > 0 ? Cancelling.DONE : Cancelling.TOO_LATE;
            }
        }
    }

    private boolean isOpen(Outbox.Draft draft, @Nullable HotelLine line, Instant now) {
        Duration window = draft.window();
        return window == null
                || lastMessages.entrySet().stream()
                        .anyMatch(entry -> isOf(entry.getKey(), draft.message(), line)
                                && entry.getValue().plus(window).isAfter(now));
    }

    private static boolean isOf(Heard heard, HotelMessage message, @Nullable HotelLine line) {
        return heard.tenant().equals(message.tenant())
                && heard.guest().equals(message.guest())
                && (line == null || line.equals(heard.line()));
    }

    private void queue(Kept one, Instant now) {
        one.endedAt = now;
        Lane lane = new Lane(one.message().tenant(), one.message().guest());
        for (int part = 0; part < one.ids.size(); part++) {
            outgoing.post(
                    one.ids.get(part),
                    lane,
                    one.line,
                    new Reply(one.draft.parts().get(part)));
        }
    }

    @Override
    public Moving moveDue(int max) {
        ResultLimit.check(max);
        synchronized (lock) {
            Instant now = clock.instant();
            List<Kept> due = kept.values().stream()
                    .filter(one -> one.endedAt == null && !due(one).isAfter(now))
                    .sorted(Comparator.comparing(InMemoryOutbox::due))
                    .limit(max)
                    .toList();
            List<Kept> late = due.stream()
                    .filter(one -> !isOpen(one.draft, one.line, now))
                    .toList();
            due.forEach(one -> queue(one, now));
            late.forEach(one -> one.ids.forEach(outgoing::closeWindow));
            return new Moving(due.size(), late.size());
        }
    }

    private static Instant due(Kept one) {
        Instant notBefore = one.message().notBefore();
        return notBefore == null ? Instant.MIN : notBefore;
    }

    @Override
    public int forget(Duration age, int max) {
        ResultLimit.check(max);
        synchronized (lock) {
            Instant before = clock.instant().minus(age);
            List<Kept> old = kept.values().stream()
                    .filter(one ->
                            isUntil(one.endedAt, before) && one.ids.stream().noneMatch(outgoing::isNeeded))
                    .limit(max)
                    .toList();
            kept.values().removeAll(old);
            old.forEach(one -> one.ids.forEach(outgoing::forgetReply));
            return old.size();
        }
    }

    private static boolean isUntil(@Nullable Instant at, Instant end) {
        return at != null && !at.isAfter(end);
    }
}
