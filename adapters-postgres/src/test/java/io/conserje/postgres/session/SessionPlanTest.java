package io.conserje.postgres.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.conserje.application.fixture.Fresh;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.testing.Plans;
import io.conserje.postgres.testing.TestDatabase;
import io.conserje.postgres.tx.Timeouts;
import io.conserje.postgres.tx.Transactions;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Sessions are read by the one index that serves, with any statistics. */
class SessionPlanTest {

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    private final TenantId hotel = Fresh.tenant();

    @BeforeEach
    void oneHotel() {
        DATABASE.empty();
        DATABASE.givenTenants(hotel);
    }

    @Test
    void aSearchPlannedOnAnEmptyTableFindsSessionsByTheirKey() {
        DATABASE.empty();
        assertThat(Plans.explained(
                        transactions().eachForSystemByIndexOrder(), PostgresSessions.FIND_ALL.query(List.of())))
                .filteredOn(line -> line.contains(" on sessions "))
                .singleElement(STRING)
                .contains("using sessions_pkey");
    }

    @Test
    void activeSessionsAreCountedByTheIndexOfTheirEnd() {
        DATABASE.run("insert into conserje.sessions (tenant_id, channel, guest, version, attributes, expires_at)"
                + " select '" + hotel + "', 'whatsapp', 'g-' || n, 1, '{}', now() + (n - 500) * interval '1 hour'"
                + " from generate_series(1, 1000) n");
        DATABASE.run("analyze conserje.sessions");
        assertThat(Plans.explained(transactions().eachForSystem(), PostgresSessions.ACTIVE.query(Set.of(hotel))))
                .filteredOn(line -> line.contains(" on sessions"))
                .singleElement(STRING)
                .contains("using sessions_expires_at");
    }

    @Test
    void aSweepPlannedOnAnEmptyTableReadsExpiredSessionsOnly() {
        DATABASE.empty();
        assertThat(Plans.explained(
                        transactions().eachForSystemByIndexOrder(), PostgresSessionRetention.REMOVE.query(500)))
                .anyMatch(line -> line.contains("using sessions_expires_at on sessions"))
                .anyMatch(line -> line.contains("Index Cond: ((tenant_id = t.tenant_id) AND (expires_at <= now()))"))
                .anyMatch(line -> line.contains("Tid Scan on sessions"))
                .noneMatch(line -> line.contains("Seq Scan") || line.contains("sessions_pkey"));
    }

    private static Transactions transactions() {
        return new Transactions(DATABASE.app(), Timeouts.DEFAULT);
    }
}
