package io.conserje.postgres.tx;

import org.jooq.Record;
import org.jooq.Result;
import org.jooq.ResultQuery;
import org.jooq.RowCountQuery;
import org.jooq.impl.DSL;

/**
 * Runs statements for one tenant, or for the system. A query in plain SQL states the types of its columns with {@code
 * coerce}.
 */
public interface Statements {

    /**
     * Runs a query, or a statement that returns rows.
     *
     * @throws io.conserje.application.store.StoreUnavailableException if the database cannot answer now
     * @throws IllegalArgumentException if a text has a NUL character
     * @throws IllegalStateException if the server refuses the statement, or this thread has another transaction open
     */
    <R extends Record> Result<R> fetch(ResultQuery<R> query);

    /**
     * Runs a statement.
     *
     * @return the number of rows that it changed
     * @throws io.conserje.application.store.StoreUnavailableException as for {@link #fetch}
     * @throws IllegalArgumentException as for {@link #fetch}
     * @throws IllegalStateException as for {@link #fetch}
     */
    int execute(RowCountQuery query);

    /**
     * Runs a query that returns one whole number.
     *
     * @throws io.conserje.application.store.StoreUnavailableException as for {@link #fetch}
     * @throws IllegalArgumentException as for {@link #fetch}
     * @throws IllegalStateException as for {@link #fetch}
     */
    default int count(ResultQuery<?> query) {
        return fetch(query.coerce(DSL.count())).getFirst().value1();
    }
}
