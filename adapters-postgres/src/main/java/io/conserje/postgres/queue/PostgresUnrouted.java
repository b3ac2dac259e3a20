package io.conserje.postgres.queue;

import static io.conserje.postgres.schema.Tables.TENANT_AUDIT;
import static io.conserje.postgres.schema.Tables.UNROUTED;

import io.conserje.application.messaging.Intake.Arrival;
import io.conserje.application.messaging.Unrouted;
import io.conserje.application.store.ResultLimit;
import io.conserje.application.tenancy.Actor;
import io.conserje.domain.messaging.Coalescing;
import io.conserje.domain.messaging.HotelLine;
import io.conserje.domain.messaging.InboundMessage;
import io.conserje.domain.messaging.ProviderMessageId;
import io.conserje.domain.session.GuestRef;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.sql.Columns;
import io.conserje.postgres.sql.Micros;
import io.conserje.postgres.sql.SqlTemplate;
import io.conserje.postgres.tx.Statements;
import io.conserje.postgres.tx.Transactions;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.jooq.Field;
import org.jooq.JSONB;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Messages without a hotel, in {@code conserje.unrouted}. Only the system scope sees them. */
public final class PostgresUnrouted implements Unrouted {

    private static final int MAX_GROUPS = 1000;

    private static final String UNREADABLE = "unreadable";

    private record Taking(Group group, int limit) {}

    private record Forgetting(Duration age, int limit) {}

    /** The columns of a message, or of a part that cannot be read. */
    private record Row(
            String channel,
            ProviderMessageId id,
            String guest,
            @Nullable HotelLine line,
            String contentType,
            String body,
            @Nullable String content,
            @Nullable String payload,
            @Nullable String place,
            @Nullable OffsetDateTime sentAt,
            @Nullable TenantId hotel) {

        static Row of(Stray stray) {
            InboundMessage message = stray.message();
            return new Row(
                    message.guest().channel().name(),
                    message.providerId(),
                    message.guest().address(),
                    message.line(),
                    Contents.type(message.content()),
                    Contents.body(message.content()),
                    Contents.details(message),
                    message.raw(),
                    null,
                    message.sentAt().atOffset(ZoneOffset.UTC),
                    stray.hotel());
        }

        static Row of(Unreadable part) {
            return new Row(
                    part.channel().name(),
                    part.id(),
                    "",
                    part.line(),
                    UNREADABLE,
                    part.part(),
                    null,
                    null,
                    part.place(),
                    null,
                    null);
        }
    }

    private static final SqlTemplate<List<Row>> KEEP = SqlTemplate.<List<Row>>read(
                    PostgresUnrouted.class, "keep_unrouted.sql")
            .bind("channels", rows -> Columns.texts(rows, Row::channel))
            .bind("provider_ids", rows -> Columns.texts(rows, row -> row.id().value()))
            .bind("guests", rows -> Columns.texts(rows, Row::guest))
            .bind("lines", rows -> Columns.texts(rows, row -> name(row.line())))
            .bind("content_types", rows -> Columns.texts(rows, Row::contentType))
            .bind("bodies", rows -> Columns.texts(rows, Row::body))
            .bind("contents", rows -> Columns.texts(rows, Row::content))
            .bind("payloads", rows -> Columns.texts(rows, Row::payload))
            .bind("places", rows -> Columns.texts(rows, Row::place))
            .bind("sent_ats", rows -> Columns.times(rows, Row::sentAt))
            .bind("hotels", rows -> Columns.texts(rows, row -> value(row.hotel())))
            .bind("max", rows -> DSL.inline(MAX))
            .bind("max_bytes", rows -> DSL.inline(MAX_BYTES))
            .bind("max_of_line", rows -> DSL.inline(MAX_OF_LINE))
            .build();

    private static final SqlTemplate<Taking> TAKE = SqlTemplate.<Taking>read(
                    PostgresUnrouted.class, "take_unrouted.sql")
            .bind("channel", taking -> taking.group().channel().name())
            .bind("line", taking -> name(taking.group().line()))
            .bind("hotel", taking -> DSL.val(value(taking.group().hotel()), UNROUTED.HOTEL))
            .bind("limit", Taking::limit)
            .build();

    private static final SqlTemplate<Forgetting> FORGET = SqlTemplate.<Forgetting>of("""
                    with old as (
                      select unrouted_id
                      from conserje.unrouted
                      where received_at <= now() - :age_micros * interval '1 microsecond'
                      order by received_at
                      limit :limit
                    ), removed as (
                      delete from conserje.unrouted u
                      using old
                      where u.unrouted_id = old.unrouted_id
                      returning 1
                    )
                    select count(*) from removed
                    """)
            .bind("age_micros", forgetting -> Micros.of(forgetting.age()))
            .bind("limit", Forgetting::limit)
            .build();

    private static final Field<Integer> KEPT = DSL.field("kept", Integer.class);
    private static final Field<Integer> KNOWN = DSL.field("known", Integer.class);
    private static final Field<Boolean> IS_PART = DSL.field(UNROUTED.PLACE.isNotNull());
    private static final Field<OffsetDateTime> SINCE = DSL.min(UNROUTED.RECEIVED_AT);
    private static final Field<OffsetDateTime> UNTIL = DSL.max(UNROUTED.RECEIVED_AT);

    private final Transactions transactions;
    private final Supplier<UUID> ids;
    private final Coalescing coalescing;

