package io.conserje.postgres;

import static io.conserje.postgres.schema.Tables.HOLDS;

import io.conserje.application.lock.LifetimeBounds;
import io.conserje.application.lock.RoomHolds;
import io.conserje.domain.lock.Claimant;
import io.conserje.domain.lock.HoldTerms;
import io.conserje.domain.lock.HolderRef;
import io.conserje.domain.lock.OwnerToken;
import io.conserje.domain.lock.RoomHold;
import io.conserje.domain.lock.RoomId;
import io.conserje.domain.lock.Stay;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.tx.Transactions;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Result;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/**
 * Holds in {@code conserje.holds}, whose exclusion constraint has the last word. One statement a call, and another for each time
 * that somebody else was first.
 */
final class PostgresRoomHolds implements RoomHolds {

    private static final String COLUMNS = "owner, room, check_in, check_out, holder, fence, extensions, expires_at";

    /**
     * Claims of a room that nothing visible refuses queue for its row in {@code room_fences}, so that fences grow in the order
     * of the holds; then what has expired there goes, then the new hold comes, unless a hold that this snapshot does not show
     * is in its way. In that case there is neither a 'granted', an 'own' nor a 'blocking' row.
     */
    private static final String CLAIM = """
            with own as (
              select * from conserje.holds
              where tenant_id = {0} and room = {2} and owner = {1} and expires_at > now()
            ), before as (
              select * from conserje.holds
              where tenant_id = {0} and room = {2} and check_in < {4} and expires_at > now()
              order by check_in desc
              limit 1
            ), blocking as (
              select * from before where check_out > {3}
            ), fenced as (
              insert into conserje.room_fences as f (tenant_id, room, fence)
              select {0}, {2}, (extract(epoch from clock_timestamp()) * 1000000)::bigint
              where not exists (select from own) and not exists (select from blocking)
              on conflict (tenant_id, room) do update set fence = greatest(f.fence + 1, excluded.fence)
              returning fence
            ), expired as (
              delete from conserje.holds
              where tenant_id = {0} and room = {2} and expires_at <= now() and exists (select from fenced)
              returning *
            ), granted as (
              insert into conserje.holds (tenant_id, owner, room, check_in, check_out, holder, fence, expires_at)
              select {0}, {1}, {2}, {3}, {4}, {5}, fence, clock_timestamp() + {6} * interval '1 microsecond'
              from fenced
              where (select count(*) from expired) >= 0
              on conflict do nothing
              returning *
            )
            select 'granted', %1$s from granted
            union all select 'own', %1$s from own
            union all select 'blocking', %1$s from blocking where not exists (select from own)
            union all select 'expired', %1$s from expired
            """.formatted(COLUMNS);

    private static final String EXTEND = """
            with longer as (
              update conserje.holds
              set expires_at = expires_at + {5} * interval '1 microsecond', extensions = extensions + 1
              where tenant_id = {0} and room = {6} and owner = {1} and fence = {2} and expires_at > now() and extensions = {3}
                and extensions < {4}
              returning *
            )
            select 'longer', %1$s from longer
            union all
            select 'present', %1$s from conserje.holds
            where tenant_id = {0} and room = {6} and owner = {1} and fence = {2} and expires_at > now() and not exists (select from longer)
            """.formatted(COLUMNS);

    private static final Field<String> WHAT = DSL.field(DSL.name("what"), SQLDataType.VARCHAR);
    private static final Field<OffsetDateTime> NOW = DSL.field("now()", SQLDataType.TIMESTAMPWITHTIMEZONE);

    private static final Comparator<RoomHold> LISTED = Comparator.comparing(RoomHold::room)
            .thenComparing(hold -> hold.stay().checkIn());

    private final Transactions transactions;

