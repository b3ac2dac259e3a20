package io.conserje.db.transfer;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One message of a stream of changes. */
sealed interface Change {

    /**
     * A transaction of the source begins.
     *
     * @param commitLsn where its commit is in the source's log
     * @param xid the low 32 bits of its number
     */
    record Begin(long commitLsn, Instant committedAt, int xid) implements Change {}

    /** @param endLsn where the log goes on after the transaction */
    record Commit(long endLsn) implements Change {}

    /** Names the columns of the rows that follow. */
    record Relation(int id, String schema, String table, List<String> columns) implements Change {}

    /** A row was written. */
    record Insert(int relation, List<Value> row) implements Change {}

    /** @param oldKey a row of which only the key is set; null if the key did not change */
    record Update(int relation, @Nullable List<Value> oldKey, List<Value> row) implements Change {}

    /** @param oldKey a row of which only the key is set */
    record Delete(int relation, List<Value> oldKey) implements Change {}

    /** Tables were emptied. */
    record Truncate(List<Integer> relations) implements Change {}

    /** What does not change rows. */
    record Other() implements Change {}

    /**
     * The value of a column.
     *
     * @param text as the type's output; null for NULL, and for a value that was not sent
     * @param isSent false for a large value that the update did not change
     */
    record Value(@Nullable String text, boolean isSent) {

        static final Value NULL = new Value(null, true);
        static final Value UNCHANGED = new Value(null, false);
    }
}
