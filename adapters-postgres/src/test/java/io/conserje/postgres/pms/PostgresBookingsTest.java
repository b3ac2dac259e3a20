package io.conserje.postgres.pms;

import io.conserje.application.pms.Bookings;
import io.conserje.application.pms.BookingsContract;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.testing.TestDatabase;
import org.junit.jupiter.api.extension.RegisterExtension;

final class PostgresBookingsTest implements BookingsContract {

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    private final Bookings bookings = DATABASE.adapters().bookings();

    @Override
    public Bookings bookings() {
        return bookings;
    }

    @Override
    public void givenTenants(TenantId... tenants) {
        DATABASE.givenTenants(tenants);
    }
}
