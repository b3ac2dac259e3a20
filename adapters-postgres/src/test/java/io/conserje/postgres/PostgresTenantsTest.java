package io.conserje.postgres;

import io.conserje.application.tenancy.Actor;
import io.conserje.application.tenancy.TenantAudit;
import io.conserje.application.tenancy.TenantDirectory;
import io.conserje.application.tenancy.TenantDirectoryContract;
import io.conserje.application.tenancy.TenantRegistry;
import io.conserje.postgres.testing.TestDatabase;
import org.junit.jupiter.api.extension.RegisterExtension;

final class PostgresTenantsTest implements TenantDirectoryContract {

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    @Override
    public TenantDirectory directory() {
        return DATABASE.adapters().directory();
    }

    @Override
    public TenantRegistry registry(Actor actor) {
        return DATABASE.adapters().registry(actor);
    }

    @Override
    public TenantAudit audit() {
        return DATABASE.adapters().audit();
    }
}
