package io.conserje.postgres.lock;

import io.conserje.application.lock.Fences;
import io.conserje.application.lock.FencesContract;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.testing.TestDatabase;
import java.util.function.Function;
import org.junit.jupiter.api.extension.RegisterExtension;

final class PostgresFencesTest implements FencesContract {

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    @Override
    public <T> T inTransaction(TenantId tenant, Function<Fences, T> work) {
        return DATABASE.adapters().transactions().in(tenant, scope -> work.apply(scope.fences()));
    }

    @Override
    public void givenTenants(TenantId... tenants) {
        DATABASE.givenTenants(tenants);
    }
}
