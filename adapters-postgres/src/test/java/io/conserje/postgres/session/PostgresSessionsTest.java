package io.conserje.postgres.session;

import io.conserje.application.session.Sessions;
import io.conserje.application.session.SessionsContract;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.PostgresAdapters;
import io.conserje.postgres.testing.TestDatabase;
import java.time.Duration;
import org.junit.jupiter.api.extension.RegisterExtension;

final class PostgresSessionsTest implements SessionsContract {

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    private final PostgresAdapters postgres = DATABASE.adapters();

    @Override
    public Sessions sessions() {
        return postgres.sessions();
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
