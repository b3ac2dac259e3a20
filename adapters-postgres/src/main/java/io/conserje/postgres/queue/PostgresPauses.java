package io.conserje.postgres.queue;

import static io.conserje.postgres.schema.Tables.QUEUE_BREAKERS;
import static io.conserje.postgres.schema.Tables.QUEUE_DECISIONS;
import static io.conserje.postgres.schema.Tables.QUEUE_EVENTS;
import static io.conserje.postgres.schema.Tables.QUEUE_PAUSES;

import io.conserje.application.pause.Breaker;
import io.conserje.application.pause.Pause;
import io.conserje.application.pause.PauseScope;
import io.conserje.application.pause.Pauses;
import io.conserje.application.store.ResultLimit;
import io.conserje.domain.dlq.Warrant;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.sql.Micros;
import io.conserje.postgres.sql.Printable;
import io.conserje.postgres.sql.ServerTime;
import io.conserje.postgres.sql.SqlTemplate;
import io.conserje.postgres.tx.Transactions;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Record6;
import org.jooq.Select;
import org.jooq.SelectJoinStep;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * Pauses in {@code conserje.queue_pauses} and breakers in {@code queue_breakers}. Their history is in {@code
 * queue_events}, and that of single messages in {@code queue_decisions}.
 */
public final class PostgresPauses implements Pauses {

    private record Pausing(PauseScope scope, @Nullable Duration lasting, Warrant warrant) {}

    private record Freeing(String key, int limit) {}

    private record Change(TenantId tenant, String reason, Warrant warrant) {}

    private static final int BATCH = 500;

    private static final Field<OffsetDateTime> SINCE = DSL.field("since", OffsetDateTime.class);
    private static final Field<OffsetDateTime> UNTIL = DSL.field("until", OffsetDateTime.class);

    private static final SqlTemplate<Pausing> PAUSE = scoped(SqlTemplate.<Pausing>of("""
                    with over as (
                      delete from conserje.queue_pauses
                      where until <= now() and (hotel, channel, reason) <> (:hotel, :channel, :reason)
                    ), old as (
                      delete from conserje.queue_events where happened_at < now() - interval '90 days'
                    ), forgotten as (
                      delete from conserje.queue_decisions where happened_at < now() - interval '90 days'
                    ), noted as (
                      insert into conserje.queue_events (event, what, actor, why) values ('paused', :what, :by, :why)
                    )
                    insert into conserje.queue_pauses (hotel, channel, reason, until, paused_by, why)
                    values (:hotel, :channel, :reason, now() + :lasting * interval '1 microsecond', :by, :why)
                    on conflict (hotel, channel, reason) do update
                    set since = now(), until = excluded.until, paused_by = excluded.paused_by, why = excluded.why
                    returning since, until
                    """))
            .bind(
                    "lasting",
                    pausing -> DSL.val(pausing.lasting() == null ? null : Micros.of(pausing.lasting()), Long.class))
            .build();

    private static final SqlTemplate<Pausing> RESUME =
            scoped(SqlTemplate.<Pausing>of("""
                    with ended as (
                      delete from conserje.queue_pauses
                      where (hotel, channel, reason) = (:hotel, :channel, :reason)
                      returning hotel, channel, reason, since, until, paused_by, why
                    ), noted as (
                      insert into conserje.queue_events (event, what, actor, why)
                      select 'resumed', :what, :by, :why
                      from ended
                      where until is null or until > now()
                    )
                    select hotel, channel, reason, since, until, paused_by, why
                    from ended
                    where until is null or until > now()
                    """)).build();

    private static final SqlTemplate<Freeing> FREE_GUESTS = freeing("free_guests.sql");

    private static final SqlTemplate<Freeing> FREE_REPLIES = freeing("free_replies.sql");

    private static final SqlTemplate<Change> OPEN = changing("""
                    with opened as (
                      insert into conserje.queue_breakers (hotel, reason)
                      values (:hotel, :reason)
                      on conflict (hotel) do nothing
                      returning hotel, reason
                    ), noted as (
                      insert into conserje.queue_events (event, what, actor, why)
                      select 'breaker_opened', hotel || ', reason ' || reason, :by, :why
                      from opened
                    )
                    select count(*) from opened
                    """);

    private static final SqlTemplate<Change> CLOSE = changing("""
                    with closed as (
                      delete from conserje.queue_breakers
                      where hotel = :hotel
                      returning hotel, reason
                    ), noted as (
                      insert into conserje.queue_events (event, what, actor, why)
                      select 'breaker_closed', hotel || ', reason ' || reason, :by, :why
                      from closed
                    )
                    select count(*) from closed
                    """);

