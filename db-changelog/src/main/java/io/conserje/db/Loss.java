package io.conserje.db;

import java.util.List;

/**
 * Data that is lost when change sets are rolled back or applied.
 *
 * @param table the table in schema {@code conserje}
 * @param columns the columns that are dropped; empty if the table is dropped or only rows are deleted
 * @param where the condition of the rows that are deleted; empty if all rows are lost
 * @param rows the rows with such data now; -1 if this login may not see all rows
 */
public record Loss(String table, List<String> columns, String where, long rows) {

    public Loss {
        columns = List.copyOf(columns);
    }

    /** Whether something is lost, as far as this login can see. */
    public boolean isReal() {
        return rows != 0;
    }

    /** All of it in words. */
    public String describe() {
        String count = rows < 0 ? "an unknown number of rows" : rows == 1 ? "1 row" : rows + " rows";
        if (!columns.isEmpty()) {
            String word = columns.size() == 1 ? "column " : "columns ";
            return "of table " + table + ", " + word + String.join(", ", columns) + ": " + count;
        }
        return where.isEmpty()
                ? "table " + table + ": " + count
                : "of table " + table + ", rows where " + where + ": " + count;
    }
}