    PostgresRoomHolds(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public Claim claim(TenantId tenant, RoomId room, Stay stay, Claimant claimant, Duration life) {
        LifetimeBounds.checked(life);
        List<RoomHold> expired = new ArrayList<>();
        return Attempts.until(
                "a claim of room " + room + " of tenant " + tenant,
                () -> attempt(tenant, room, stay, claimant, life, expired));
    }

    private Optional<Claim> attempt(
            TenantId tenant, RoomId room, Stay stay, Claimant claimant, Duration life, List<RoomHold> expired) {
        Result<Record> rows = fetch(
                tenant,
                CLAIM,
                DSL.val(tenant.value()),
                DSL.val(claimant.owner().value()),
                DSL.val(room.value()),
                Dates.of(stay.checkIn()),
                Dates.of(stay.checkOut()),
                DSL.val(claimant.holder().value()),
                Micros.of(life));
        expired.addAll(those("expired", tenant, rows));
        Optional<Claim> granted =
                those("granted", tenant, rows).stream().findFirst().map(hold -> new Claim.Granted(hold, expired));
        return granted.or(() -> those("own", tenant, rows).stream()
                        .findFirst()
                        .map(own -> isSame(own, stay, claimant)
                                ? new Claim.Granted(own, expired)
                                : new Claim.Refused(own.stay(), own.until(), expired)))
                .or(() -> those("blocking", tenant, rows).stream()
                        .findFirst()
                        .map(other -> new Claim.Refused(other.stay(), other.until(), expired)));
    }

    private static boolean isSame(RoomHold own, Stay stay, Claimant claimant) {
        return own.stay().equals(stay) && own.claimant().equals(claimant);
    }

    @Override
    public Extension extend(RoomHold hold, HoldTerms terms) {
        return Attempts.until(
                "an extension of room " + hold.room() + " of tenant " + hold.tenant(), () -> attempt(hold, terms));
    }

    private Optional<Extension> attempt(RoomHold hold, HoldTerms terms) {
        Result<Record> rows = fetch(
                hold.tenant(),
                EXTEND,
                DSL.val(hold.tenant().value()),
                DSL.val(hold.owner().value()),
                DSL.val(hold.fence()),
                DSL.val(hold.extensions()),
                DSL.val(terms.maxExtensions()),
                Micros.of(terms.extension()),
                DSL.val(hold.room().value()));
        if (rows.isEmpty()) {
            return Optional.of(new Extension.Lost());
        }
        RoomHold present = hold(hold.tenant(), rows.getFirst());
        if (present.extensions() > hold.extensions()) {
            return Optional.of(new Extension.Extended(present));
        }
        return present.extensions() >= terms.maxExtensions()
                ? Optional.of(new Extension.Exhausted(present.until()))
                : Optional.empty();
    }

    @Override
    public Release release(RoomHold hold) {
        int released = transactions
                .each(hold.tenant())
                .execute(DSL.deleteFrom(HOLDS)
                        .where(HOLDS.TENANT_ID.eq(hold.tenant().value()))
                        .and(HOLDS.ROOM.eq(hold.room().value()))
                        .and(HOLDS.OWNER.eq(hold.owner().value()))
                        .and(HOLDS.FENCE.eq(hold.fence()))
                        .and(HOLDS.EXPIRES_AT.gt(NOW)));
        return released == 1 ? Release.RELEASED : Release.LOST;
    }

    @Override
    public List<RoomHold> findByRoom(TenantId tenant, RoomId room) {
        return find(tenant, HOLDS.ROOM.eq(room.value()));
    }

    @Override
    public List<RoomHold> findByHolder(TenantId tenant, HolderRef holder) {
        return find(tenant, HOLDS.HOLDER.eq(holder.value()));
    }

    @Override
    public List<RoomHold> live(TenantId tenant) {
        return find(tenant, DSL.noCondition());
    }

    private List<RoomHold> find(TenantId tenant, Condition wanted) {
        return transactions
                .each(tenant)
                .fetch(DSL.selectFrom(HOLDS)
                        .where(HOLDS.TENANT_ID.eq(tenant.value()))
                        .and(HOLDS.EXPIRES_AT.gt(NOW))
                        .and(wanted))
                .stream()
                .map(row -> hold(tenant, row))
                .sorted(LISTED)
                .toList();
    }

    private Result<Record> fetch(TenantId tenant, String sql, Field<?>... binds) {
        return transactions
                .each(tenant)
                .fetch(DSL.resultQuery(sql, (Object[]) binds)
                        .coerce(List.of(
                                WHAT,
                                HOLDS.OWNER,
                                HOLDS.ROOM,
                                HOLDS.CHECK_IN,
                                HOLDS.CHECK_OUT,
                                HOLDS.HOLDER,
                                HOLDS.FENCE,
                                HOLDS.EXTENSIONS,
                                HOLDS.EXPIRES_AT)));
    }

    private static List<RoomHold> those(String what, TenantId tenant, Result<Record> rows) {
        return rows.stream()
                .filter(row -> row.get(WHAT).equals(what))
                .map(row -> hold(tenant, row))
                .toList();
    }

    private static RoomHold hold(TenantId tenant, Record row) {
        return new RoomHold(
                tenant,
                new RoomId(row.get(HOLDS.ROOM)),
                new Stay(row.get(HOLDS.CHECK_IN), row.get(HOLDS.CHECK_OUT)),
                new Claimant(new HolderRef(row.get(HOLDS.HOLDER)), new OwnerToken(row.get(HOLDS.OWNER))),
                row.get(HOLDS.FENCE),
                row.get(HOLDS.EXPIRES_AT).toInstant(),
                row.get(HOLDS.EXTENSIONS));
    }
}
