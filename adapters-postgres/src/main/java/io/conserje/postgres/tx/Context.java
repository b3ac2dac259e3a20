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
 * The scope of a transaction, its planner settings and its timeouts. They are set with {@code set_config}, local to the
 * transaction, in the round trip of its first statement: both go in one flush, and the server runs them as one
 * transaction. The role is set first, so that row level security binds any login.
 *
 * @param tenant null for the system
 * @param planning calls that set planner settings, with a comma after the last; may be empty
 */
record Context(@Nullable TenantId tenant, String planning, Timeouts timeouts) {

    private static final String TENANT_ROLE = "conserje_tenant";
    private static final String SYSTEM_ROLE = "conserje_system";

    /** The database refuses to take work for a process that says no epoch, or one that is too old. */
    private static final String EPOCH = "set_config('app.epoch', '" + Epoch.ofProcess() + "', true), ";

    /**
     * Statements across hotels read a few rows of the hot parts of large tables, by indexes that have these rows in
     * order. The statistics of a queue are seldom current. A planner that trusts them reads everything that is due, or
     * the whole table, and sorts or hashes it to take the first few rows. With only one way left, a generic plan serves
     * every batch.
     *
     * <p>A disabled method that cannot be avoided adds ten thousand million to the cost, at which every execution would
     * be compiled. So {@code jit} is off as well.
     */
    private static final String IN_ORDER = "set_config('enable_bitmapscan', 'off', true),"
            + " set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true),"
            + " set_config('enable_seqscan', 'off', true), set_config('random_page_cost', '1.1', true),"
            + " set_config('jit', 'off', true), set_config('plan_cache_mode', 'force_generic_plan', true), ";

    /**
     * To the statistics of an empty queue all indexes look alike. Without sorting, the planner takes the index that has
     * the rows in the wanted order.
     */
    private static final String BY_INDEX_ORDER = IN_ORDER + "set_config('enable_sort', 'off', true), ";

    /**
     * How long a statement for several hotels waits for a lock. Longer than commits take, and much shorter than a host
     * may hold a row: what shares the statement must not wait for that.
     */
    private static final String BRIEFLY = IN_ORDER + "set_config('lock_timeout', '1000', true), ";

    static Context of(TenantId tenant, Timeouts timeouts) {
        return new Context(tenant, "", timeouts);
    }

    static Context ofSystem(Timeouts timeouts) {
        return new Context(null, IN_ORDER, timeouts);
    }

    static Context ofSystemBriefly(Timeouts timeouts) {
        return new Context(null, BRIEFLY, timeouts);
    }

    static Context ofSystemByIndexOrder(Timeouts timeouts) {
        return new Context(null, BY_INDEX_ORDER, timeouts);
    }

    /** A statement in a transaction of its own. As no second statement follows, it cannot idle. */
    SQL asTransaction(Query statement) {
        return withContext(setStatementTimeout() + ", true); ", statement);
    }

    /** The first statement of a transaction. */
    SQL asFirst(Query statement) {
        return withContext(
                setStatementTimeout() + ", true), set_config('idle_in_transaction_session_timeout', "
                        + millis(timeouts.idleInTransaction()) + ", true); ",
                statement);
    }

    /** Written piece by piece: jOOQ would parse a template for each statement, which costs more than sending it. */
    private SQL withContext(String timeoutsAndStart, Query statement) {
        return DSL.sql(
                "{0}",
                CustomQueryPart.of(out -> out.sql("select set_config('role', '" + roleName() + "', true), " + EPOCH
                                + planning + "set_config('app.current_tenant_id', ")
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
