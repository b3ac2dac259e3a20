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

/** Sends statements to the server, each with the context before it. */
final class StatementSender {

    private static final Configuration CONFIGURATION = new DefaultConfiguration()
            .set(SQLDialect.POSTGRES)
            .set(new Settings().withExecuteLogging(false).withFetchWarnings(false));

    private static final Configuration SKIPPING_CONTEXT = CONFIGURATION.derive(ContextResultSkipper::new);

    private final DSLContext dsl;

    private StatementSender(ConnectionProvider connections) {
        this.dsl = DSL.using(SKIPPING_CONTEXT.derive(connections));
    }

    /** Sends each statement on any connection, as a transaction of its own. */
    static StatementSender onAnyOf(DataSource connections) {
        return new StatementSender(new AutoCommitting(connections));
    }

    /** Sends statements on this connection, in its transaction. */
    static StatementSender on(Connection connection) {
        return new StatementSender(new DefaultConnectionProvider(connection));
    }

    /** Sends each statement on the kept connection, as a transaction of its own. */
    static StatementSender on(KeptConnection kept) {
        return new StatementSender(kept);
    }

    /** For statements after the first one of a transaction, which need no context. */
    static DSLContext plain(Connection connection) {
        return DSL.using(CONFIGURATION.derive(new DefaultConnectionProvider(connection)));
    }

    /**
     * Runs a query.
     *
     * @param statement the query with its context
     * @param query the query alone, for the types of its columns
     */
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
                    "A query in plain SQL states no types of its columns. Add .coerce(...) to it.");
        }
        return fields;
    }

    /** Avoids {@code fields()} for a select that lists its columns, as it renders the whole query to name a table. */
    private static Field<?>[] selectedBy(ResultQuery<?> query) {
        if (query instanceof Select<?> select) {
            List<? extends SelectFieldOrAsterisk> columns = select.$select();
            if (!columns.isEmpty() && columns.stream().allMatch(Field.class::isInstance)) {
                return columns.toArray(new Field<?>[0]);
            }
        }
        return query.fields();
    }

    @SuppressWarnings("unchecked") // The rows have the fields of the query, and R stands for them.
    private static <R extends Record> Result<R> typed(Result<Record> rows) {
        return (Result<R>) (Result<?>) rows;
    }

    private static final class AutoCommitting extends DataSourceConnectionProvider {

        AutoCommitting(DataSource connections) {
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
                throw new DataAccessException("The connection cannot be set to auto-commit.", failed);
            }
        }
    }
}
