package io.conserje.application.memory;

import io.conserje.application.memory.Lanes.Item;
import io.conserje.application.memory.Lanes.Lane;
import io.conserje.application.messaging.Inbox;
import io.conserje.application.messaging.OutboundReply;
import io.conserje.application.messaging.Replies;
import io.conserje.application.messaging.Turn;
import io.conserje.application.messaging.Turns;
import io.conserje.application.messaging.Turns.Outcome;
import io.conserje.domain.dlq.Attempt;
import io.conserje.domain.messaging.HotelLine;
import io.conserje.domain.messaging.InboundMessage;
import io.conserje.domain.messaging.MessageId;
import io.conserje.domain.messaging.ProviderMessageId;
import io.conserje.domain.messaging.Reply;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Messages and their replies under one lock, so that every call is seen whole or not at all. */
final class InMemoryMessages {

    private record Seen(TenantId tenant, Channel channel, ProviderMessageId id) {}

    private record Outgoing(@Nullable HotelLine line, Reply reply) {}

    private final Object lock = new Object();
    private final InstantSource clock;
    private final Map<Seen, Inbox.Progress> progress = new HashMap<>();
    private final Lanes<InboundMessage> messages;
    private final Lanes<Outgoing> outgoing;

    InMemoryMessages(InstantSource clock, Supplier<UUID> ids) {
        this.clock = clock;
        this.messages = new Lanes<>(ids);
        this.outgoing = new Lanes<>(ids);
    }

    Inbox inbox(TenantId tenant) {
        return new InMemoryInbox(tenant);
    }

    Turns turns() {
        return new InMemoryTurns();
    }

    Replies replies() {
        return new InMemoryReplies();
    }

    private final class InMemoryInbox implements Inbox {

        private final TenantId tenant;

        private InMemoryInbox(TenantId tenant) {
            this.tenant = tenant;
        }

        @Override
        public List<Acceptance> accept(List<InboundMessage> delivered) {
            synchronized (lock) {
                return delivered.stream().map(this::accept).toList();
            }
        }

        private Acceptance accept(InboundMessage message) {
            if (progress.putIfAbsent(seen(tenant, message), Progress.PENDING) != null) {
                return new Acceptance.Duplicate();
            }
            Item<InboundMessage> item = messages.add(new Lane(tenant, message.guest()), message);
            return new Acceptance.Accepted(new MessageId(item.id));
        }

        @Override
        public Optional<Progress> progressOf(Channel channel, ProviderMessageId id) {
            synchronized (lock) {
                return Optional.ofNullable(progress.get(new Seen(tenant, channel, id)));
            }
        }
    }

    private final class InMemoryTurns implements Turns {

        @Override
        public List<Turn> claim(int most, Duration lease) {
            synchronized (lock) {
                return messages.claim(most, lease, clock.instant()).stream()
                        .map(item -> new Turn(
                                item.lane.tenant(), new MessageId(item.id), item.work, item.failures(), item.lease()))
                        .toList();
            }
        }

        @Override
        public Outcome renew(Turn turn, Duration lease) {
            return record(turn, (item, now) -> item.renew(Lanes.end(lease, now)));
        }

        @Override
        public Outcome finish(Turn turn, List<Reply> replies) {
            return record(turn, (item, now) -> {
                end(item, Inbox.Progress.HANDLED);
                replies.forEach(reply -> outgoing.add(item.lane, new Outgoing(item.work.line(), reply)));
            });
        }

        @Override
        public Outcome retry(Turn turn, Attempt failure, Duration after) {
            return record(turn, (item, now) -> item.fail(now.plus(after)));
        }

        @Override
        public Outcome bury(Turn turn, Attempt failure) {
            return record(turn, (item, now) -> end(item, Inbox.Progress.FAILED));
        }

        @Override
        public Outcome release(Turn turn) {
            return record(turn, (item, now) -> item.release());
        }

        private void end(Item<InboundMessage> item, Inbox.Progress how) {
            messages.end(item);
            progress.put(seen(item.lane.tenant(), item.work), how);
        }

        private Outcome record(Turn turn, BiConsumer<Item<InboundMessage>, Instant> change) {
            Lane lane = new Lane(turn.tenant(), turn.message().guest());
            return changed(messages, lane, turn.id().value(), turn.lease(), change);
        }
    }

    private final class InMemoryReplies implements Replies {

        @Override
        public List<OutboundReply> claim(int most, Duration lease) {
            synchronized (lock) {
                return outgoing.claim(most, lease, clock.instant()).stream()
                        .map(item -> new OutboundReply(
                                item.id,
                                item.lane.tenant(),
                                item.lane.guest(),
                                item.work.line(),
                                item.work.reply(),
                                item.failures(),
                                item.lease()))
                        .toList();
            }
        }

        @Override
        public Outcome sent(OutboundReply reply, String providerId) {
            return record(reply, (item, now) -> outgoing.end(item));
        }

        @Override
        public Outcome retry(OutboundReply reply, String cause, Duration after) {
            return record(reply, (item, now) -> item.fail(now.plus(after)));
        }

        @Override
        public Outcome refuse(OutboundReply reply, String cause) {
            return record(reply, (item, now) -> outgoing.end(item));
        }

        private Outcome record(OutboundReply reply, BiConsumer<Item<Outgoing>, Instant> change) {
            return changed(outgoing, new Lane(reply.tenant(), reply.to()), reply.id(), reply.lease(), change);
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
