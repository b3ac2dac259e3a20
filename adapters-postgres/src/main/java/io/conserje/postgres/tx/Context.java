package io.conserje.postgres.tx;

import io.conserje.domain.tenancy.TenantId;
import org.jooq.Field;
import org.jooq.Query;
import org.jooq.SQL;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * For whom a transaction runs, and how long it may take: said by {@code set_config}, local to the transaction, in the same
 * network round trip as its first statement. The role is dropped first, so that row level security binds whatever the login.
 *
 * @param tenant null for the system
 */
record Context(@Nullable TenantId tenant, Timeouts timeouts) {

    private static final String TENANT_ROLE = "conserje_tenant";
    private static final String SYSTEM_ROLE = "conserje_system";

    /** The statement with its context before it: two statements in one flush, which the server runs as one transaction. */
    SQL before(Query statement) {
        return DSL.sql(
                "select set_config('role', {0}, true), set_config('app.current_tenant_id', {1}, true),"
                        + " set_config('statement_timeout', {2}, true),"
                        + " set_config('idle_in_transaction_session_timeout', {3}, true); {4}",
                DSL.inline(tenant == null ? SYSTEM_ROLE : TENANT_ROLE),
                tenantValue(),
                DSL.inline(Long.toString(timeouts.statement().toMillis())),
                DSL.inline(Long.toString(timeouts.idleInTransaction().toMillis())),
                statement);
    }

    private Field<String> tenantValue() {
        return DSL.val(tenant == null ? "" : tenant.value());
    }

    @Override
    public String toString() {
        return tenant == null ? "the system" : "tenant " + tenant;
    }
}
