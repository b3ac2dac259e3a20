package io.conserje.db.transfer;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a transfer would do.
 *
 * @param live the sessions, holds and leases that would be moved from Redis or into it; null if none was named
 * @param notes what an operator should know, one sentence each
 * @param refusals why it cannot begin, each with its remedy; empty if it can
 */
public record TransferPlan(
        List<TableSize> tables, @Nullable LiveCounts live, List<String> notes, List<String> refusals) {

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

    /** The free disk that the target needs: a load writes its log beside the rows. */
    public long bytesNeeded() {
        return bytes() * 3 / 2;
    }

    /**
     * The refusals, with one more if the rows may not fit.
     *
     * @param bytesFree of the target's disk
     */
    public List<String> refusals(long bytesFree) {
        if (bytesNeeded() <= bytesFree) {
            return refusals;
        }
        List<String> all = new ArrayList<>(refusals);
        all.add("--to: " + bytesFree + " bytes of disk are free, and the transfer may need " + bytesNeeded()
                + ". Enlarge the disk first: Supabase closes a database whose disk is 95 % full.");
        return all;
    }
}
