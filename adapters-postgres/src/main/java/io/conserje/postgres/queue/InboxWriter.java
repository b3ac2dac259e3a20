package io.conserje.postgres.queue;

import static io.conserje.postgres.schema.Tables.INBOX;

import io.conserje.application.messaging.Inbox.Acceptance;
import io.conserje.application.messaging.Intake.Arrival;
import io.conserje.domain.messaging.Coalescing;
import io.conserje.domain.messaging.MessageId;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.queue.GuestQueues.Accepting;
import io.conserje.postgres.queue.GuestQueues.Beyond;
import io.conserje.postgres.queue.GuestQueues.Delivery;
import io.conserje.postgres.queue.GuestQueues.Refusal;
import io.conserje.postgres.tx.Statements;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Stores a batch of messages with one statement, in the scope of a hotel or in that of the system. */
final class InboxWriter {

    private final Statements statements;
    private final Function<TenantId, Statements> hotels;
    private final Supplier<UUID> ids;
    private final Coalescing coalescing;

    /** @param hotels the scope of a hotel */
    InboxWriter(
            Statements statements, Function<TenantId, Statements> hotels, Supplier<UUID> ids, Coalescing coalescing) {
        this.statements = statements;
        this.hotels = hotels;
        this.ids = ids;
        this.coalescing = coalescing;
    }

    List<Acceptance> accept(List<Arrival> arrivals) {
        if (arrivals.isEmpty()) {
            return List.of();
        }
        List<Delivery> batch = arrivals.stream()
                .map(arrival -> new Delivery(ids.get(), arrival))
                .toList();
        Map<UUID, @Nullable Long> added = new HashMap<>();
        statements
                .fetch(GuestQueues.accept(new Accepting(batch, coalescing)).coerce(INBOX.MESSAGE_ID, INBOX.SEQ))
                .forEach(row -> added.put(row.value1(), row.value2()));
        refuse(batch, added);
        return batch.stream()
                .<Acceptance>map(delivery -> added.containsKey(delivery.id())
                        ? new Acceptance.Accepted(new MessageId(delivery.id()))
                        : new Acceptance.Duplicate())
                .toList();
    }

    /**
     * Makes those that came to a queue that is too long dead letters. If that fails, they wait in the queue, and nothing
     * is lost.
     *
     * @param added the ids of the new messages; with their number in the backlog, if its queue is too long
     */
    private void refuse(List<Delivery> batch, Map<UUID, @Nullable Long> added) {
        Map<TenantId, List<Beyond>> beyond = new TreeMap<>();
        for (Delivery delivery : batch) {
            Long seq = added.get(delivery.id());
            if (seq != null) {
                beyond.computeIfAbsent(delivery.arrival().tenant(), hotel -> new ArrayList<>())
                        .add(new Beyond(seq, delivery));
            }
        }
        beyond.forEach(
                (hotel, messages) -> hotels.apply(hotel).count(GuestQueues.REFUSE.query(new Refusal(hotel, messages))));
    }
}
