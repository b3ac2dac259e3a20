package io.conserje.postgres;

import io.conserje.application.transaction.TenantTransactions;
import io.conserje.application.transaction.TenantTransactionsContract;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.testing.TestDatabase;
import org.junit.jupiter.api.extension.RegisterExtension;

final class PostgresAdaptersTest implements TenantTransactionsContract {

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    private final TenantTransactions transactions = DATABASE.adapters().transactions();

    @Override
    public TenantTransactions transactions() {
        return transactions;
    }

    @Override
    public void givenTenants(TenantId... tenants) {
        DATABASE.givenTenants(tenants);
    }
}
