package io.conserje.postgres.tx;

import io.conserje.application.process.DatabaseClosedException;
import io.conserje.domain.tenancy.TenantId;
import java.sql.SQLException;
import java.util.function.Supplier;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Result;
import org.jooq.ResultQuery;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * Tells a database that takes no writes from a statement that goes too far: PostgreSQL refuses both with SQLState 42501.
 * A fence of a transfer takes rights away before every process has seen the closure.
 */
final class Refusals {

    private static final String INSUFFICIENT_PRIVILEGE = "42501";

    private static final Field<String> SCOPE = DSL.field("scope", String.class);
    private static final Field<String> REASON = DSL.field("reason", String.class);

    private static final String WHY = """
            select scope, reason from conserje.closures
            union all
            select '*', 'the schema needs a newer version of this process'
            from conserje.schema_epoch
            where oldest_process > {0}
            """;

    private Refusals() {}

    static boolean isRefusal(Throwable failed) {
        for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return INSUFFICIENT_PRIVILEGE.equals(sql.getSQLState());
            }
        }
        return false;
    }

    /** What is closed, and why. */
    static ResultQuery<? extends Record> why() {
        return DSL.resultQuery(WHY, DSL.val(Epoch.ofProcess())).coerce(SCOPE, REASON);
    }

    /**
     * The failure of a refused statement.
     *
     * @param closures asks {@link #why}
     * @return {@code refused} if nothing is closed for this context
     */
    static RuntimeException explained(
            RuntimeException refused, Context context, Supplier<Result<? extends Record>> closures) {
        Result<? extends Record> rows;
        try {
            rows = closures.get();
        } catch (RuntimeException unknown) {
            refused.addSuppressed(unknown);
            return refused;
        }
        return rows.stream()
                .filter(row -> concerns(row.get(SCOPE), context))
                .findFirst()
                .<RuntimeException>map(row -> closed(row, refused))
                .orElse(refused);
    }

    private static boolean concerns(String scope, Context context) {
        return scope.equals("*") || context.tenant() == null || scope.equals(context.tenantName());
    }

    private static DatabaseClosedException closed(Record row, RuntimeException refused) {
        String scope = row.get(SCOPE);
        return new DatabaseClosedException(
                hotel(scope),
                (scope.equals("*") ? "Writes are stopped" : "Writes of hotel " + scope + " are stopped") + " ("
                        + row.get(REASON) + "). Try again later.",
                refused);
    }

    private static @Nullable TenantId hotel(String scope) {
        return scope.equals("*") ? null : new TenantId(scope);
    }
}
