package io.conserje.postgres.lock;

import static io.conserje.postgres.schema.Tables.LEASES;
import static org.assertj.core.api.Assertions.assertThat;

import io.conserje.application.fixture.Fresh;
import io.conserje.application.lock.Claimants;
import io.conserje.application.lock.Fences;
import io.conserje.application.lock.Leases;
import io.conserje.application.lock.LockRetention;
import io.conserje.application.lock.LockRetentionContract;
import io.conserje.domain.lock.LeaseKey;
import io.conserje.domain.lock.ResourceId;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.testing.TestDatabase;
import io.conserje.postgres.tx.Timeouts;
import io.conserje.postgres.tx.Transactions;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class PostgresLockRetentionTest implements LockRetentionContract {

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    /** The sweep comes when a booking has admitted its fence for one night and not yet for the next. */
    @Test
    void aSweepNeitherRemovesNorBlocksFencesAdmittedMeanwhile() throws Exception {
        TenantId hotel = Fresh.tenant();
        givenTenants(hotel);
        DATABASE.run("insert into conserje.fences (tenant_id, resource_id, fence, seen_at) values ('" + hotel
                + "', 'room:b', 1, now() - interval '9 days'), ('" + hotel
                + "', 'room:a', 1, now() - interval '9 days')");
        CompletableFuture<Integer> sweep = this.<CompletableFuture<Integer>>inTransaction(hotel, fences -> {
            assertThat(fences.admit(new ResourceId("room:a"), 2)).isTrue();
            CompletableFuture<Integer> begun = CompletableFuture.supplyAsync(
                    () -> retention().removeFences(Duration.ofDays(8), 10),
                    work -> Thread.ofVirtual().start(work));
            DATABASE.awaitBlockedStatement();
            assertThat(fences.admit(new ResourceId("room:b"), 2)).isTrue();
            return begun;
        });
        assertThat(sweep.get(30, TimeUnit.SECONDS)).isZero();
    }

    @Test
    void theDatabaseRefusesToRemoveALiveLease() {
        TenantId hotel = Fresh.tenant();
        givenTenants(hotel);
        leases().claim(new LeaseKey(hotel, "job"), Claimants.anybody(), LASTING);
        int removed = new Transactions(DATABASE.app(), Timeouts.DEFAULT)
                .eachForSystem()
                .execute(DSL.deleteFrom(LEASES).where(LEASES.TENANT_ID.eq(hotel.value())));
        assertThat(removed).isZero();
        assertThat(leases().live(hotel)).hasSize(1);
    }

    @Override
    public LockRetention retention() {
        return DATABASE.adapters().lockRetention();
    }

    @Override
    public Leases leases() {
        return DATABASE.adapters().leases();
    }

    @Override
    public <T> T inTransaction(TenantId tenant, Function<Fences, T> work) {
        return DATABASE.adapters().transactions().in(tenant, scope -> work.apply(scope.fences()));
    }

    @Override
    public void letPass(Duration duration) {
        DATABASE.letPass(duration);
    }

    @Override
    public void emptyStore() {
        DATABASE.empty();
    }

    @Override
    public void givenTenants(TenantId... tenants) {
        DATABASE.givenTenants(tenants);
    }
}
