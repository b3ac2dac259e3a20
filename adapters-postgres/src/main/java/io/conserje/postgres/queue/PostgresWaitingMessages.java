package io.conserje.postgres.queue;

import static io.conserje.postgres.schema.Tables.DLQ_PERMANENT_FAILURES;
import static io.conserje.postgres.schema.Tables.GUEST_QUEUES;
import static io.conserje.postgres.schema.Tables.INBOX;
import static io.conserje.postgres.schema.Tables.INBOX_ATTEMPTS;

import io.conserje.application.messaging.Turn;
import io.conserje.application.waiting.WaitingMessage;
import io.conserje.application.waiting.WaitingMessages;
import io.conserje.domain.dlq.Attempt;
import io.conserje.domain.dlq.FailedAttempt;
import io.conserje.domain.dlq.Warrant;
import io.conserje.domain.messaging.MessageId;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.sql.SqlTemplate;
import io.conserje.postgres.tx.Statements;
import io.conserje.postgres.tx.Transactions;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Messages in {@code conserje.guest_queues}. They are listed by the index that has guests by hotel and time. */
public final class PostgresWaitingMessages implements WaitingMessages {

    private static final String CANCELLED = "cancelled";

    private record Listing(Condition filter, int limit) {}

    private record One(TenantId tenant, MessageId id, Warrant warrant, UUID lease) {}

    private record Key(TenantId tenant, MessageId id) {}

    private static final Field<String> HOTEL = DSL.field("tenant_id", String.class);
    private static final Field<String> CHANNEL = DSL.field("channel", String.class);
    private static final Field<OffsetDateTime> DUE_AT = DSL.field("due_at", OffsetDateTime.class);
    private static final Field<Long> OTHERS = DSL.field("others", Long.class);
    private static final Field<String> STATE = DSL.field("state", String.class);
    private static final Field<String> OUTCOME = DSL.field("outcome", String.class);
    private static final Field<UUID> FIRST = DSL.field("waiting[1]", UUID.class);

    /** The columns of a message that waits, in the order of the statements. */
    private static final Field<?>[] WAITING = {
        INBOX.TENANT_ID,
        INBOX.MESSAGE_ID,
        INBOX.CHANNEL,
        GUEST_QUEUES.HELD,
        INBOX.RECEIVED_AT,
        DUE_AT,
        INBOX.FAILURES,
        OTHERS,
        STATE
    };

    private static final SqlTemplate<Listing> LIST = PostgresWaitingMessages.<Listing>showing("waiting.sql")
            .bind("filter", Listing::filter)
            .bind("limit", Listing::limit)
            .build();

    private static final SqlTemplate<Key> FIND = PostgresWaitingMessages.<Key>showing("waiting_one.sql")
            .bind("tenant", key -> key.tenant().value())
            .bind("message", key -> key.id().value())
            .build();

    private static final SqlTemplate<One> RETRY = deciding("retry_now.sql").build();

    private static final SqlTemplate<One> LEASE =
            deciding("lease_for_cancel.sql").bind("lease", One::lease).build();

    private final Transactions transactions;
    private final Supplier<UUID> ids;

    /** @param ids ids of leases */
    public PostgresWaitingMessages(Transactions transactions, Supplier<UUID> ids) {
        this.transactions = transactions;
        this.ids = ids;
    }

    private static <T> SqlTemplate.Builder<T> showing(String file) {
        return SqlTemplate.<T>read(PostgresWaitingMessages.class, file)
                .include("stopped", GuestQueues.class, GuestQueues.STOPPED);
    }

    private static SqlTemplate.Builder<One> deciding(String file) {
        return SqlTemplate.<One>read(PostgresWaitingMessages.class, file)
                .bind("tenant", one -> one.tenant().value())
                .bind("message", one -> one.id().value())
                .bind("by", one -> one.warrant().by())
                .bind("why", one -> one.warrant().why());
    }

    @Override
    public List<WaitingMessage> list(
            @Nullable TenantId tenant, @Nullable Channel channel, @Nullable Place behind, int max) {
        if (max < 1 || max > MAX) {
            throw new IllegalArgumentException("`max` is 1 to " + MAX + " messages, was " + max + ".");
        }
        Condition filter = DSL.trueCondition();
        if (tenant != null) {
            filter = filter.and(HOTEL.eq(tenant.value()));
        }
        if (channel != null) {
            filter = filter.and(CHANNEL.eq(channel.name()));
        }
        if (behind != null) {
            filter = filter.and(behind(behind));
        }
        return transactions
                .eachForSystemByIndexOrder()
                .fetch(LIST.query(new Listing(filter, max)).coerce(WAITING))
                .map(PostgresWaitingMessages::message);
    }

