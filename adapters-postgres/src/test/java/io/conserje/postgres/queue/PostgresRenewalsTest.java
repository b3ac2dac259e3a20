package io.conserje.postgres.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.conserje.application.fixture.Fresh;
import io.conserje.application.messaging.Renewals;
import io.conserje.application.messaging.Renewals.Renewal;
import io.conserje.application.messaging.RenewalsContract;
import io.conserje.application.messaging.Turn;
import io.conserje.application.store.StoreUnavailableException;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.PostgresAdapters;
import io.conserje.postgres.testing.TestDatabase;
import io.conserje.postgres.tx.Timeouts;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class PostgresRenewalsTest implements PostgresMessagingStores, RenewalsContract {

    private static final Duration LASTING = Duration.ofHours(1);

    @Test
    void aLockedRowDelaysNoOtherLease() throws SQLException {
        List<Turn> turns = inHand(2);
        try (Renewals renewals = renewals();
                Connection host = DATABASE.owner().getConnection()) {
            host.setAutoCommit(false);
            host.createStatement()
                    .execute("select from conserje.guest_queues where lease = '"
                            + turns.getFirst().lease() + "' for update");
            assertThat(renewals.renew(turns, List.of(), LASTING).turns())
                    .containsExactly(Renewal.BUSY, Renewal.RENEWED);
            host.rollback();
            assertThat(renewals.renew(turns, List.of(), LASTING).turns())
                    .containsExactly(Renewal.RENEWED, Renewal.RENEWED);
        }
    }

    @Test
    void anExhaustedPoolDoesNotKeepLeasesFromBeingRenewed() throws SQLException {
        List<Turn> turns = inHand(3);
        try (HikariDataSource pool = TestDatabase.pool(DATABASE.port(), "conserje_app", 2);
                Renewals renewals = adapters(pool).renewals()) {
            pool.setConnectionTimeout(250);
            renewals.renew(List.of(), List.of(), LASTING);
            try (Connection host = pool.getConnection()) {
                assertThat(host.isValid(1)).isTrue();
                assertThatThrownBy(() -> adapters(pool).turns().claim(1, LASTING))
                        .isInstanceOf(StoreUnavailableException.class);
                assertThat(renewals.renew(turns, List.of(), LASTING).turns())
                        .hasSize(3)
                        .containsOnly(Renewal.RENEWED);
            }
        }
    }

    @Test
    void theOnlyConnectionOfAPoolIsNotKept() {
        List<Turn> turns = inHand(1);
        try (HikariDataSource pool = TestDatabase.pool(DATABASE.port(), "conserje_app", 1);
                Renewals renewals = adapters(pool).renewals()) {
            for (int time = 0; time < 3; time++) {
                assertThat(renewals.renew(turns, List.of(), LASTING).turns()).containsExactly(Renewal.RENEWED);
                assertThat(adapters(pool).turns().claim(1, LASTING)).isEmpty();
            }
        }
    }

    @Test
    void aBrokenConnectionIsReplaced() {
        List<Turn> turns = inHand(1);
        try (HikariDataSource pool = TestDatabase.pool(DATABASE.port(), "conserje_app", 2);
                Renewals renewals = adapters(pool).renewals()) {
            renewals.renew(turns, List.of(), LASTING);
            DATABASE.asOwner("select pg_terminate_backend(pid) from pg_stat_activity where usename = 'conserje_app'"
                    + " and query like '%renewed_turns%'");
            assertThat(renewals.renew(turns, List.of(), LASTING).turns()).containsExactly(Renewal.RENEWED);
        }
    }

    @Test
    void aClosedOneGivesItsConnectionBack() {
        try (HikariDataSource pool = TestDatabase.pool(DATABASE.port(), "conserje_app", 2)) {
            Renewals renewals = adapters(pool).renewals();
            renewals.renew(List.of(), List.of(), LASTING);
            assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isEqualTo(1);
            renewals.close();
            assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isZero();
        }
    }

    private List<Turn> inHand(int guests) {
        TenantId hotel = Fresh.tenant();
        givenTenants(hotel);
        for (int guest = 0; guest < guests; guest++) {
            inboxes().apply(hotel).accept(List.of(Fresh.message(Fresh.guest())));
        }
        List<Turn> turns = turns().claim(guests, LASTING);
        assertThat(turns).hasSize(guests);
        return turns;
    }

    private static PostgresAdapters adapters(HikariDataSource pool) {
        return new PostgresAdapters(pool, Timeouts.DEFAULT, UUID::randomUUID);
    }
}
