package io.conserje.postgres;

import io.conserje.application.dlq.DeadLetters;
import io.conserje.application.dlq.LetterFilter;
import io.conserje.application.store.StoreCorruptException;
import io.conserje.domain.dlq.Attempt;
import io.conserje.domain.dlq.DeadLetter;
import io.conserje.domain.dlq.DeadLetter.State;
import io.conserje.domain.dlq.DeadLetterId;
import io.conserje.domain.dlq.DeadMessage;
import io.conserje.domain.dlq.FailedAttempt;
import io.conserje.domain.dlq.Verdict;
import io.conserje.domain.dlq.Warrant;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.tx.Transactions;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Field;
import org.jooq.QueryPart;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/** Letters in {@code conserje.dlq_permanent_failures}, always in the scope of their hotel. */
final class PostgresDeadLetters implements DeadLetters {

    private static final Field<UUID> ID = DSL.field("id", UUID.class);
    private static final Field<String> CHANNEL = DSL.field("channel", String.class);
    private static final Field<OffsetDateTime> CREATED_AT =
            DSL.field("created_at", SQLDataType.TIMESTAMPWITHTIMEZONE(6));
    private static final Field<String> REASON = DSL.field("reason", String.class);
    private static final Field<String> ERROR = DSL.field("error", String.class);
    private static final Field<Integer> ATTEMPTS = DSL.field("attempts", Integer.class);
    private static final Field<String> STATE = DSL.field("state", String.class);
    private static final Field<Integer> REDRIVES = DSL.field("redrives", Integer.class);
    private static final Field<OffsetDateTime> SETTLED_AT =
            DSL.field("settled_at", SQLDataType.TIMESTAMPWITHTIMEZONE(6));
    private static final Field<String> SETTLED_BY = DSL.field("settled_by", String.class);
    private static final Field<String> SETTLED_WHY = DSL.field("settled_why", String.class);
    private static final Field<String> PROVIDER_ID = DSL.field("provider_id", String.class);
    private static final Field<String> GUEST = DSL.field("guest", String.class);
    private static final Field<String> LINE = DSL.field("line", String.class);
    private static final Field<String> CONTENT_TYPE = DSL.field("content_type", String.class);
    private static final Field<String> BODY = DSL.field("body", String.class);
    private static final Field<OffsetDateTime> SENT_AT = DSL.field("sent_at", SQLDataType.TIMESTAMPWITHTIMEZONE(6));
    private static final Field<OffsetDateTime> RECEIVED_AT =
            DSL.field("received_at", SQLDataType.TIMESTAMPWITHTIMEZONE(6));
    private static final Field<Integer> ROUND = DSL.field("round", Integer.class);
    private static final Field<Integer> NUMBER = DSL.field("number", Integer.class);
    private static final Field<OffsetDateTime> AT = DSL.field("at", SQLDataType.TIMESTAMPWITHTIMEZONE(6));

    private static final Field<?>[] LETTER = {
        ID,
        CHANNEL,
        CREATED_AT,
        REASON,
        ERROR,
        ATTEMPTS,
        STATE,
        REDRIVES,
        SETTLED_AT,
        SETTLED_BY,
        SETTLED_WHY,
        PROVIDER_ID,
        GUEST,
        LINE,
        CONTENT_TYPE,
        BODY,
        SENT_AT,
        RECEIVED_AT
    };

    private static final String SELECT = """
            select id, channel, created_at, reason, error, attempts, state, redrives, settled_at, settled_by, settled_why,
              message ->> 'provider_id' as provider_id, message ->> 'guest' as guest, message ->> 'line' as line,
              message ->> 'content_type' as content_type, message ->> 'body' as body,
              cast(message ->> 'sent_at' as timestamptz) as sent_at,
              cast(message ->> 'received_at' as timestamptz) as received_at
            from conserje.dlq_permanent_failures
            where tenant_id = {0}""";

    /** {0} tenant, {1} what is meant, {2} state, {3} by, {4} why. A redrive counts; what follows is its message's way back. */
    private static final String SETTLE = """
            with chosen as (
              select id
              from conserje.dlq_permanent_failures
              where tenant_id = {0} and state = 'buried' and {1}
            ), settled as (
              update conserje.dlq_permanent_failures d
              set state = {2}, settled_at = now(), settled_by = {3}, settled_why = {4},
                redrives = redrives + case when {2} = 'redriven' then 1 else 0 end
              from chosen
              where d.tenant_id = {0} and d.id = chosen.id
              returning d.id
            ), noted as (
              insert into conserje.dlq_events (tenant_id, id, event, actor, why)
              select {0}, id, {2}, {3}, {4}
              from settled
            )""";

