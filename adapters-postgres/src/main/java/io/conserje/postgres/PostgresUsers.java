package io.conserje.postgres;

import static io.conserje.postgres.schema.Tables.USERS;

import io.conserje.application.tenancy.Users;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.tx.Transactions;
import org.jooq.impl.DSL;

/** The people in {@code conserje.users}. */
final class PostgresUsers implements Users {

    private final Transactions transactions;

    PostgresUsers(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public Creation create(TenantId tenant, String email, String passwordHash, String role) {
        int added = transactions
                .each(tenant)
                .execute(DSL.insertInto(USERS)
                        .set(USERS.TENANT_ID, tenant.value())
                        .set(USERS.EMAIL, email)
                        .set(USERS.HASHED_PASSWORD, passwordHash)
                        .set(USERS.ROLE, role)
                        .onConflictDoNothing());
        return added == 1 ? Creation.CREATED : Creation.ALREADY_THERE;
    }
}
