package io.conserje.db.transfer;

import java.util.List;

/** What a comparison of two databases found, table by table. */
public record Comparison(Snapshot from, Snapshot to, List<TableComparison> tables) {

    /** Whether both databases hold the same rows. */
    public boolean isEqual() {
        return tables.stream().allMatch(TableComparison::isEqual);
    }

    /** One table on both sides. */
    public record TableComparison(String table, Sum from, Sum to, List<RangeDifference> differences) {

        /** Whether both sides hold the same rows. */
        public boolean isEqual() {
            return differences.isEmpty();
        }
    }

    /**
     * A range of keys that differs.
     *
     * @param number of the range, from 0, in the order of the keys
     * @param keys the first keys that differ
     * @param more how many further keys differ
     */
    public record RangeDifference(int number, Sum from, Sum to, List<KeyDifference> keys, long more) {}

    /** How a row differs. */
    public enum Difference {
        ONLY_IN_FROM,
        ONLY_IN_TO,
        CHANGED
    }

    /** @param key the parts of the primary key; parts that may name a person are masked but for two characters */
    public record KeyDifference(String key, Difference difference) {}
}
