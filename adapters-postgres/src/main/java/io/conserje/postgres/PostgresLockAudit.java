package io.conserje.postgres;

import static io.conserje.postgres.schema.Tables.LOCK_AUDIT;

import io.conserje.application.lock.LockAudit;
import io.conserje.domain.lock.HolderRef;
import io.conserje.domain.lock.LockEvent;
import io.conserje.domain.lock.ResourceId;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.tx.Transactions;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Record1;
import org.jooq.ResultQuery;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/** The audit in {@code conserje.lock_audit}: recorded and forgotten in the system scope, read in the tenant's. */
final class PostgresLockAudit implements LockAudit {

    private static final String RECORD = """
            with added as (
              insert into conserje.lock_audit (tenant_id, resource_id, acquired_at, event, holder, fence, details)
              select tenant_id, resource_id, now() - ago * interval '1 microsecond', event, holder, nullif(fence, 0),
                details::jsonb
              from unnest({0}, {1}, {2}, {3}, {4}, {5}, {6})
                with ordinality as t (tenant_id, resource_id, ago, event, holder, fence, details, place)
              join conserje.tenants using (tenant_id)
              order by place
              returning 1
            )
            select count(*) from added
            """;

    private static final String FORGET = """
            with forgotten as (
              delete from conserje.lock_audit
              where (tenant_id, id) in (
                select tenant_id, id
                from conserje.lock_audit
                where acquired_at < now() - {0} * interval '1 microsecond'
                order by acquired_at, id
                limit {1})
              returning 1
            )
            select count(*) from forgotten
            """;

    private static final Field<String[]> KEYS =
            DSL.field("array(select key from jsonb_each_text(details) order by key)", SQLDataType.VARCHAR.array());
    private static final Field<String[]> VALUES =
            DSL.field("array(select value from jsonb_each_text(details) order by key)", SQLDataType.VARCHAR.array());

    private final Transactions transactions;

    PostgresLockAudit(Transactions transactions) {
        this.transactions = transactions;
    }

    /** How long ago each happened is asked once there is a connection, for which a whole batch may have had to wait. */
    @Override
    public int record(List<Happened> events) {
        return events.isEmpty()
                ? 0
                : transactions.inSystem(statements ->
                        statements.fetch(recording(events)).getFirst().value1());
    }

    private static ResultQuery<Record1<Integer>> recording(List<Happened> happened) {
        List<LockEvent> events = happened.stream().map(Happened::event).toList();
        return DSL.resultQuery(
                        RECORD,
                        Columns.texts(events, event -> event.tenant().value()),
                        Columns.texts(events, event -> event.resource().value()),
                        Columns.numbers(happened, one -> one.ago().toNanos() / 1000),
                        Columns.texts(events, event -> event.kind().code()),
                        Columns.texts(events, event -> event.holder().value()),
                        Columns.numbers(events, LockEvent::fence),
                        Columns.texts(events, event -> JsonText.of(event.details())))
                .coerce(DSL.count());
    }

    @Override
    public List<Entry> find(Query query) {
        return transactions
                .each(query.tenant())
                .fetch(DSL.select(
                                LOCK_AUDIT.ID,
                                LOCK_AUDIT.RESOURCE_ID,
                                LOCK_AUDIT.ACQUIRED_AT,
                                LOCK_AUDIT.EVENT,
                                LOCK_AUDIT.HOLDER,
                                LOCK_AUDIT.FENCE,
                                KEYS,
                                VALUES)
                        .from(LOCK_AUDIT)
                        .where(matching(query))
                        .orderBy(LOCK_AUDIT.ACQUIRED_AT.desc(), LOCK_AUDIT.ID.desc())
                        .limit(query.most()))
                .map(row -> entry(query.tenant(), row));
    }

    private static Condition matching(Query query) {
        Condition condition = LOCK_AUDIT.TENANT_ID.eq(query.tenant().value());
        if (query.resource() != null) {
            condition = condition.and(LOCK_AUDIT.RESOURCE_ID.eq(query.resource().value()));
        }
        if (query.from() != null) {
            condition = condition.and(LOCK_AUDIT.ACQUIRED_AT.ge(utc(query.from())));
        }
        if (query.before() != null) {
            condition = condition.and(LOCK_AUDIT.ACQUIRED_AT.lt(utc(query.before())));
        }
        if (query.after() != null) {
            condition = condition.and(DSL.row(LOCK_AUDIT.ACQUIRED_AT, LOCK_AUDIT.ID)
                    .lt(utc(query.after().at()), query.after().id()));
        }
        return condition;
    }

    @Override
    public int forget(Duration age, int most) {
        return transactions
                .eachForSystem()
                .fetch(DSL.resultQuery(FORGET, Micros.of(age), DSL.val(most)).coerce(DSL.count()))
                .getFirst()
                .value1();
    }

    private static Entry entry(TenantId tenant, Record row) {
        Long fence = row.get(LOCK_AUDIT.FENCE);
        return new Entry(
                new Position(row.get(LOCK_AUDIT.ACQUIRED_AT).toInstant(), row.get(LOCK_AUDIT.ID)),
                new LockEvent(
                        tenant,
                        new ResourceId(row.get(LOCK_AUDIT.RESOURCE_ID)),
                        LockEvent.Kind.valueOf(row.get(LOCK_AUDIT.EVENT).toUpperCase(Locale.ROOT)),
                        new HolderRef(row.get(LOCK_AUDIT.HOLDER)),
                        fence == null ? 0 : fence,
                        map(row.get(KEYS), row.get(VALUES))));
    }

    private static Map<String, String> map(String[] keys, String[] values) {
        Map<String, String> map = new HashMap<>();
        for (int place = 0; place < keys.length; place++) {
            map.put(keys[place], values[place]);
        }
        return map;
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
