package io.conserje.db.transfer;

import java.util.List;

/**
 * What a transfer would do.
 *
 * @param refusals why it cannot begin, each with its remedy; empty if it can
 */
public record TransferPlan(List<TableSize> tables, List<String> refusals) {

    /**
     * A table of the source, in the order in which tables are copied.
     *
     * @param rows how many there are
     * @param bytes with indexes
     */
    public record TableSize(String table, long rows, long bytes) {}

    /** The rows of all tables. */
    public long rows() {
        return tables.stream().mapToLong(TableSize::rows).sum();
    }

    /** The bytes of all tables, with indexes. */
    public long bytes() {
        return tables.stream().mapToLong(TableSize::bytes).sum();
    }
}
