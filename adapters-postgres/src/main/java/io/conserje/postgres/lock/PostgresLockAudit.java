package io.conserje.postgres.lock;

import static io.conserje.postgres.schema.Tables.LOCK_AUDIT;

import io.conserje.application.lock.LockAudit;
import io.conserje.domain.lock.HolderRef;
import io.conserje.domain.lock.LockEvent;
import io.conserje.domain.lock.ResourceId;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.sql.Columns;
import io.conserje.postgres.sql.Micros;
import io.conserje.postgres.sql.SqlTemplate;
import io.conserje.postgres.sql.TextMaps;
import io.conserje.postgres.tx.Statements;
import io.conserje.postgres.tx.Transactions;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/**
 * The audit of locks in {@code conserje.lock_audit}. It is written and swept in the system scope, and read in the scope
 * of the hotel; in the system scope for every hotel.
 */
public final class PostgresLockAudit implements LockAudit {

    private static final SqlTemplate<List<Happened>> RECORD = SqlTemplate.<List<Happened>>of("""
                    with added as (
                      insert into conserje.lock_audit
                        (tenant_id, resource_id, acquired_at, event, holder, fence, details)
                      select tenant_id, resource_id, now() - ago * interval '1 microsecond', event, holder,
                        nullif(fence, 0), details::jsonb
                      from unnest(:tenants, :resources, :agos, :events, :holders, :fences, :details)
                        with ordinality as t (tenant_id, resource_id, ago, event, holder, fence, details, place)
                      -- Events of hotels that are not registered are left out.
                      join conserje.tenants using (tenant_id)
                      order by place
                      returning 1
                    )
                    select count(*) from added
                    """)
            .bind(
                    "tenants",
                    batch -> Columns.texts(batch, each -> each.event().tenant().value()))
            .bind(
                    "resources",
                    batch ->
                            Columns.texts(batch, each -> each.event().resource().value()))
            .bind("agos", batch -> Columns.numbers(batch, each -> each.ago().toNanos() / 1000))
            .bind(
                    "events",
                    batch -> Columns.texts(batch, each -> each.event().kind().code()))
            .bind(
                    "holders",
                    batch -> Columns.texts(batch, each -> each.event().holder().value()))
            .bind("fences", batch -> Columns.numbers(batch, each -> each.event().fence()))
            .bind(
                    "details",
                    batch -> Columns.texts(
                            batch, each -> JsonText.of(each.event().details())))
            .build();

    private record Sweep(Duration age, int limit) {}

    private static final SqlTemplate<Sweep> FORGET = SqlTemplate.<Sweep>of("""
                    with forgotten as (
                      delete from conserje.lock_audit
                      where (tenant_id, id) in (
                        select tenant_id, id
                        from conserje.lock_audit
                        where acquired_at < now() - :age_micros * interval '1 microsecond'
                          and tenant_id not in (select scope from conserje.closures)
                        order by acquired_at, id
                        limit :limit)
                      returning 1
                    )
                    select count(*) from forgotten
                    """)
            .bind("age_micros", sweep -> Micros.of(sweep.age()))
            .bind("limit", Sweep::limit)
            .build();

    private static final Field<String[]> KEYS =
            DSL.field("array(select key from jsonb_each_text(details) order by key)", SQLDataType.VARCHAR.array());
    private static final Field<String[]> VALUES =
            DSL.field("array(select value from jsonb_each_text(details) order by key)", SQLDataType.VARCHAR.array());

    private final Transactions transactions;

    /** Every call is a transaction of its own. */
    public PostgresLockAudit(Transactions transactions) {
        this.transactions = transactions;
    }

    /** Reads the age of each event only once there is a connection: the batch may have waited long for one. */
    @Override
    public int record(List<Happened> events) {
        return events.isEmpty() ? 0 : transactions.inSystem(statements -> statements.count(RECORD.query(events)));
    }

    @Override
    public List<Entry> find(Query query) {
        Statements statements =
                query.tenant() == null ? transactions.eachForSystemByIndexOrder() : transactions.each(query.tenant());
        return statements
                .fetch(DSL.select(
                                LOCK_AUDIT.TENANT_ID,
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
                        .limit(query.max()))
                .map(PostgresLockAudit::entry);
    }

    private static Condition matching(Query query) {
        Condition condition = query.tenant() == null
                ? DSL.noCondition()
                : LOCK_AUDIT.TENANT_ID.eq(query.tenant().value());
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
    public int forget(Duration age, int max) {
        return transactions.eachForSystem().count(FORGET.query(new Sweep(age, max)));
    }

    private static Entry entry(Record row) {
        Long fence = row.get(LOCK_AUDIT.FENCE);
        return new Entry(
                new Position(row.get(LOCK_AUDIT.ACQUIRED_AT).toInstant(), row.get(LOCK_AUDIT.ID)),
                new LockEvent(
                        new TenantId(row.get(LOCK_AUDIT.TENANT_ID)),
                        new ResourceId(row.get(LOCK_AUDIT.RESOURCE_ID)),
                        LockEvent.Kind.valueOf(row.get(LOCK_AUDIT.EVENT).toUpperCase(Locale.ROOT)),
                        new HolderRef(row.get(LOCK_AUDIT.HOLDER)),
                        fence == null ? 0 : fence,
                        TextMaps.of(row.get(KEYS), row.get(VALUES))));
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
