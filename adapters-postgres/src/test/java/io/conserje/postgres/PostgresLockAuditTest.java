package io.conserje.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.conserje.application.fixture.Fresh;
import io.conserje.application.lock.LockAudit;
import io.conserje.application.lock.LockAudit.Happened;
import io.conserje.application.lock.LockAuditContract;
import io.conserje.domain.lock.HolderRef;
import io.conserje.domain.lock.LockEvent;
import io.conserje.domain.lock.ResourceId;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.testing.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class PostgresLockAuditTest implements LockAuditContract {

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    private final LockAudit audit = DATABASE.adapters().lockAudit();

    @Override
    public LockAudit audit() {
        return audit;
    }

    @Override
    public void emptyStore() {
        DATABASE.empty();
    }

    @Override
    public void givenTenants(TenantId... tenants) {
        DATABASE.givenTenants(tenants);
    }

    @Test
    void eventsOfHotelsThatAreNotKnownAreLeftOut() {
        TenantId known = Fresh.tenant();
        givenTenants(known);
        List<Happened> events = List.of(happened(Fresh.tenant()), happened(known), happened(Fresh.tenant()));
        assertThat(audit.record(events)).isOne();
        assertThat(audit.find(LockAudit.Query.of(known, 10))).hasSize(1);
    }

    private static Happened happened(TenantId tenant) {
        return new Happened(
                new LockEvent(
                        tenant,
                        new ResourceId("room:101"),
                        LockEvent.Kind.ACQUIRED,
                        new HolderRef("ana"),
                        1,
                        Map.of("a\tb\u0001", "c\nd")),
                Duration.ZERO);
    }
}
