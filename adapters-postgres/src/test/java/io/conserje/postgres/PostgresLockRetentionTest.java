package io.conserje.postgres;

import io.conserje.application.lock.Fences;
import io.conserje.application.lock.Leases;
import io.conserje.application.lock.LockRetention;
import io.conserje.application.lock.LockRetentionContract;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.testing.TestDatabase;
import java.time.Duration;
import java.util.function.Function;
import org.junit.jupiter.api.extension.RegisterExtension;

final class PostgresLockRetentionTest implements LockRetentionContract {

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

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
