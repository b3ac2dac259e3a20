package io.conserje.postgres.queue;

import static io.conserje.postgres.schema.Tables.INBOX;

import io.conserje.application.messaging.Inbox.Acceptance;
import io.conserje.application.messaging.Intake.Arrival;
import io.conserje.domain.messaging.MessageId;
import io.conserje.postgres.queue.GuestQueues.Delivery;
import io.conserje.postgres.tx.Statements;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/** Stores a batch of messages with one statement, in the scope of a hotel or in that of the system. */
final class InboxWriter {

    private final Statements statements;
    private final Supplier<UUID> ids;

    InboxWriter(Statements statements, Supplier<UUID> ids) {
        this.statements = statements;
        this.ids = ids;
    }

    List<Acceptance> accept(List<Arrival> arrivals) {
        if (arrivals.isEmpty()) {
            return List.of();
        }
        List<Delivery> batch = arrivals.stream()
                .map(arrival -> new Delivery(ids.get(), arrival))
                .toList();
        Set<UUID> added = new HashSet<>(statements
                .fetch(GuestQueues.ACCEPT.query(batch).coerce(INBOX.MESSAGE_ID))
                .getValues(INBOX.MESSAGE_ID));
        return batch.stream()
                .<Acceptance>map(delivery -> added.contains(delivery.id())
                        ? new Acceptance.Accepted(new MessageId(delivery.id()))
                        : new Acceptance.Duplicate())
                .toList();
    }
}
