package io.conserje.postgres.tenancy;

import static io.conserje.postgres.schema.Tables.USERS;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conserje.application.tenancy.Users;
import io.conserje.application.tenancy.UsersContract;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.testing.TestDatabase;
import io.conserje.postgres.tx.Timeouts;
import io.conserje.postgres.tx.Transactions;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;
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

    @Test
    void theSystemScopeCannotReadPasswordHashes() {
        assertThatThrownBy(() -> new Transactions(DATABASE.app(), Timeouts.DEFAULT)
                        .eachForSystem()
                        .fetch(DSL.select(USERS.HASHED_PASSWORD).from(USERS)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("42501");
    }
}
