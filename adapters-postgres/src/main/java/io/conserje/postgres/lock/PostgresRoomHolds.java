package io.conserje.postgres.lock;

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
import io.conserje.postgres.sql.Dates;
import io.conserje.postgres.sql.Micros;
import io.conserje.postgres.sql.ServerTime;
import io.conserje.postgres.sql.SqlTemplate;
import io.conserje.postgres.tx.Transactions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Result;
import org.jooq.ResultQuery;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/**
 * Room holds in {@code conserje.holds}, whose exclusion constraint decides between concurrent claims. A call takes one
 * statement, and one more each time that another client was first.
 */
public final class PostgresRoomHolds implements RoomHolds {

    private record Attempt(TenantId tenant, RoomId room, Stay stay, Claimant claimant, Duration life) {}

    /**
     * A claim that no visible hold refuses first locks the room's row in {@code room_fences}, so that fences grow in
     * the order of the holds. It then removes the room's expired holds and adds the new one.
     *
     * <p>Without a 'granted', an 'own' and a 'blocking' row, a hold that this statement's snapshot does not show was in
     * the way.
     */
    private static final SqlTemplate<Attempt> CLAIM = SqlTemplate.<Attempt>of("""
                    with own as (
                      select * from conserje.holds
                      where tenant_id = :tenant and room = :room and owner = :owner and expires_at > now()
                    ), before as (
                      select * from conserje.holds
                      where tenant_id = :tenant and room = :room and check_in < :check_out and expires_at > now()
                      order by check_in desc
                      limit 1
                    ), blocking as (
                      select * from before where check_out > :check_in
                    ), fenced as (
                      -- Fences begin with the clock, so that they grow even if the row was lost.
                      insert into conserje.room_fences as f (tenant_id, room, fence)
                      select :tenant, :room, (extract(epoch from clock_timestamp()) * 1000000)::bigint
                      where not exists (select from own) and not exists (select from blocking)
                      on conflict (tenant_id, room) do update set fence = greatest(f.fence + 1, excluded.fence)
                      returning fence
                    ), expired as (
                      delete from conserje.holds
                      where tenant_id = :tenant and room = :room and expires_at <= now()
                        and exists (select from fenced)
                      returning *
                    ), granted as (
                      insert into conserje.holds
                        (tenant_id, owner, room, check_in, check_out, holder, fence, expires_at)
                      select :tenant, :owner, :room, :check_in, :check_out, :holder, fence,
                        clock_timestamp() + :life_micros * interval '1 microsecond'
                      from fenced
                      -- Runs after the removal.
                      where (select count(*) from expired) >= 0
                      on conflict do nothing
                      returning *
                    )
                    select 'granted', owner, room, check_in, check_out, holder, fence, extensions, expires_at
                    from granted
                    union all
                    select 'own', owner, room, check_in, check_out, holder, fence, extensions, expires_at
                    from own
                    union all
                    select 'blocking', owner, room, check_in, check_out, holder, fence, extensions, expires_at
                    from blocking where not exists (select from own)
                    union all
                    select 'expired', owner, room, check_in, check_out, holder, fence, extensions, expires_at
                    from expired
                    """)
            .bind("tenant", attempt -> attempt.tenant().value())
            .bind("room", attempt -> attempt.room().value())
            .bind("check_in", attempt -> Dates.of(attempt.stay().checkIn()))
            .bind("check_out", attempt -> Dates.of(attempt.stay().checkOut()))
            .bind("owner", attempt -> attempt.claimant().owner().value())
            .bind("holder", attempt -> attempt.claimant().holder().value())
            .bind("life_micros", attempt -> Micros.of(attempt.life()))
            .build();

    private record Lengthening(RoomHold hold, HoldTerms terms) {}