    /**
     * Every call is a transaction of its own.
     *
     * @param ids ids of messages that a hotel accepts
     * @param coalescing whether messages of a guest wait for each other
     */
    public PostgresUnrouted(Transactions transactions, Supplier<UUID> ids, Coalescing coalescing) {
        this.transactions = transactions;
        this.ids = ids;
        this.coalescing = coalescing;
    }

    private static String name(@Nullable HotelLine line) {
        return line == null ? "" : line.value();
    }

    private static @Nullable String value(@Nullable TenantId hotel) {
        return hotel == null ? null : hotel.value();
    }

    @Override
    public Kept keep(List<Stray> strays) {
        return keepAll(strays.stream().map(Row::of).toList());
    }

    @Override
    public Kept keepUnreadable(List<Unreadable> parts) {
        return keepAll(parts.stream().map(Row::of).toList());
    }

    private Kept keepAll(List<Row> rows) {
        if (rows.isEmpty()) {
            return new Kept(0, 0, 0);
        }
        Record counted = transactions
                .eachForSystem()
                .fetch(KEEP.query(rows).coerce(KEPT, KNOWN))
                .getFirst();
        int kept = counted.get(KEPT);
        int known = counted.get(KNOWN);
        return new Kept(kept, known, rows.size() - kept - known);
    }

    @Override
    public List<Group> groups() {
        return transactions
                .eachForSystem()
                .fetch(DSL.select(UNROUTED.CHANNEL, UNROUTED.LINE, UNROUTED.HOTEL, IS_PART, DSL.count(), SINCE, UNTIL)
                        .from(UNROUTED)
                        .groupBy(UNROUTED.CHANNEL, UNROUTED.LINE, UNROUTED.HOTEL, IS_PART)
                        .orderBy(SINCE)
                        .limit(MAX_GROUPS))
                .map(row -> group(
                        new Channel(row.value1()),
                        row.value2(),
                        row.value3(),
                        row.value4(),
                        row.value5(),
                        row.value6(),
                        row.value7()));
    }

    @Override
    public List<Part> parts(Group group, int max) {
        ResultLimit.check(max);
        if (!group.unreadable()) {
            return List.of();
        }
        return transactions
                .eachForSystem()
                .fetch(DSL.select(UNROUTED.PLACE, UNROUTED.RECEIVED_AT, UNROUTED.BODY)
                        .from(UNROUTED)
                        .where(UNROUTED.CHANNEL.eq(group.channel().name()))
                        .and(UNROUTED.LINE.eq(name(group.line())))
                        .and(UNROUTED.PLACE.isNotNull())
                        .orderBy(UNROUTED.SEQ)
                        .limit(max))
                .map(row -> new Part(row.value1(), row.value2().toInstant(), row.value3()));
    }

    private static Group group(
            Channel channel,
            String line,
            @Nullable String hotel,
            boolean unreadable,
            int messages,
            OffsetDateTime since,
            OffsetDateTime until) {
        return new Group(
                channel,
                line.isEmpty() ? null : HotelLine.stored(channel, line),
                hotel == null ? null : new TenantId(hotel),
                unreadable,
                messages,
                since.toInstant(),
                until.toInstant());
    }

    @Override
    public int route(Group group, TenantId to, Actor actor, int max) {
        ResultLimit.check(max);
        if (group.unreadable()) {
            return 0;
        }
        return transactions.inSystem(system -> {
            List<Arrival> arrivals = system
                    .fetch(TAKE.query(new Taking(group, max))
                            .coerce(
                                    UNROUTED.SEQ,
                                    UNROUTED.PROVIDER_ID,
                                    UNROUTED.GUEST,
                                    UNROUTED.CONTENT_TYPE,
                                    UNROUTED.BODY,
                                    UNROUTED.CONTENT,
                                    UNROUTED.PAYLOAD,
                                    UNROUTED.SENT_AT))
                    .stream()
                    .sorted(Comparator.comparing(row -> row.get(UNROUTED.SEQ)))
                    .map(row -> new Arrival(to, message(group, row)))
                    .toList();
            if (!arrivals.isEmpty()) {
                new InboxWriter(system, transactions::each, ids, coalescing).accept(arrivals);
                note(system, group, to, actor, arrivals.size());
            }
            return arrivals.size();
        });
    }

    private static InboundMessage message(Group group, Record row) {
        Map<String, String> fields = Contents.fields(row.get(UNROUTED.CONTENT));
        return new InboundMessage(
                new ProviderMessageId(row.get(UNROUTED.PROVIDER_ID)),
                GuestRef.stored(group.channel(), row.get(UNROUTED.GUEST)),
                group.line(),
                Contents.of(row.get(UNROUTED.CONTENT_TYPE), row.get(UNROUTED.BODY), fields),
                row.get(UNROUTED.SENT_AT).toInstant(),
                Contents.context(fields),
                row.get(UNROUTED.PAYLOAD));
    }

    private static void note(Statements system, Group group, TenantId to, Actor actor, int messages) {
        system.execute(DSL.insertInto(
                        TENANT_AUDIT,
                        TENANT_AUDIT.TENANT_ID,
                        TENANT_AUDIT.ACTOR,
                        TENANT_AUDIT.ACTION,
                        TENANT_AUDIT.DETAILS)
                .values(
                        to.value(),
                        actor.name(),
                        "changed",
                        JSONB.valueOf("{\"routed\": " + messages + ", \"from\": \"" + group.id() + "\"}")));
    }

    @Override
    public int forget(Duration age, int max) {
        ResultLimit.check(max);
        return transactions.eachForSystem().count(FORGET.query(new Forgetting(age, max)));
    }
}