    /** The columns of {@link #RESUME}, in its order. */
    private static final Field<?>[] PAUSED = {
        QUEUE_PAUSES.HOTEL,
        QUEUE_PAUSES.CHANNEL,
        QUEUE_PAUSES.REASON,
        QUEUE_PAUSES.SINCE,
        QUEUE_PAUSES.UNTIL,
        QUEUE_PAUSES.PAUSED_BY,
        QUEUE_PAUSES.WHY
    };

    private final Transactions transactions;

    /** Every call is a transaction of its own. {@link #resume} is several. */
    public PostgresPauses(Transactions transactions) {
        this.transactions = transactions;
    }

    private static SqlTemplate.Builder<Pausing> scoped(SqlTemplate.Builder<Pausing> sql) {
        return sql.bind("hotel", pausing -> text(pausing.scope().tenant()))
                .bind("channel", pausing -> text(pausing.scope().channel()))
                .bind("reason", pausing -> text(pausing.scope().reason()))
                .bind("what", pausing -> pausing.scope().toString())
                .bind("by", pausing -> pausing.warrant().by())
                .bind("why", pausing -> pausing.warrant().why());
    }

    private static SqlTemplate<Freeing> freeing(String file) {
        return SqlTemplate.<Freeing>read(PostgresPauses.class, file)
                .bind("key", Freeing::key)
                .bind("limit", Freeing::limit)
                .build();
    }

    private static SqlTemplate<Change> changing(String sql) {
        SqlTemplate.Builder<Change> template = SqlTemplate.<Change>of(sql)
                .bind("hotel", change -> change.tenant().value())
                .bind("by", change -> change.warrant().by())
                .bind("why", change -> change.warrant().why());
        return (sql.contains(":reason") ? template.bind("reason", Change::reason) : template).build();
    }

    private static String text(@Nullable Object part) {
        return part == null ? "" : part.toString();
    }

    @Override
    public Reading read() {
        List<Record> rows = List.copyOf(transactions
                .eachForSystem()
                .fetch(DSL.select(PAUSED)
                        .select(DSL.inline(0L).as("probes"))
                        .from(QUEUE_PAUSES)
                        .where(QUEUE_PAUSES.UNTIL.isNull().or(QUEUE_PAUSES.UNTIL.gt(ServerTime.NOW)))
                        .unionAll(DSL.select(
                                        QUEUE_BREAKERS.HOTEL,
                                        DSL.inline(null, QUEUE_PAUSES.CHANNEL),
                                        QUEUE_BREAKERS.REASON,
                                        QUEUE_BREAKERS.OPENED_AT,
                                        DSL.inline(null, QUEUE_PAUSES.UNTIL),
                                        DSL.inline(""),
                                        DSL.inline(""),
                                        QUEUE_BREAKERS.PROBES)
                                .from(QUEUE_BREAKERS))
                        .orderBy(DSL.inline(4))));
        return new Reading(
                rows.stream()
                        .filter(row -> row.get(QUEUE_PAUSES.CHANNEL) != null)
                        .map(PostgresPauses::pause)
                        .toList(),
                rows.stream()
                        .filter(row -> row.get(QUEUE_PAUSES.CHANNEL) == null)
                        .map(row -> new Breaker(
                                new TenantId(row.get(QUEUE_PAUSES.HOTEL)),
                                row.get(QUEUE_PAUSES.REASON),
                                row.get(QUEUE_PAUSES.SINCE).toInstant(),
                                row.get("probes", Long.class)))
                        .toList());
    }

    private static Pause pause(Record row) {
        String hotel = row.get(QUEUE_PAUSES.HOTEL);
        String channel = row.get(QUEUE_PAUSES.CHANNEL);
        String reason = row.get(QUEUE_PAUSES.REASON);
        OffsetDateTime until = row.get(QUEUE_PAUSES.UNTIL);
        return new Pause(
                new PauseScope(
                        hotel.isEmpty() ? null : new TenantId(hotel),
                        channel.isEmpty() ? null : new Channel(channel),
                        reason.isEmpty() ? null : reason),
                new Warrant(row.get(QUEUE_PAUSES.PAUSED_BY), Printable.of(row.get(QUEUE_PAUSES.WHY))),
                row.get(QUEUE_PAUSES.SINCE).toInstant(),
                until == null ? null : until.toInstant());
    }

