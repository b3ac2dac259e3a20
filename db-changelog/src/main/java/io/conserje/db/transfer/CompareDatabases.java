package io.conserje.db.transfer;

import io.conserje.db.transfer.Comparison.Difference;
import io.conserje.db.transfer.Comparison.KeyDifference;
import io.conserje.db.transfer.Comparison.RangeDifference;
import io.conserje.db.transfer.Comparison.TableComparison;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import javax.sql.DataSource;

/**
 * Compares all tables of schema {@code conserje} in two databases, PostgreSQL 15 or newer on either side. Each side is read
 * in one transaction, so the result holds for the two snapshots that it names; databases in use may be compared. Nothing is
 * written. Thread-safe.
 */
public final class CompareDatabases {

    private static final int KEYS_SHOWN = 20;
    private static final String HOTELS = "select tenant_id from conserje.tenants";

    private final DataSource from;
    private final DataSource to;
    private final Scope scope;

    /** Compares all hotels, as the other constructor does. */
    public CompareDatabases(DataSource from, DataSource to) {
        this(from, to, List.of());
    }

    /**
     * Both logins must see every row: superuser or BYPASSRLS. The data sources are the caller's to close.
     *
     * @param tenants the hotels to compare; empty for all hotels
     * @throws TransferRefusedException if an id cannot be a hotel's
     */
    public CompareDatabases(DataSource from, DataSource to, List<String> tenants) {
        this.from = from;
        this.to = to;
        this.scope = new Scope(tenants);
    }

    /**
     * Compares the databases.
     *
     * @param progress receives each table when it has been compared
     * @throws TransferRefusedException if a login does not see every row, if the schemas differ, if both ends are one
     *     database, or if neither has one of the hotels
     * @throws SQLException if a database cannot be reached or read
     */
    public Comparison compare(Consumer<TableComparison> progress) throws SQLException {
        try (ReadingSession source = ReadingSession.open(from);
                ReadingSession target = ReadingSession.open(to)) {
            Shapes.refuseWhatDiffers(source.session(), target.session());
            SameDatabase.refuse(source.session(), target.session());
            refuseUnknownHotels(source.session(), target.session());
            return compare(source, target, scope, progress);
        }
    }

    /** Nothing equals nothing, which proves nothing. */
    private void refuseUnknownHotels(Session source, Session target) throws SQLException {
        Set<String> known = new HashSet<>(source.texts(HOTELS + scope.where()));
        known.addAll(target.texts(HOTELS + scope.where()));
        List<String> unknown = scope.tenants().stream()
                .filter(tenant -> !known.contains(tenant))
                .map(tenant -> "--tenant: neither database has a hotel " + tenant
                        + ". See the hotels with: ./conserje tenants list")
                .toList();
        if (!unknown.isEmpty()) {
            throw new TransferRefusedException(unknown);
        }
    }

    /** Compares the states that the sessions read, which may have been opened long before. */
    static Comparison compare(
            ReadingSession source, ReadingSession target, Scope scope, Consumer<TableComparison> progress)
            throws SQLException {
        Shapes.refuseWhatDiffers(source.session(), target.session());
        List<TableComparison> tables = new ArrayList<>();
        for (Table table : Catalog.tables(source.session(), scope).values()) {
            TableComparison compared = compare(table, source, target);
            progress.accept(compared);
            tables.add(compared);
        }
        return new Comparison(source.snapshot(), target.snapshot(), tables);
    }

    /** Most tables are equal. Ranges cost another scan, so they are cut only in those that are not. */
    private static TableComparison compare(Table table, ReadingSession source, ReadingSession target)
            throws SQLException {
        TableComparison whole = compare(table, List.of(), source, target, false);
        return whole.from().equals(whole.to()) ? whole : compare(table, source.bounds(table), source, target, true);
    }

    private static TableComparison compare(
            Table table, List<String> bounds, ReadingSession source, ReadingSession target, boolean nameDifferences)
            throws SQLException {
        FutureTask<Map<Integer, Sum>> theirs = inBackground(() -> target.sums(table, bounds));
        Map<Integer, Sum> ours = source.sums(table, bounds);
        return nameDifferences
                ? compared(table, bounds, ours, result(theirs), source, target)
                : new TableComparison(table.name(), whole(ours), whole(result(theirs)), List.of());
    }

    private static Sum whole(Map<Integer, Sum> ranges) {
        return ranges.values().stream().reduce(Sum.NOTHING, Sum::plus);
    }

    private static TableComparison compared(
            Table table,
            List<String> bounds,
            Map<Integer, Sum> ours,
            Map<Integer, Sum> theirs,
            ReadingSession source,
            ReadingSession target)
            throws SQLException {
        TreeSet<Integer> numbers = new TreeSet<>(ours.keySet());
        numbers.addAll(theirs.keySet());
        List<RangeDifference> differences = new ArrayList<>();
        Sum allOurs = Sum.NOTHING;
        Sum allTheirs = Sum.NOTHING;
        for (int number : numbers) {
            Sum one = ours.getOrDefault(number, Sum.NOTHING);
            Sum other = theirs.getOrDefault(number, Sum.NOTHING);
            allOurs = allOurs.plus(one);
            allTheirs = allTheirs.plus(other);
            if (!one.equals(other)) {
                try (Rows left = source.rows(table, bounds, number);
                        Rows right = target.rows(table, bounds, number)) {
                    differences.add(range(number, one, other, left, right));
                }
            }
        }
        return new TableComparison(table.name(), allOurs, allTheirs, differences);
    }

    /** Walks both sides in the order of their keys, and names the keys that differ. */
    private static RangeDifference range(int number, Sum from, Sum to, Rows left, Rows right) throws SQLException {
        List<KeyDifference> keys = new ArrayList<>();
        long differing = 0;
        while (left.isPresent() || right.isPresent()) {
            int order = order(left, right);
            if (order != 0 || !left.isSameRowAs(right)) {
                differing++;
                if (keys.size() < KEYS_SHOWN) {
                    keys.add(order <= 0 ? key(left, order) : key(right, order));
                }
            }
            if (order <= 0) {
                left.next();
            }
            if (order >= 0) {
                right.next();
            }
        }
        return new RangeDifference(number, from, to, keys, differing - keys.size());
    }

    private static KeyDifference key(Rows rows, int order) throws SQLException {
        Difference difference =
                order < 0 ? Difference.ONLY_IN_FROM : order > 0 ? Difference.ONLY_IN_TO : Difference.CHANGED;
        return new KeyDifference(rows.shownKey(), difference);
    }

    /** Negative if the left key comes first or the right side has ended. */
    private static int order(Rows left, Rows right) throws SQLException {
        if (!left.isPresent()) {
            return 1;
        }
        return right.isPresent() ? compareBytes(left.key(), right.key()) : -1;
    }

    /** As collation "C" compares: by the bytes of UTF-8, which is the order of the code points. */
    private static int compareBytes(String one, String other) {
        return Arrays.compareUnsigned(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    private static <T> FutureTask<T> inBackground(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        Thread.ofVirtual().name("compare").start(task);
        return task;
    }

    private static <T> T result(FutureTask<T> task) throws SQLException {
        try {
            return task.get();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof SQLException cause) {
                throw cause;
            }
            throw new IllegalStateException("The comparison failed", failed.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("The comparison was interrupted", interrupted);
        }
    }
}