    private static final String PUT_BACK = """
            , back as (
              update conserje.inbox m
              set state = 'pending', failures = 0, redrives = m.redrives + 1, ended_at = null, not_before = null
              from settled
              where m.tenant_id = {0} and m.message_id = settled.id
              returning m.channel, m.guest, m.message_id, m.seq
            ), queued as (
              insert into conserje.guest_queues as q (tenant_id, channel, guest, waiting)
              select {0}, channel, guest, array_agg(message_id order by seq)
              from back
              group by channel, guest
              order by channel, guest
              on conflict (tenant_id, channel, guest) do update
              set waiting = array(
                  select w.message_id
                  from unnest(q.waiting || excluded.waiting) with ordinality as w (message_id, nth)
                  left join conserje.inbox m on (m.tenant_id, m.message_id) = (q.tenant_id, w.message_id)
                  order by m.seq nulls last, w.nth),
                due_at = case when q.postponed > 0 and q.lease is null then least(q.due_at, now()) else q.due_at end
            )""";

    private final Transactions transactions;

    PostgresDeadLetters(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public List<DeadLetter> list(TenantId tenant, LetterFilter filter, Shown shown, @Nullable Place behind, int most) {
        checkMost(most);
        return transactions
                .each(tenant)
                .fetch(DSL.resultQuery(
                                SELECT + " and {1} and {2} and {3} order by created_at desc, id desc limit {4}",
                                DSL.val(tenant.value()),
                                meant(filter),
                                shown == Shown.ALL ? DSL.sql("true") : DSL.sql("state = 'buried'"),
                                behind == null
                                        ? DSL.sql("true")
                                        : DSL.sql(
                                                "(created_at, id) < ({0}, {1})",
                                                at(behind.buriedAt()),
                                                DSL.val(behind.id().value())),
                                DSL.val(most))
                        .coerce(LETTER))
                .map(row -> letter(tenant, row));
    }

    @Override
    public int count(TenantId tenant, LetterFilter filter) {
        return transactions
                .each(tenant)
                .fetch(DSL.resultQuery(
                                "select count(*) from conserje.dlq_permanent_failures"
                                        + " where tenant_id = {0} and state = 'buried' and {1}",
                                DSL.val(tenant.value()), meant(filter))
                        .coerce(DSL.count()))
                .getFirst()
                .value1();
    }

    @Override
    public Optional<DeadLetter> find(TenantId tenant, DeadLetterId id) {
        return transactions
                .each(tenant)
                .fetch(DSL.resultQuery(SELECT + " and id = {1}", DSL.val(tenant.value()), DSL.val(id.value()))
                        .coerce(LETTER))
                .stream()
                .findFirst()
                .map(row -> letter(tenant, row));
    }

    @Override
    public History history(TenantId tenant, DeadLetterId id) {
        List<FailedAttempt> attempts = transactions
                .each(tenant)
                .fetch(DSL.resultQuery(
                                "select a.round, a.number, a.reason, a.cause as error, a.failed_at as at"
                                        + " from conserje.inbox_attempts a join conserje.dlq_permanent_failures d"
                                        + " on (d.tenant_id, d.id) = (a.tenant_id, a.message_id)"
                                        + " where a.tenant_id = {0} and a.message_id = {1} order by a.round, a.number",
                                DSL.val(tenant.value()), DSL.val(id.value()))
                        .coerce(ROUND, NUMBER, REASON, ERROR, AT))
                .map(row -> new FailedAttempt(
                        row.get(ROUND),
                        new Attempt(row.get(NUMBER), row.get(REASON), row.get(ERROR)),
                        row.get(AT).toInstant()));
        List<State.Settled> settlements = transactions
                .each(tenant)
                .fetch(DSL.resultQuery(
                                "select event as state, happened_at as settled_at, actor as settled_by,"
                                        + " why as settled_why from conserje.dlq_events"
                                        + " where tenant_id = {0} and id = {1} order by seq",
                                DSL.val(tenant.value()), DSL.val(id.value()))
                        .coerce(STATE, SETTLED_AT, SETTLED_BY, SETTLED_WHY))
                .map(PostgresDeadLetters::settled);
        return new History(attempts, settlements);
    }

    @Override
    public Settlement settle(TenantId tenant, DeadLetterId id, Verdict verdict, Warrant warrant) {
        List<DeadLetterId> settled =
                settle(tenant, DSL.sql("id = {0} for update", DSL.val(id.value())), verdict, warrant);
        if (!settled.isEmpty()) {
            return new Settlement.Done();
        }
        return find(tenant, id)
                .<Settlement>map(letter -> new Settlement.Before(letter.state()))
                .orElseGet(Settlement.Absent::new);
    }

    @Override
    public List<DeadLetterId> settle(TenantId tenant, LetterFilter filter, int most, Verdict verdict, Warrant warrant) {
        checkMost(most);
        return settle(
                tenant,
                DSL.sql("{0} order by created_at, id limit {1} for update skip locked", meant(filter), DSL.val(most)),
                verdict,
                warrant);
    }

    private List<DeadLetterId> settle(TenantId tenant, QueryPart meant, Verdict verdict, Warrant warrant) {
        return transactions
                .each(tenant)
                .fetch(DSL.resultQuery(
                                SETTLE + (verdict == Verdict.REDRIVE ? PUT_BACK : "") + "\nselect id from settled",
                                DSL.val(tenant.value()),
                                meant,
                                DSL.inline(
                                        switch (verdict) {
                                            case REDRIVE -> "redriven";
                                            case DISCARD -> "discarded";
                                        }),
                                DSL.val(warrant.by()),
                                DSL.val(warrant.why()))
                        .coerce(ID))
                .map(row -> new DeadLetterId(row.get(ID)));
    }

    private static QueryPart meant(LetterFilter filter) {
        List<QueryPart> parts = new ArrayList<>();
        StringBuilder sql = new StringBuilder("true");
        if (filter.channel() != null) {
            sql.append(" and channel = {").append(parts.size()).append('}');
            parts.add(DSL.val(filter.channel().name()));
        }
        if (filter.reason() != null) {
            sql.append(" and reason = {").append(parts.size()).append('}');
            parts.add(DSL.val(filter.reason()));
        }
        if (!filter.age().isZero()) {
            sql.append(" and created_at <= now() - {").append(parts.size()).append("} * interval '1 microsecond'");
            parts.add(Micros.of(filter.age()));
        }
        if (filter.until() != null) {
            sql.append(" and created_at <= {").append(parts.size()).append('}');
            parts.add(at(filter.until()));
        }
        return DSL.sql(sql.toString(), parts.toArray(QueryPart[]::new));
    }

    private static Field<OffsetDateTime> at(Instant instant) {
        return DSL.val(instant.atOffset(ZoneOffset.UTC));
    }

    private static DeadLetter letter(TenantId tenant, Record row) {
        return new DeadLetter(
                new DeadLetterId(row.get(ID)),
                tenant,
                new DeadMessage(
                        new Channel(row.get(CHANNEL)),
                        row.get(PROVIDER_ID),
                        row.get(GUEST),
                        row.get(LINE),
                        row.get(CONTENT_TYPE),
                        row.get(BODY),
                        row.get(SENT_AT).toInstant(),
                        row.get(RECEIVED_AT).toInstant()),
                row.get(CREATED_AT).toInstant(),
                new Attempt(row.get(ATTEMPTS), row.get(REASON), row.get(ERROR)),
                row.get(REDRIVES),
                row.get(STATE).equals("buried") ? new State.Buried() : settled(row));
    }

    private static State.Settled settled(Record row) {
        Instant at = row.get(SETTLED_AT).toInstant();
        Warrant warrant = new Warrant(row.get(SETTLED_BY), Printable.of(row.get(SETTLED_WHY)));
        return switch (row.get(STATE)) {
            case "redriven" -> new State.Redriven(at, warrant);
            case "discarded" -> new State.Discarded(at, warrant);
            case "abandoned" -> new State.Abandoned(at, warrant);
            default ->
                throw new StoreCorruptException(
                        "A dead letter has the state " + row.get(STATE) + ", which this version does not know",
                        new IllegalArgumentException(row.get(STATE)));
        };
    }

    private static void checkMost(int most) {
        if (most < 1 || most > 1000) {
            throw new IllegalArgumentException("1 to 1000 letters can be asked for at once, not " + most);
        }
    }
}