    @Override
    public Pause pause(PauseScope scope, @Nullable Duration lasting, Warrant warrant) {
        Record row = transactions
                .eachForSystem()
                .fetch(PAUSE.query(new Pausing(scope, lasting, warrant)).coerce(SINCE, UNTIL))
                .getFirst();
        OffsetDateTime until = row.get(UNTIL);
        return new Pause(scope, warrant, row.get(SINCE).toInstant(), until == null ? null : until.toInstant());
    }

    @Override
    public Optional<Pause> resume(PauseScope scope, Warrant warrant) {
        Optional<Pause> ended = transactions
                .eachForSystem()
                .fetch(RESUME.query(new Pausing(scope, null, warrant)).coerce(PAUSED))
                .map(PostgresPauses::pause)
                .stream()
                .findFirst();
        free(scope.key());
        return ended;
    }

    /** What a process puts aside after this, because it has not heard yet, it frees itself when it has. */
    @Override
    public void free(String key) {
        for (SqlTemplate<Freeing> statement : List.of(FREE_GUESTS, FREE_REPLIES)) {
            int freed = BATCH;
            while (freed == BATCH) {
                freed = transactions.eachForSystem().count(statement.query(new Freeing(key, BATCH)));
            }
        }
    }

    @Override
    public boolean open(TenantId tenant, String reason, Warrant warrant) {
        return transactions.eachForSystem().count(OPEN.query(new Change(tenant, reason, warrant))) == 1;
    }

    @Override
    public boolean close(TenantId tenant, Warrant warrant) {
        return transactions.eachForSystem().count(CLOSE.query(new Change(tenant, "", warrant))) == 1;
    }

    @Override
    public OptionalLong beginProbe(TenantId tenant, Duration within) {
        return transactions
                .eachForSystem()
                .fetch(DSL.update(QUEUE_BREAKERS)
                        .set(QUEUE_BREAKERS.PROBES, QUEUE_BREAKERS.PROBES.plus(1))
                        .set(QUEUE_BREAKERS.FREE_AT, ServerTime.in(within))
                        .where(is(tenant))
                        .and(QUEUE_BREAKERS.FREE_AT.le(ServerTime.NOW))
                        .returning(QUEUE_BREAKERS.PROBES))
                .stream()
                .mapToLong(row -> row.get(QUEUE_BREAKERS.PROBES))
                .findFirst();
    }

    @Override
    public boolean renewProbe(TenantId tenant, long number, Duration within) {
        return transactions
                        .eachForSystem()
                        .execute(DSL.update(QUEUE_BREAKERS)
                                .set(QUEUE_BREAKERS.FREE_AT, ServerTime.in(within))
                                .where(is(tenant))
                                .and(QUEUE_BREAKERS.PROBES.eq(number)))
                == 1;
    }

    @Override
    public void endProbe(TenantId tenant, long number, Duration next) {
        renewProbe(tenant, number, next);
    }

    private static Condition is(TenantId tenant) {
        return QUEUE_BREAKERS.HOTEL.eq(tenant.value());
    }

    @Override
    public List<Event> history(int max) {
        ResultLimit.check(max);
        return transactions
                .eachForSystem()
                .fetch(events().unionAll(decisions())
                        .orderBy(DSL.inline(1).desc(), DSL.inline(2).desc())
                        .limit(max))
                .map(PostgresPauses::event);
    }

    private static SelectJoinStep<Record6<OffsetDateTime, Long, String, String, String, String>> events() {
        return DSL.select(
                        QUEUE_EVENTS.HAPPENED_AT,
                        QUEUE_EVENTS.ID,
                        QUEUE_EVENTS.EVENT,
                        QUEUE_EVENTS.WHAT,
                        QUEUE_EVENTS.ACTOR,
                        QUEUE_EVENTS.WHY)
                .from(QUEUE_EVENTS);
    }

    private static Select<Record6<OffsetDateTime, Long, String, String, String, String>> decisions() {
        return DSL.select(
                        QUEUE_DECISIONS.HAPPENED_AT,
                        QUEUE_DECISIONS.ID,
                        QUEUE_DECISIONS.EVENT,
                        DSL.concat(
                                DSL.inline("message "),
                                QUEUE_DECISIONS.MESSAGE_ID.cast(String.class),
                                DSL.inline(" of "),
                                QUEUE_DECISIONS.TENANT_ID),
                        QUEUE_DECISIONS.ACTOR,
                        QUEUE_DECISIONS.WHY)
                .from(QUEUE_DECISIONS);
    }

    private static Event event(Record6<OffsetDateTime, Long, String, String, String, String> row) {
        return new Event(
                row.value1().toInstant(),
                Action.valueOf(row.value3().toUpperCase(Locale.ROOT)),
                row.value4(),
                new Warrant(row.value5(), Printable.of(row.value6())));
    }
}