    /** The first condition is one that the index can serve. */
    private static Condition behind(Place place) {
        OffsetDateTime due = place.dueAt().atOffset(ZoneOffset.UTC);
        return DSL.row(HOTEL, DUE_AT)
                .ge(place.tenant().value(), due)
                .and(DSL.row(HOTEL, DUE_AT, FIRST)
                        .gt(place.tenant().value(), due, place.id().value()));
    }

    @Override
    public Optional<Detail> find(TenantId tenant, MessageId id) {
        return transactions
                .eachForSystemByIndexOrder()
                .fetch(FIND.query(new Key(tenant, id)).coerce(WAITING))
                .map(PostgresWaitingMessages::message)
                .stream()
                .findFirst()
                .map(message -> new Detail(message, attempts(tenant, id)));
    }

    private List<FailedAttempt> attempts(TenantId tenant, MessageId id) {
        return transactions
                .each(tenant)
                .fetch(DSL.select(
                                INBOX_ATTEMPTS.ROUND,
                                INBOX_ATTEMPTS.NUMBER,
                                INBOX_ATTEMPTS.REASON,
                                INBOX_ATTEMPTS.CAUSE,
                                INBOX_ATTEMPTS.FAILED_AT)
                        .from(INBOX_ATTEMPTS)
                        .where(INBOX_ATTEMPTS.TENANT_ID.eq(tenant.value()))
                        .and(INBOX_ATTEMPTS.MESSAGE_ID.eq(id.value()))
                        .orderBy(INBOX_ATTEMPTS.ROUND, INBOX_ATTEMPTS.NUMBER))
                .map(row -> new FailedAttempt(
                        row.value1(),
                        new Attempt(row.value2(), row.value3(), row.value4()),
                        row.value5().toInstant()));
    }

    @Override
    public Outcome retry(TenantId tenant, MessageId id, Warrant warrant) {
        return transactions
                .each(tenant)
                .fetch(RETRY.query(new One(tenant, id, warrant, id.value())).coerce(OUTCOME))
                .map(row -> outcome(row.value1()))
                .stream()
                .findFirst()
                .orElse(Outcome.ABSENT);
    }

    /** The guest is leased for the transaction only, because a queue is changed by the one who has it. */
    @Override
    public Outcome cancel(TenantId tenant, MessageId id, Warrant warrant) {
        One one = new One(tenant, id, warrant, ids.get());
        return transactions.in(tenant, statements -> {
            List<Record> leased = List.copyOf(statements.fetch(LEASE.query(one)
                    .coerce(Stream.concat(Stream.<Field<?>>of(OUTCOME), Stream.of(PostgresTurns.ONE))
                            .toArray(Field<?>[]::new))));
            if (leased.isEmpty()) {
                return Outcome.ABSENT;
            }
            Outcome outcome = outcome(leased.getFirst().get(OUTCOME));
            if (outcome == Outcome.DONE) {
                bury(statements, PostgresTurns.turn(leased.getFirst()), warrant);
            }
            return outcome;
        });
    }

    private static void bury(Statements statements, Turn turn, Warrant warrant) {
        Attempt last = new Attempt(turn.failures() + 1, CANCELLED, "an operator cancelled the message");
        statements.count(GuestQueues.DEAD_LETTER.query(new GuestQueues.Burial(turn, last)));
        statements.fetch(GuestQueues.DISCARD
                .query(new GuestQueues.Settlement(
                        turn.tenant(),
                        DSL.select(DLQ_PERMANENT_FAILURES.ID)
                                .from(DLQ_PERMANENT_FAILURES)
                                .where(DLQ_PERMANENT_FAILURES.TENANT_ID.eq(
                                        turn.tenant().value()))
                                .and(DLQ_PERMANENT_FAILURES.ID.eq(turn.id().value()))
                                .forUpdate(),
                        warrant))
                .coerce(DLQ_PERMANENT_FAILURES.ID));
    }

    private static Outcome outcome(String word) {
        return Outcome.valueOf(word.toUpperCase(Locale.ROOT));
    }

    private static WaitingMessage message(Record row) {
        return new WaitingMessage(
                new TenantId(row.get(INBOX.TENANT_ID)),
                new MessageId(row.get(INBOX.MESSAGE_ID)),
                new Channel(row.get(INBOX.CHANNEL)),
                WaitingMessage.State.valueOf(row.get(STATE).toUpperCase(Locale.ROOT)),
                row.get(GUEST_QUEUES.HELD),
                row.get(INBOX.RECEIVED_AT).toInstant(),
                row.get(DUE_AT).toInstant(),
                row.get(INBOX.FAILURES),
                row.get(OTHERS));
    }
}
