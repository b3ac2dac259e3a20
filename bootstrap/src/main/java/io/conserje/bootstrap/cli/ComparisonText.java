package io.conserje.bootstrap.cli;

import io.conserje.db.transfer.Comparison;
import io.conserje.db.transfer.Comparison.RangeDifference;
import io.conserje.db.transfer.Comparison.TableComparison;
import io.conserje.db.transfer.Snapshot;
import io.conserje.db.transfer.Sum;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** How a comparison of two databases is shown. */
final class ComparisonText {

    private ComparisonText() {}

    /** The summary, after the tables. */
    static void print(Comparison comparison, PrintWriter out) {
        out.println("--from: " + line(comparison.from()));
        out.println("--to:   " + line(comparison.to()));
        long differing =
                comparison.tables().stream().filter(table -> !table.isEqual()).count();
        out.println(
                differing == 0
                        ? "Equal: " + comparison.tables().size() + " tables, " + rows(comparison) + " rows."
                        : differing + " of " + comparison.tables().size() + " tables differ.");
    }

    private static long rows(Comparison comparison) {
        return comparison.tables().stream()
                .mapToLong(table -> table.from().rows())
                .sum();
    }

    private static String line(Snapshot snapshot) {
        return "PostgreSQL " + snapshot.serverVersion() + ", read at " + snapshot.at() + ", snapshot "
                + snapshot.transactions();
    }

    static void print(TableComparison table, PrintWriter out) {
        out.println(String.format(
                Locale.ROOT,
                "%-26s %12d %12d  %s",
                table.table(),
                table.from().rows(),
                table.to().rows(),
                table.isEqual() ? "equal" : "DIFFERENT"));
        for (RangeDifference range : table.differences()) {
            out.println("  range " + range.number() + ": " + range.from().rows() + " and "
                    + range.to().rows() + " rows");
            range.keys().forEach(key -> out.println("    " + word(key.difference()) + "  " + key.key()));
            if (range.more() > 0) {
                out.println("    and " + range.more() + " more");
            }
        }
        out.flush();
    }

    private static String word(Comparison.Difference difference) {
        return switch (difference) {
            case ONLY_IN_FROM -> "only in --from";
            case ONLY_IN_TO -> "only in --to  ";
            case CHANGED -> "changed       ";
        };
    }

    static Map<String, Object> asMap(Comparison comparison) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("equal", comparison.isEqual());
        map.put("from", asMap(comparison.from()));
        map.put("to", asMap(comparison.to()));
        map.put(
                "tables",
                comparison.tables().stream().map(ComparisonText::asMap).toList());
        return map;
    }

    private static Map<String, Object> asMap(Snapshot snapshot) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("serverVersion", snapshot.serverVersion());
        map.put("at", snapshot.at());
        map.put("snapshot", snapshot.transactions());
        return map;
    }

    static Map<String, Object> asMap(TableComparison table) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("table", table.table());
        map.put("equal", table.isEqual());
        map.put("from", asMap(table.from()));
        map.put("to", asMap(table.to()));
        map.put(
                "differences",
                table.differences().stream().map(ComparisonText::asMap).toList());
        return map;
    }

    private static Map<String, Object> asMap(Sum sum) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("rows", sum.rows());
        map.put("checksum", sum.checksum());
        return map;
    }

    private static Map<String, Object> asMap(RangeDifference range) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("range", range.number());
        map.put("from", asMap(range.from()));
        map.put("to", asMap(range.to()));
        map.put("keys", range.keys().stream().map(ComparisonText::asMap).toList());
        map.put("more", range.more());
        return map;
    }

    private static Map<String, Object> asMap(Comparison.KeyDifference key) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("key", key.key());
        map.put("difference", key.difference().name().toLowerCase(Locale.ROOT));
        return map;
    }
}
