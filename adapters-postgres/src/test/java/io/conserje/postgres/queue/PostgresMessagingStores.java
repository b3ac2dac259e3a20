package io.conserje.postgres.queue;

import io.conserje.application.dlq.DeadLetters;
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
import io.conserje.postgres.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The messaging stores on the shared server. */
interface PostgresMessagingStores extends MessagingStores {

    @RegisterExtension
    TestDatabase DATABASE = new TestDatabase();

    @Override
    default Function<TenantId, Inbox> inboxes() {
        return DATABASE.adapters()::inbox;
    }

    @Override
    default Turns turns() {
        return DATABASE.adapters().turns();
    }

    @Override
    default Endings endings() {
        return DATABASE.adapters().endings();
    }

    @Override
    default Replies replies() {
        return DATABASE.adapters().replies();
    }

    @Override
    default Renewals renewals() {
        return DATABASE.adapters().renewals();
    }

    @Override
    default Intake intake() {
        return DATABASE.adapters().intake();
    }

    @Override
    default DeadLetters letters() {
        return DATABASE.adapters().deadLetters();
    }

    @Override
    default Retention retention() {
        return DATABASE.adapters().retention();
    }

    @Override
    default QueueStats stats() {
        return DATABASE.adapters().queueStats();
    }

    @Override
    default Lines lines() {
        return DATABASE.adapters().lines();
    }

    @Override
    default ReplyRecords replyRecords() {
        return DATABASE.adapters().replyRecords();
    }

    @Override
    default ReplyStatuses replyStatuses() {
        return DATABASE.adapters().replyStatuses();
    }

    @Override
    default Pauses pauses() {
        return DATABASE.adapters().pauses();
    }

    @Override
    default Unrouted unrouted() {
        return DATABASE.adapters().unrouted();
    }

    @Override
    default Function<TenantId, Outbox> outboxes() {
        return DATABASE.adapters()::outbox;
    }

    @Override
    default ScheduledMessages scheduled() {
        return DATABASE.adapters().scheduledMessages();
    }

    @Override
    default Instant now() {
        return Instant.now();
    }

    @Override
    default void givenTenants(TenantId... tenants) {
        DATABASE.givenTenants(tenants);
    }

    @Override
    default void emptyStore() {
        DATABASE.empty();
    }

    @Override
    default void letPass(Duration duration) {
        DATABASE.letPass(duration);
    }
}