    private static final SqlTemplate<Lengthening> EXTEND = SqlTemplate.<Lengthening>of("""
                    with longer as (
                      update conserje.holds
                      set expires_at = expires_at + :extension_micros * interval '1 microsecond',
                        extensions = extensions + 1
                      where tenant_id = :tenant and room = :room and owner = :owner and fence = :fence
                        and expires_at > now() and extensions = :extensions and extensions < :max_extensions
                      returning *
                    )
                    select 'longer', owner, room, check_in, check_out, holder, fence, extensions, expires_at
                    from longer
                    union all
                    select 'present', owner, room, check_in, check_out, holder, fence, extensions, expires_at
                    from conserje.holds
                    where tenant_id = :tenant and room = :room and owner = :owner and fence = :fence
                      and expires_at > now() and not exists (select from longer)
                    """)
            .bind("tenant", extend -> extend.hold().tenant().value())
            .bind("room", extend -> extend.hold().room().value())
            .bind("owner", extend -> extend.hold().owner().value())
            .bind("fence", extend -> extend.hold().fence())
            .bind("extensions", extend -> extend.hold().extensions())
            .bind("max_extensions", extend -> extend.terms().maxExtensions())
            .bind("extension_micros", extend -> Micros.of(extend.terms().extension()))
            .build();

    private static final Field<String> WHAT = DSL.field(DSL.name("what"), SQLDataType.VARCHAR);

    private static final Comparator<RoomHold> BY_ROOM_AND_DAY = Comparator.comparing(RoomHold::room)
            .thenComparing(hold -> hold.stay().checkIn());

    private final Transactions transactions;

    /** Every call is a transaction of its own. */
    public PostgresRoomHolds(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public Claim claim(TenantId tenant, RoomId room, Stay stay, Claimant claimant, Duration life) {
        LifetimeBounds.checked(life);
        List<RoomHold> expired = new ArrayList<>();
        Attempt attempt = new Attempt(tenant, room, stay, claimant, life);
        return Attempts.until("a claim of room " + room + " of tenant " + tenant, () -> attempt(attempt, expired));
    }

    private Optional<Claim> attempt(Attempt attempt, List<RoomHold> expired) {
        TenantId tenant = attempt.tenant();
        Result<Record> rows = fetch(tenant, CLAIM.query(attempt));
        expired.addAll(holdsOf("expired", tenant, rows));
        Optional<Claim> granted =
                holdsOf("granted", tenant, rows).stream().findFirst().map(hold -> new Claim.Granted(hold, expired));
        return granted.or(() -> holdsOf("own", tenant, rows).stream()
                        .findFirst()
                        .map(own -> isSame(own, attempt)
                                ? new Claim.Granted(own, expired)
                                : new Claim.Refused(own.stay(), own.until(), expired)))
                .or(() -> holdsOf("blocking", tenant, rows).stream()
                        .findFirst()
                        .map(other -> new Claim.Refused(other.stay(), other.until(), expired)));
    }

    private static boolean isSame(RoomHold own, Attempt attempt) {
        return own.stay().equals(attempt.stay()) && own.claimant().equals(attempt.claimant());
    }

    @Override
    public Extension extend(RoomHold hold, HoldTerms terms) {
        return Attempts.until(
                "an extension of room " + hold.room() + " of tenant " + hold.tenant(), () -> attempt(hold, terms));
    }

    private Optional<Extension> attempt(RoomHold hold, HoldTerms terms) {
        Result<Record> rows = fetch(hold.tenant(), EXTEND.query(new Lengthening(hold, terms)));
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
                        .and(HOLDS.EXPIRES_AT.gt(ServerTime.NOW)));
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
                        .and(HOLDS.EXPIRES_AT.gt(ServerTime.NOW))
                        .and(wanted))
                .stream()
                .map(row -> hold(tenant, row))
                .sorted(BY_ROOM_AND_DAY)
                .toList();
    }

    private Result<Record> fetch(TenantId tenant, ResultQuery<Record> query) {
        return transactions
                .each(tenant)
                .fetch(query.coerce(List.of(
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

    private static List<RoomHold> holdsOf(String what, TenantId tenant, Result<Record> rows) {
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
