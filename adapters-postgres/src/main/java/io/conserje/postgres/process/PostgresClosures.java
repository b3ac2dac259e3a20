package io.conserje.postgres.process;

import static io.conserje.postgres.schema.Tables.CLOSURES;
import static io.conserje.postgres.schema.Tables.SCHEMA_EPOCH;

import io.conserje.application.process.Closure;
import io.conserje.application.process.Closures;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.tx.Transactions;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jooq.Record;
import org.jooq.Result;
import org.jooq.impl.DSL;

/** Closures in {@code conserje.closures}, and the epoch in {@code conserje.schema_epoch}. */
public final class PostgresClosures implements Closures {

    private static final String EVERYTHING = "*";
    private static final String NO_TABLE = "42P01";
    private static final Reading BEFORE_EPOCHS = new Reading(0, 0, List.of());

    private final Transactions transactions;

    /** Every call is a transaction of its own. */
    public PostgresClosures(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public Reading read() {
        try {
            return reading(transactions
                    .eachForSystem()
                    .fetch(DSL.select(
                                    SCHEMA_EPOCH.EPOCH,
                                    SCHEMA_EPOCH.OLDEST_PROCESS,
                                    CLOSURES.SCOPE,
                                    CLOSURES.KIND,
                                    CLOSURES.REASON,
                                    CLOSURES.SINCE)
                            .from(SCHEMA_EPOCH)
                            .leftJoin(CLOSURES)
                            .on(DSL.trueCondition())));
        } catch (IllegalStateException failed) {
            if (isMissingTable(failed)) {
                return BEFORE_EPOCHS;
            }
            throw failed;
        }
    }

    private static Reading reading(Result<? extends Record> rows) {
        if (rows.isEmpty()) {
            return BEFORE_EPOCHS;
        }
        Record first = rows.getFirst();
        return new Reading(
                first.get(SCHEMA_EPOCH.EPOCH),
                first.get(SCHEMA_EPOCH.OLDEST_PROCESS),
                rows.stream()
                        .filter(row -> row.get(CLOSURES.SCOPE) != null)
                        .map(PostgresClosures::closure)
                        .toList());
    }

    private static Closure closure(Record row) {
        String scope = Objects.requireNonNull(row.get(CLOSURES.SCOPE));
        return new Closure(
                scope.equals(EVERYTHING) ? null : new TenantId(scope),
                Closure.Kind.valueOf(row.get(CLOSURES.KIND).toUpperCase(Locale.ROOT)),
                row.get(CLOSURES.REASON),
                row.get(CLOSURES.SINCE).toInstant());
    }

    private static boolean isMissingTable(Throwable failed) {
        for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && NO_TABLE.equals(sql.getSQLState())) {
                return true;
            }
        }
        return false;
    }
}
