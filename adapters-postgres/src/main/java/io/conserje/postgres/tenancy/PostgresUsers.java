package io.conserje.postgres.tenancy;

import static io.conserje.postgres.schema.Tables.USERS;

import io.conserje.application.tenancy.Users;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.tx.Transactions;
import org.jooq.impl.DSL;

/** Users of hotels in {@code conserje.users}, in the scope of their hotel. */
public final class PostgresUsers implements Users {

    private final Transactions transactions;

    /** Every call is a transaction of its own. */
    public PostgresUsers(Transactions transactions) {
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
