package io.conserje.postgres.queue;

import static io.conserje.postgres.schema.Tables.REPLIES;
import static io.conserje.postgres.schema.Tables.REPLY_STATUSES;

import io.conserje.application.reply.ReplyStatus;
import io.conserje.application.reply.ReplyStatus.Word;
import io.conserje.application.reply.ReplyStatuses;
import io.conserje.application.store.ResultLimit;
import io.conserje.domain.messaging.HotelLine;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.sql.Columns;
import io.conserje.postgres.sql.Micros;
import io.conserje.postgres.sql.SqlTemplate;
import io.conserje.postgres.tx.Statements;
import io.conserje.postgres.tx.Transactions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * Reports on replies, joined to {@code conserje.replies} by the channel's id, in the scope of the hotel. Those without a
 * reply wait in {@code conserje.reply_statuses}.
 */
public final class PostgresReplyStatuses implements ReplyStatuses {

    private record Reports(TenantId tenant, List<ReplyStatus> statuses) {}

    private record Waiting(TenantId tenant, int limit) {}

    private record Forgetting(Duration age, int limit) {}

    private static final SqlTemplate<Reports> RECORD = SqlTemplate.<Reports>read(
                    PostgresReplyStatuses.class, "record_statuses.sql")
            .bind("tenant", reports -> reports.tenant().value())
            .bind(
                    "channels",
                    reports -> Columns.texts(
                            reports.statuses(), status -> status.channel().name()))
            .bind("provider_ids", reports -> Columns.texts(reports.statuses(), ReplyStatus::providerId))
            .bind(
                    "statuses",
                    reports -> Columns.texts(
                            reports.statuses(), status -> status.word().label()))
            .bind("codes", reports -> Columns.texts(reports.statuses(), PostgresReplyStatuses::code))
            .bind("titles", reports -> Columns.texts(reports.statuses(), ReplyStatus::title))
            .build();

    private static final SqlTemplate<Waiting> TAKE_WAITING = SqlTemplate.<Waiting>read(
                    PostgresReplyStatuses.class, "early_statuses.sql")
            .bind("tenant", waiting -> waiting.tenant().value())
            .bind("limit", Waiting::limit)
            .build();

    private static final SqlTemplate<Forgetting> FORGET = SqlTemplate.<Forgetting>of("""
                    with old as (
                      select ctid as place
                      from conserje.reply_statuses
                      where received_at <= now() - :age_micros * interval '1 microsecond'
                        and tenant_id not in (select scope from conserje.closures)
                      order by received_at
                      limit :limit
                    ), removed as (
                      delete from conserje.reply_statuses s
                      using old
                      where s.ctid = old.place
                      returning 1
                    )
                    select count(*) from removed
                    """)
            .bind("age_micros", forgetting -> Micros.of(forgetting.age()))
            .bind("limit", Forgetting::limit)
            .build();

    private final Transactions transactions;

    /** Every call is a transaction of its own, and {@link #recordWaiting} one for each hotel. */
    public PostgresReplyStatuses(Transactions transactions) {
        this.transactions = transactions;
    }

    private static @Nullable String code(ReplyStatus status) {
        return status.code() == null ? null : status.code().toString();
    }

    @Override
    public List<Change> record(TenantId tenant, List<ReplyStatus> statuses) {
        List<ReplyStatus> telling =
                statuses.stream().filter(status -> status.word() != Word.SENT).toList();
        return telling.isEmpty() ? List.of() : record(transactions.each(tenant), new Reports(tenant, telling));
    }

    private static List<Change> record(Statements scope, Reports reports) {
        return scope.fetch(RECORD.query(reports)
                        .coerce(
                                REPLIES.REPLY_ID,
                                REPLIES.LINE,
                                REPLY_STATUSES.CHANNEL,
                                REPLY_STATUSES.PROVIDER_ID,
                                REPLY_STATUSES.STATUS,
                                REPLY_STATUSES.CODE,
                                REPLY_STATUSES.TITLE))
                .map(row -> {
                    HotelLine line = line(row);
                    return new Change(reports.tenant(), row.get(REPLIES.REPLY_ID), line, status(row));
                });
    }

    private static @Nullable HotelLine line(Record row) {
        String line = row.get(REPLIES.LINE);
        return line == null ? null : HotelLine.stored(new Channel(row.get(REPLY_STATUSES.CHANNEL)), line);
    }

    private static ReplyStatus status(Record row) {
        return new ReplyStatus(
                new Channel(row.get(REPLY_STATUSES.CHANNEL)),
                row.get(REPLY_STATUSES.PROVIDER_ID),
                Word.valueOf(row.get(REPLY_STATUSES.STATUS).toUpperCase(Locale.ROOT)),
                row.get(REPLY_STATUSES.CODE),
                row.get(REPLY_STATUSES.TITLE),
                null,
                null);
    }

    @Override
    public List<Change> recordWaiting(int max) {
        ResultLimit.check(max);
        List<TenantId> hotels = transactions
                .eachForSystem()
                .fetch(DSL.selectDistinct(REPLY_STATUSES.TENANT_ID)
                        .from(REPLY_STATUSES)
                        .where(DSL.condition("tenant_id not in (select scope from conserje.closures)"))
                        .limit(max))
                .map(row -> new TenantId(row.value1()));
        List<Change> changes = new ArrayList<>();
        for (TenantId hotel : hotels) {
            changes.addAll(transactions.in(hotel, scope -> {
                List<ReplyStatus> ripe = scope.fetch(TAKE_WAITING
                                .query(new Waiting(hotel, max))
                                .coerce(
                                        REPLY_STATUSES.CHANNEL,
                                        REPLY_STATUSES.PROVIDER_ID,
                                        REPLY_STATUSES.STATUS,
                                        REPLY_STATUSES.CODE,
                                        REPLY_STATUSES.TITLE))
                        .map(PostgresReplyStatuses::status);
                return ripe.isEmpty() ? List.<Change>of() : record(scope, new Reports(hotel, ripe));
            }));
        }
        return changes;
    }

    @Override
    public int forget(Duration age, int max) {
        ResultLimit.check(max);
        return transactions.eachForSystem().count(FORGET.query(new Forgetting(age, max)));
    }
}
