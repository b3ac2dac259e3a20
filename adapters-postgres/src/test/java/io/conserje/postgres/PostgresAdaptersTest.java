package io.conserje.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.conserje.application.fixture.Fresh;
import io.conserje.application.transaction.TenantTransactions;
import io.conserje.application.transaction.TenantTransactionsContract;
import io.conserje.application.transaction.TransactionListener.Scope;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.testing.TestDatabase;
import io.conserje.postgres.tx.Timeouts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class PostgresAdaptersTest implements TenantTransactionsContract {

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    private final TenantTransactions transactions = DATABASE.adapters().transactions();

    @Test
    void notifiesOnceOfEachUnitOfWork() {
        TenantId hotel = Fresh.tenant();
        givenTenants(hotel);
        List<Scope> notified = new ArrayList<>();
        PostgresAdapters postgres =
                new PostgresAdapters(DATABASE.app(), Timeouts.DEFAULT, UUID::randomUUID, notified::add);
        postgres.sessions().find(hotel, Fresh.guest());
        postgres.turns().claim(8, Duration.ofSeconds(30));
        postgres.transactions().in(hotel, scope -> {
            scope.inbox().accept(List.of(Fresh.message(Fresh.guest())));
            return scope.inbox().accept(List.of(Fresh.message(Fresh.guest()), Fresh.message(Fresh.guest())));
        });
        // The first claim of a process also looks for a hotel to begin at.
        assertThat(notified).containsExactly(Scope.TENANT, Scope.SYSTEM, Scope.SYSTEM, Scope.TENANT);
    }

    @Override
    public TenantTransactions transactions() {
        return transactions;
    }

    @Override
    public void givenTenants(TenantId... tenants) {
        DATABASE.givenTenants(tenants);
    }
}
