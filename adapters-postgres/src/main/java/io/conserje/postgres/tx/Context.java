package io.conserje.postgres.tx;

import io.conserje.domain.tenancy.TenantId;
import java.time.Duration;
import org.jooq.Field;
import org.jooq.Query;
import org.jooq.SQL;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * For whom a transaction runs, and how long it may take: said by {@code set_config}, local to the transaction, in the same
 * network round trip as its first statement: both go in one flush, and the server runs them as one transaction. The role is dropped first, so that row level security binds whatever the login.
 *
 * @param tenant null for the system
 */
record Context(@Nullable TenantId tenant, Timeouts timeouts) {

    private static final String TENANT_ROLE = "conserje_tenant";
    private static final String SYSTEM_ROLE = "conserje_system";

    /** A statement that is a transaction of its own: with no second one, it cannot idle in it. */
    SQL alone(Query statement) {
        return DSL.sql(
                "select set_config('role', {0}, true), set_config('app.current_tenant_id', {1}, true),"
                        + " set_config('statement_timeout', {2}, true); {3}",
                role(), tenantValue(), millis(timeouts.statement()), statement);
    }

    /** The first statement of several. */
    SQL first(Query statement) {
        return DSL.sql(
                "select set_config('role', {0}, true), set_config('app.current_tenant_id', {1}, true),"
                        + " set_config('statement_timeout', {2}, true),"
                        + " set_config('idle_in_transaction_session_timeout', {3}, true); {4}",
                role(), tenantValue(), millis(timeouts.statement()), millis(timeouts.idleInTransaction()), statement);
    }

    private Field<String> role() {
        return DSL.inline(tenant == null ? SYSTEM_ROLE : TENANT_ROLE);
    }

    private static Field<String> millis(Duration timeout) {
        return DSL.inline(Long.toString(timeout.toMillis()));
    }

    private Field<String> tenantValue() {
        return DSL.val(tenant == null ? "" : tenant.value());
    }

    @Override
    public String toString() {
        return tenant == null ? "the system" : "tenant " + tenant;
    }
}
