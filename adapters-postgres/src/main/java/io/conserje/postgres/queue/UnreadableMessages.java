package io.conserje.postgres.queue;

import static io.conserje.postgres.schema.Tables.GUEST_QUEUES;
import static io.conserje.postgres.schema.Tables.INBOX;

import io.conserje.application.messaging.MessagingListener;
import io.conserje.domain.dlq.Attempt;
import io.conserje.domain.messaging.MessageId;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.queue.GuestQueues.Damaged;
import io.conserje.postgres.tx.Statements;
import io.conserje.postgres.tx.Transactions;
import java.util.UUID;
import org.jooq.Record;
import org.jooq.impl.DSL;

/**
 * Makes claimed messages that cannot be read dead letters, so that they are not claimed for ever. Such rows come from
 * another version, or were changed by hand.
 */
final class UnreadableMessages {

    private static final String REASON = "unreadable";

    private final Transactions transactions;
    private final MessagingListener listener;

    UnreadableMessages(Transactions transactions, MessagingListener listener) {
        this.transactions = transactions;
        this.listener = listener;
    }

    /** If this fails, the message is claimed again after its lease, and the others of the claim are handled now. */
    void bury(Record row, UnreadableException bad) {
        TenantId tenant = new TenantId(row.get(INBOX.TENANT_ID));
        UUID lease = row.get(GUEST_QUEUES.LEASE);
        UUID message = row.get(INBOX.MESSAGE_ID);
        Attempt failure = new Attempt(row.get(INBOX.FAILURES) + 1, REASON, String.valueOf(bad.getMessage()));
        Statements statements = transactions.each(tenant);
        try {
            // The row's own guest may be what cannot be read, so the queue is found by its lease.
            statements
                    .fetch(DSL.select(GUEST_QUEUES.CHANNEL, GUEST_QUEUES.GUEST)
                            .from(GUEST_QUEUES)
                            .where(GUEST_QUEUES.TENANT_ID.eq(tenant.value()))
                            .and(GUEST_QUEUES.LEASE.eq(lease)))
                    .forEach(queue -> statements.count(GuestQueues.BURY_DAMAGED.query(new Damaged(
                            tenant,
                            queue.get(GUEST_QUEUES.CHANNEL),
                            queue.get(GUEST_QUEUES.GUEST),
                            lease,
                            message,
                            failure))));
            listener.messageUnreadable(tenant, new MessageId(message), failure);
        } catch (RuntimeException failed) {
            listener.messageUnreadable(
                    tenant,
                    new MessageId(message),
                    new Attempt(failure.number(), REASON, failure.cause() + ". It is not a dead letter yet"));
        }
    }
}
