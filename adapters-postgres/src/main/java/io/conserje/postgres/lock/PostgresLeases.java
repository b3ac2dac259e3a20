package io.conserje.postgres.lock;

import static io.conserje.postgres.schema.Tables.LEASES;

import io.conserje.application.lock.Leases;
import io.conserje.application.lock.LifetimeBounds;
import io.conserje.domain.lock.Claimant;
import io.conserje.domain.lock.HolderRef;
import io.conserje.domain.lock.Lease;
import io.conserje.domain.lock.LeaseKey;
import io.conserje.domain.lock.OwnerToken;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.sql.Micros;
import io.conserje.postgres.sql.ServerTime;
import io.conserje.postgres.sql.SqlTemplate;
import io.conserje.postgres.tx.Transactions;
import java.time.Duration;
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
 * Leases in {@code conserje.leases}. A call takes one statement, and one more each time that another client was first.
 */
public final class PostgresLeases implements Leases {

    private record Attempt(LeaseKey key, Claimant claimant, Duration life) {}

    /**
     * Without a 'granted' and without a 'held' row, the key went to another client whose row this statement's snapshot
     * does not show.
     */
    private static final SqlTemplate<Attempt> CLAIM = SqlTemplate.<Attempt>of("""
                    with held as (
                      select * from conserje.leases
                      where tenant_id = :tenant and name = :name and expires_at > now()
                    ), before as (
                      select * from conserje.leases
                      where tenant_id = :tenant and name = :name and expires_at <= now() and owner is not null
                    ), granted as (
                      -- Fences begin with the clock, so that they grow even if the row was removed.
                      insert into conserje.leases as l (tenant_id, name, owner, holder, fence, expires_at)
                      select :tenant, :name, :owner, :holder, (extract(epoch from clock_timestamp()) * 1000000)::bigint,
                        clock_timestamp() + :life_micros * interval '1 microsecond'
                      where not exists (select from held)
                      on conflict (tenant_id, name) do update
                      set owner = excluded.owner, holder = excluded.holder,
                        fence = greatest(l.fence + 1, excluded.fence),
                        expires_at = excluded.expires_at
                      where l.expires_at <= now()
                      returning *
                    )
                    select 'granted', name, owner, holder, fence, expires_at from granted
                    union all select 'held', name, owner, holder, fence, expires_at from held
                    union all select 'before', name, owner, holder, fence, expires_at from before
                    """)
            .bind("tenant", attempt -> attempt.key().tenant().value())
            .bind("name", attempt -> attempt.key().name())
            .bind("owner", attempt -> attempt.claimant().owner().value())
            .bind("holder", attempt -> attempt.claimant().holder().value())
            .bind("life_micros", attempt -> Micros.of(attempt.life()))
            .build();

    private static final Field<String> WHAT = DSL.field(DSL.name("what"), SQLDataType.VARCHAR);

    private final Transactions transactions;

    /** Every call is a transaction of its own. */
    public PostgresLeases(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public Claim claim(LeaseKey key, Claimant claimant, Duration life) {
        LifetimeBounds.checked(life);
        return Attempts.until("a claim of lease " + key, () -> attempt(key, claimant, life));
    }

    private Optional<Claim> attempt(LeaseKey key, Claimant claimant, Duration life) {
        Result<Record> rows = transactions
                .each(key.tenant())
                .fetch(CLAIM.query(new Attempt(key, claimant, life))
                        .coerce(List.of(
                                WHAT, LEASES.NAME, LEASES.OWNER, LEASES.HOLDER, LEASES.FENCE, LEASES.EXPIRES_AT)));
        Optional<Claim> granted = find("granted", key.tenant(), rows)
                .map(lease -> new Claim.Granted(
                        lease, find("before", key.tenant(), rows).orElse(null)));
        return granted.or(() -> find("held", key.tenant(), rows)
                .map(held -> held.claimant().equals(claimant)
                        ? new Claim.Granted(held, null)
                        : new Claim.Refused(held.until())));
    }

    @Override
    public Renewal renew(Lease lease, Duration life) {
        LifetimeBounds.checked(life);
        return transactions
                .each(lease.key().tenant())
                .fetch(DSL.update(LEASES)
                        .set(
                                LEASES.EXPIRES_AT,
                                DSL.field(
                                        "clock_timestamp() + {0} * interval '1 microsecond'",
                                        SQLDataType.TIMESTAMPWITHTIMEZONE, Micros.of(life)))
                        .where(isStill(lease))
                        .returning(LEASES.EXPIRES_AT))
                .stream()
                .findFirst()
                .<Renewal>map(row -> new Renewal.Renewed(new Lease(
                        lease.key(),
                        lease.claimant(),
                        lease.fence(),
                        row.get(LEASES.EXPIRES_AT).toInstant())))
                .orElseGet(Renewal.Lost::new);
    }

    @Override
    public Release release(Lease lease) {
        int released = transactions
                .each(lease.key().tenant())
                .execute(DSL.update(LEASES)
                        .set(LEASES.EXPIRES_AT, ServerTime.NOW)
                        .setNull(LEASES.OWNER)
                        .setNull(LEASES.HOLDER)
                        .where(isStill(lease)));
        return released == 1 ? Release.RELEASED : Release.LOST;
    }

    private static Condition isStill(Lease lease) {
        return LEASES.TENANT_ID
                .eq(lease.key().tenant().value())
                .and(LEASES.NAME.eq(lease.key().name()))
                .and(LEASES.OWNER.eq(lease.owner().value()))
                .and(LEASES.FENCE.eq(lease.fence()))
                .and(LEASES.EXPIRES_AT.gt(ServerTime.NOW));
    }

    @Override
    public List<Lease> live(TenantId tenant) {
        return transactions
                .each(tenant)
                .fetch(DSL.selectFrom(LEASES)
                        .where(LEASES.TENANT_ID.eq(tenant.value()))
                        .and(LEASES.EXPIRES_AT.gt(ServerTime.NOW)))
                .stream()
                .map(row -> lease(tenant, row))
                .sorted(Comparator.comparing(lease -> lease.key().name()))
                .toList();
    }

    private static Optional<Lease> find(String what, TenantId tenant, Result<Record> rows) {
        return rows.stream()
                .filter(row -> row.get(WHAT).equals(what))
                .findFirst()
                .map(row -> lease(tenant, row));
    }

    private static Lease lease(TenantId tenant, Record row) {
        return new Lease(
                new LeaseKey(tenant, row.get(LEASES.NAME)),
                new Claimant(new HolderRef(row.get(LEASES.HOLDER)), new OwnerToken(row.get(LEASES.OWNER))),
                row.get(LEASES.FENCE),
                row.get(LEASES.EXPIRES_AT).toInstant());
    }
}
