package io.conserje.postgres.tx;

import java.sql.Connection;
import java.util.function.Function;
import org.jooq.Configuration;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Query;
import org.jooq.Record;
import org.jooq.Result;
import org.jooq.ResultQuery;
import org.jooq.RowCountQuery;
import org.jooq.SQL;
import org.jooq.SQLDialect;
import org.jooq.conf.Settings;
import org.jooq.impl.DSL;
import org.jooq.impl.DefaultConfiguration;
import org.jooq.impl.DefaultConnectionProvider;

/** Sends statements with their context before them. */
final class ContextualStatements {

    private static final Configuration CONFIGURATION = new DefaultConfiguration()
            .set(SQLDialect.POSTGRES)
            .set(new Settings().withExecuteLogging(false).withFetchWarnings(false));

    private static final Configuration SKIPPING = CONFIGURATION.derive(SecondResult::new);

    private final DSLContext dsl;
    private final Function<Query, SQL> context;

    /** @param context puts the context before a statement */
    ContextualStatements(Connection connection, Function<Query, SQL> context) {
        this.dsl = on(connection, SKIPPING);
        this.context = context;
    }

    /** For the statements that come after the context has been sent. */
    static DSLContext plain(Connection connection) {
        return on(connection, CONFIGURATION);
    }

    private static DSLContext on(Connection connection, Configuration configuration) {
        return DSL.using(configuration.derive(new DefaultConnectionProvider(connection)));
    }

    <R extends Record> Result<R> fetch(ResultQuery<R> query) {
        return typed(
                dsl.resultQuery(context.apply(query)).coerce(fieldsOf(query)).fetch());
    }

    int execute(RowCountQuery query) {
        return dsl.query(context.apply(query)).execute();
    }

    private static Field<?>[] fieldsOf(ResultQuery<?> query) {
        Field<?>[] fields = query.fields();
        if (fields.length == 0) {
            throw new IllegalArgumentException(
                    "A plain SQL query must say the types of its columns: add .coerce(...) to it");
        }
        return fields;
    }

    @SuppressWarnings("unchecked") // the rows have the fields of the query, and R is no more than that
    private static <R extends Record> Result<R> typed(Result<Record> rows) {
        return (Result<R>) (Result<?>) rows;
    }
}
