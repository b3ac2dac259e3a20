package io.conserje.postgres.tx;

import io.conserje.application.transaction.TransactionListener;
import io.conserje.domain.tenancy.TenantId;
import java.time.Duration;
import org.jooq.Query;
import org.jooq.SQL;
import org.jooq.impl.CustomQueryPart;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * For whom a transaction runs, how it is planned, and how long it may take: said by {@code set_config}, local to the
 * transaction, in the same network round trip as its first statement: both go in one flush, and the server runs them as one
 * transaction. The role is dropped first, so that row level security binds whatever the login.
 *
 * @param tenant null for the system
 * @param planning what the planner is told, to go before the tenant
 */
record Context(@Nullable TenantId tenant, String planning, Timeouts timeouts) {

    private static final String TENANT_ROLE = "conserje_tenant";
    private static final String SYSTEM_ROLE = "conserje_system";

    /**
     * What runs across hotels reads a few rows of the hot parts of large tables, by indexes that have them in order. Statistics
     * of a queue are seldom those of this moment: by them the planner reads all that is due, or the whole table, and sorts or
     * hashes it, to take the first few. With one way to do it there is nothing to plan anew for each batch. What is off costs
     * ten thousand million where it cannot be avoided, for which every execution would be compiled: that is off, too.
     */
    private static final String IN_ORDER = "set_config('enable_bitmapscan', 'off', true),"
            + " set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true),"
            + " set_config('enable_seqscan', 'off', true), set_config('random_page_cost', '1.1', true),"
            + " set_config('jit', 'off', true), set_config('plan_cache_mode', 'force_generic_plan', true), ";

    /**
     * Statistics of an empty queue make all its indexes look alike. Where only one of them has the rows in the order that is
     * asked for, this tells it from the others.
     */
    private static final String BY_INDEX_ORDER = IN_ORDER + "set_config('enable_sort', 'off', true), ";

    static Context of(TenantId tenant, Timeouts timeouts) {
        return new Context(tenant, "", timeouts);
    }

    static Context ofSystem(Timeouts timeouts) {
        return new Context(null, IN_ORDER, timeouts);
    }

    static Context ofSystemByIndexOrder(Timeouts timeouts) {
        return new Context(null, BY_INDEX_ORDER, timeouts);
    }

    /** A statement that is a transaction of its own: with no second one, it cannot idle in it. */
    SQL alone(Query statement) {
        return behind(setStatementTimeout() + ", true); ", statement);
    }

    /** The first statement of several. */
    SQL first(Query statement) {
        return behind(
                setStatementTimeout() + ", true), set_config('idle_in_transaction_session_timeout', "
                        + millis(timeouts.idleInTransaction()) + ", true); ",
                statement);
    }

    /** Written out, as a template of all of it would be read again for each statement, which costs more than sending it. */
    private SQL behind(String timeoutsAndStart, Query statement) {
        return DSL.sql(
                "{0}",
                CustomQueryPart.of(out -> out.sql("select set_config('role', '" + roleName() + "', true), " + planning
                                + "set_config('app.current_tenant_id', ")
                        .visit(DSL.val(tenantName()))
                        .sql(timeoutsAndStart)
                        .visit(statement)));
    }

    private String setStatementTimeout() {
        return ", true), set_config('statement_timeout', " + millis(timeouts.statement());
    }

    String roleName() {
        return tenant == null ? SYSTEM_ROLE : TENANT_ROLE;
    }

    /** Empty for the system. */
    String tenantName() {
        return tenant == null ? "" : tenant.value();
    }

    TransactionListener.Scope scope() {
        return tenant == null ? TransactionListener.Scope.SYSTEM : TransactionListener.Scope.TENANT;
    }

    private static String millis(Duration timeout) {
        return "'" + timeout.toMillis() + "'";
    }

    @Override
    public String toString() {
        return tenant == null ? "the system" : "tenant " + tenant;
    }
}
