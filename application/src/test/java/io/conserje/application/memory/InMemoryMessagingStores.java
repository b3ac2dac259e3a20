package io.conserje.application.memory;

import io.conserje.application.dlq.DeadLetters;
import io.conserje.application.fixture.SettableClock;
import io.conserje.application.messaging.Endings;
import io.conserje.application.messaging.Inbox;
import io.conserje.application.messaging.Intake;
import io.conserje.application.messaging.Lines;
import io.conserje.application.messaging.MessagingStores;
import io.conserje.application.messaging.QueueStats;
import io.conserje.application.messaging.Renewals;
import io.conserje.application.messaging.Replies;
import io.conserje.application.messaging.Retention;
import io.conserje.application.messaging.Turns;
import io.conserje.application.messaging.Unrouted;
import io.conserje.application.outbound.Outbox;
import io.conserje.application.outbound.ScheduledMessages;
import io.conserje.application.pause.Pauses;
import io.conserje.application.reply.ReplyRecords;
import io.conserje.application.reply.ReplyStatuses;
import io.conserje.domain.tenancy.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Function;

/** The messaging stores in memory, new ones for each test. */
public abstract class InMemoryMessagingStores implements MessagingStores {

    protected final SettableClock clock = new SettableClock();
    protected InMemory.Messages messages = InMemory.messages(clock, UUID::randomUUID);

    @Override
    public Function<TenantId, Inbox> inboxes() {
        return messages.inboxes();
    }

    @Override
    public Turns turns() {
        return messages.turns();
    }

    @Override
    public Endings endings() {
        return messages.endings();
    }

    @Override
    public Replies replies() {
        return messages.replies();
    }

    @Override
    public Renewals renewals() {
        return messages.renewals();
    }

    @Override
    public Intake intake() {
        return messages.intake();
    }

    @Override
    public DeadLetters letters() {
        return messages.letters();
    }

    @Override
    public Retention retention() {
        return messages.retention();
    }

    @Override
    public Pauses pauses() {
        return messages.pauses();
    }

    @Override
    public QueueStats stats() {
        return messages.stats();
    }

    @Override
    public Lines lines() {
        return messages.lines();
    }

    @Override
    public ReplyRecords replyRecords() {
        return messages.replyRecords();
    }

    @Override
    public ReplyStatuses replyStatuses() {
        return messages.replyStatuses();
    }

    @Override
    public Unrouted unrouted() {
        return messages.unrouted();
    }

    @Override
    public Function<TenantId, Outbox> outboxes() {
        return messages.outboxes();
    }

    @Override
    public ScheduledMessages scheduled() {
        return messages.scheduled();
    }

    @Override
    public Instant now() {
        return clock.instant();
    }

    @Override
    public void givenTenants(TenantId... tenants) {
        // Any tenant will do.
    }

    @Override
    public void emptyStore() {
        // Every test has a store of its own.
    }

    @Override
    public void letPass(Duration duration) {
        clock.advance(duration);
    }
}
