package io.conserje.postgres.lock;

import io.conserje.application.lock.Leases;
import io.conserje.application.lock.LeasesContract;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.testing.TestDatabase;
import java.time.Duration;
import org.junit.jupiter.api.extension.RegisterExtension;

final class PostgresLeasesTest implements LeasesContract {

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    private final Leases leases = DATABASE.adapters().leases();

    @Override
    public Leases leases() {
        return leases;
    }

    @Override
    public void letPass(Duration duration) {
        DATABASE.letPass(duration);
    }

    @Override
    public void givenTenants(TenantId... tenants) {
        DATABASE.givenTenants(tenants);
    }
}
