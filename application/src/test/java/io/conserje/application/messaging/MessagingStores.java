package io.conserje.application.messaging;

import io.conserje.application.dlq.DeadLetters;
import io.conserje.application.outbound.Outbox;
import io.conserje.application.outbound.ScheduledMessages;
import io.conserje.application.pause.Pauses;
import io.conserje.application.reply.ReplyRecords;
import io.conserje.application.reply.ReplyStatuses;
import io.conserje.domain.tenancy.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;

/** One store of messages as its contracts see it: the inboxes, the work on what they accepted, the replies. */
public interface MessagingStores {

    Function<TenantId, Inbox> inboxes();

    Turns turns();

    Endings endings();

    Replies replies();

    /** The caller closes it. */
    Renewals renewals();

    Intake intake();

    DeadLetters letters();

    Retention retention();

    QueueStats stats();

    Lines lines();

    ReplyRecords replyRecords();

    ReplyStatuses replyStatuses();

    Pauses pauses();

    Unrouted unrouted();

    Function<TenantId, Outbox> outboxes();

    ScheduledMessages scheduled();

    /** The time of the store. */
    Instant now();

    /** Makes the tenants known, where the store wants that. */
    void givenTenants(TenantId... tenants);

    /** Forgets every message and every reply: work is claimed across tenants, so no test may leave any to another. */
    void emptyStore();

    /** Lets the store's time pass: moves the clock where there is one to move, else waits. At most 300 ms a call. */
    void letPass(Duration duration);

    @BeforeEach
    default void startEmpty() {
        emptyStore();
    }
}
