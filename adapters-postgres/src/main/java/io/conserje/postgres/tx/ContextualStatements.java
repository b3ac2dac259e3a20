package io.conserje.postgres.tx;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.jooq.Configuration;
import org.jooq.ConnectionProvider;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Result;
import org.jooq.ResultQuery;
import org.jooq.SQL;
import org.jooq.SQLDialect;
import org.jooq.Select;
import org.jooq.SelectFieldOrAsterisk;
import org.jooq.conf.Settings;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.jooq.impl.DataSourceConnectionProvider;
import org.jooq.impl.DefaultConfiguration;
import org.jooq.impl.DefaultConnectionProvider;

/** Sends statements with their context before them. */
final class ContextualStatements {

    private static final Configuration CONFIGURATION = new DefaultConfiguration()
            .set(SQLDialect.POSTGRES)
            .set(new Settings().withExecuteLogging(false).withFetchWarnings(false));

    private static final Configuration SKIPPING = CONFIGURATION.derive(SecondResult::new);

    private final DSLContext dsl;

    private ContextualStatements(ConnectionProvider connections) {
        this.dsl = DSL.using(SKIPPING.derive(connections));
    }

    /** Each on a connection of its own, at once a transaction of its own. */
    static ContextualStatements onAnyOf(DataSource connections) {
        return new ContextualStatements(new Committing(connections));
    }

    static ContextualStatements on(Connection connection) {
        return new ContextualStatements(new DefaultConnectionProvider(connection));
    }

    /** For the statements that come after the context has been sent. */
    static DSLContext plain(Connection connection) {
        return DSL.using(CONFIGURATION.derive(new DefaultConnectionProvider(connection)));
    }

    /** @param statement behind its context
     * @param query the statement by itself */
    <R extends Record> Result<R> fetch(SQL statement, ResultQuery<R> query) {
        return typed(dsl.resultQuery(statement).coerce(fieldsOf(query)).fetch());
    }

    int execute(SQL statement) {
        return dsl.query(statement).execute();
    }

    private static Field<?>[] fieldsOf(ResultQuery<?> query) {
        Field<?>[] fields = selectedBy(query);
        if (fields.length == 0) {
            throw new IllegalArgumentException(
                    "A plain SQL query must say the types of its columns: add .coerce(...) to it");
        }
        return fields;
    }

    /** Where a select says its columns, not by {@code fields()}: that renders the whole query to name a table after it. */
    private static Field<?>[] selectedBy(ResultQuery<?> query) {
        if (query instanceof Select<?> select) {
            List<? extends SelectFieldOrAsterisk> said = select.$select();
            if (!said.isEmpty() && said.stream().allMatch(Field.class::isInstance)) {
                return said.toArray(new Field<?>[0]);
            }
        }
        return query.fields();
    }

    @SuppressWarnings("unchecked") // the rows have the fields of the query, and R is no more than that
    private static <R extends Record> Result<R> typed(Result<Record> rows) {
        return (Result<R>) (Result<?>) rows;
    }

    private static final class Committing extends DataSourceConnectionProvider {

        Committing(DataSource connections) {
            super(connections);
        }

        @Override
        public Connection acquire() {
            Connection connection = super.acquire();
            try {
                connection.setAutoCommit(true);
                return connection;
            } catch (SQLException failed) {
                release(connection);
                throw new DataAccessException("The connection would not commit by itself", failed);
            }
        }
    }
}
