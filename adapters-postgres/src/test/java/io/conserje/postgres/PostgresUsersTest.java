package io.conserje.postgres;

import io.conserje.application.tenancy.Users;
import io.conserje.application.tenancy.UsersContract;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.testing.TestDatabase;
import org.junit.jupiter.api.extension.RegisterExtension;

final class PostgresUsersTest implements UsersContract {

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    @Override
    public Users users() {
        return DATABASE.adapters().users();
    }

    @Override
    public void givenTenants(TenantId... tenants) {
        DATABASE.givenTenants(tenants);
    }
}
