package io.conserje.postgres.tx;

import org.jooq.Record;
import org.jooq.Result;
import org.jooq.ResultQuery;
import org.jooq.RowCountQuery;

/** Runs statements for one tenant, or for the system. A query in plain SQL must say
 * the types of its columns, with {@code coerce}. */
public interface Statements {

    /** Runs a query, or a statement that returns rows. */
    <R extends Record> Result<R> fetch(ResultQuery<R> query);

    /** Runs a statement. */
    int execute(RowCountQuery query);
}
