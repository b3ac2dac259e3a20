package io.conserje.postgres.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.conserje.application.fixture.Fresh;
import io.conserje.application.lock.LockAudit;
import io.conserje.application.lock.LockAudit.Happened;
import io.conserje.application.lock.LockAuditContract;
import io.conserje.domain.lock.HolderRef;
import io.conserje.domain.lock.LockEvent;
import io.conserje.domain.lock.ResourceId;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.PostgresAdapters;
import io.conserje.postgres.testing.TestDatabase;
import io.conserje.postgres.tx.Timeouts;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
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
    void eventsOfUnknownHotelsAreLeftOut() {
        TenantId known = Fresh.tenant();
        givenTenants(known);
        List<Happened> events = List.of(happened(Fresh.tenant()), happened(known), happened(Fresh.tenant()));
        assertThat(audit.record(events)).isOne();
        assertThat(audit.find(LockAudit.Query.of(known, 10))).hasSize(1);
    }

    @Test
    void waitingForAConnectionDoesNotShiftTheTimeOfEvents() throws Exception {
        TenantId tenant = Fresh.tenant();
        givenTenants(tenant);
        AtomicReference<Duration> age = new AtomicReference<>(Duration.ZERO);
        try (HikariDataSource one = TestDatabase.pool(DATABASE.port(), "conserje_app", 1);
                ExecutorService writer = Executors.newVirtualThreadPerTaskExecutor()) {
            LockAudit waiting = new PostgresAdapters(one, Timeouts.DEFAULT, UUID::randomUUID).lockAudit();
            Future<Integer> recorded;
            try (Connection taken = one.getConnection()) {
                recorded = writer.submit(() -> waiting.record(List.of(new Happened(event(tenant), age::get))));
                await().until(() -> one.getHikariPoolMXBean().getThreadsAwaitingConnection() == 1);
                age.set(Duration.ofHours(1));
                assertThat(taken.isValid(1)).isTrue();
            }
            assertThat(recorded.get()).isOne();
        }
        assertThat(DATABASE.asOwner(
                        "select now() - acquired_at between interval '1 hour' and interval '62 minutes'"
                                + " from conserje.lock_audit where tenant_id = ?",
                        tenant.value()))
                .containsExactly("t");
    }

    private static Happened happened(TenantId tenant) {
        return new Happened(event(tenant), Duration.ZERO);
    }

    private static LockEvent event(TenantId tenant) {
        return new LockEvent(
                tenant,
                new ResourceId("room:101"),
                LockEvent.Kind.ACQUIRED,
                new HolderRef("ana"),
                1,
                Map.of("a\tb\u0001", "c\nd"));
    }
}
