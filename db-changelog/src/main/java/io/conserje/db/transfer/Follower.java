package io.conserje.db.transfer;

import io.conserje.db.transfer.Change.Begin;
import io.conserje.db.transfer.Change.Commit;
import io.conserje.db.transfer.Change.Delete;
import io.conserje.db.transfer.Change.Insert;
import io.conserje.db.transfer.Change.Other;
import io.conserje.db.transfer.Change.Relation;
import io.conserje.db.transfer.Change.Truncate;
import io.conserje.db.transfer.Change.Update;
import io.conserje.db.transfer.Change.Value;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postgresql.replication.LogSequenceNumber;

/**
 * Carries the source's changes to the target, transaction by transaction. The position in the source's log commits together
 * with the changes before it, so that what is read twice after a cut is applied once. Memory does not grow with the size of
 * a transaction. Not thread-safe.
 */
final class Follower {

    /** The server ends its answer with the transaction that reaches this number. */
    private static final int CHANGES_OF_A_ROUND = 10_000;

    private static final int FETCH_ROWS = 500;

    /** Changes wait in memory until they have this size, about. */
    private static final int FLUSH_BYTES = 8 * 1024 * 1024;

    /** The size of a value beside its bytes, of which most values have few. */
    private static final int VALUE_BYTES = 100;

    /** The source keeps this much of its log at most when nothing is written that the target wants. */
    private static final int IDLE_BYTES = 1024 * 1024;

    private static final String PEEK = "select data from pg_logical_slot_peek_binary_changes(?, null, ?,"
            + " 'proto_version', '1', 'publication_names', ?)";

    private final Session source;
    private final Session target;
    private final TransferLog log;
    private final Slot slot;
    private final Map<String, Table> tables;
    private final Map<String, SeenTransactions> copied;
    private final ApplyChanges apply;

    private final Map<Integer, Layout> layouts = new HashMap<>();
    private final Map<String, NetChanges> waiting = new HashMap<>();
    private long waitingBytes;
    private Begin transaction = new Begin(0, Instant.EPOCH, 0);
    private boolean isApplied;

    /** How the stream orders the columns of a table. */
    private record Layout(Table table, List<Integer> positions) {}

    /**
     * @param target a session without triggers
     * @param copied for each table the transactions that its copy saw, by name
     */
    Follower(
            Session source,
            Session target,
            TransferLog log,
            Slot slot,
            Map<String, Table> tables,
            Map<String, SeenTransactions> copied) {
        this.source = source;
        this.target = target;
        this.log = log;
        this.slot = slot;
        this.tables = tables;
        this.copied = copied;
        this.apply = new ApplyChanges(target);
    }

    /**
     * Applies some of the transactions that the source has committed.
     *
     * @return how many; 0 if the target has everything
     * @throws TransferRefusedException if the source does not keep its changes any more
     */
    int round() throws SQLException {
        Slot.State before = slot.alive();
        long applied = log.appliedLsn();
        int transactions = source.atomically(() -> target.atomically(() -> applyAfter(applied)));
        if (transactions > 0) {
            slot.advance(LogSequenceNumber.valueOf(log.appliedLsn()).asString());
        } else if (before.lagBytes() > IDLE_BYTES) {
            // Nothing up to there was for the target.
            slot.advance(before.end());
        }
        return transactions;
    }

    /** When the last transaction that a round applied was committed. */
    Instant committedAt() {
        return transaction.committedAt();
    }

    private int applyAfter(long applied) throws SQLException {
        int transactions = 0;
        long end = applied;
        try (PreparedStatement statement = source.connection().prepareStatement(PEEK)) {
            statement.setFetchSize(FETCH_ROWS);
            statement.setString(1, slot.name());
            statement.setInt(2, CHANGES_OF_A_ROUND);
            statement.setString(3, slot.name());
            try (ResultSet messages = statement.executeQuery()) {
                while (messages.next()) {
                    byte[] message = messages.getBytes(1);
                    Change change = PgOutput.read(message);
                    if (change instanceof Begin begin) {
                        transaction = begin;
                        isApplied = Long.compareUnsigned(begin.commitLsn(), applied) < 0;
                    } else if (change instanceof Commit commit && !isApplied) {
                        end = commit.endLsn();
                        transactions++;
                    } else {
                        take(change, message.length);
                    }
                }
            }
        }
        flush();
        if (transactions > 0) {
            log.recordApplied(end, transaction.committedAt());
        }
        return transactions;
    }

    private void take(Change change, int bytes) throws SQLException {
        switch (change) {
            case Relation relation -> layouts.put(relation.id(), layout(relation));
            case Insert insert ->
                row(insert.relation(), bytes, (layout, net) -> net.written(ordered(layout, insert.row())));
            case Update update ->
                row(
                        update.relation(),
                        bytes,
                        (layout, net) ->
                                net.updated(oldKey(layout, net, update.oldKey()), ordered(layout, update.row())));
            case Delete delete ->
                row(
                        delete.relation(),
                        bytes,
                        (layout, net) -> net.deleted(net.keyOf(ordered(layout, delete.oldKey()))));
            case Truncate truncate -> truncate(truncate);
            case Begin ignored -> {}
            case Commit ignored -> {}
            case Other ignored -> {}
        }
    }

    private interface RowChange {
        void to(Layout layout, NetChanges net);
    }

    private void row(int relation, int bytes, RowChange change) throws SQLException {
        Layout layout = layout(relation);
        if (isApplied || isInCopy(layout.table())) {
            return;
        }
        change.to(layout, waiting.computeIfAbsent(layout.table().name(), name -> new NetChanges(layout.table())));
        waitingBytes += bytes + (long) VALUE_BYTES * layout.table().columns().size();
        if (waitingBytes > FLUSH_BYTES) {
            flush();
        }
    }

    private boolean isInCopy(Table table) {
        SeenTransactions seen = copied.get(table.name());
        return seen != null && seen.contain(transaction.xid());
    }

    private Layout layout(int relation) {
        Layout layout = layouts.get(relation);
        if (layout == null) {
            throw new IllegalStateException("A change names no known table");
        }
        return layout;
    }

    private Layout layout(Relation relation) {
        Table table = tables.get(relation.table());
        if (table == null || relation.columns().size() != table.columns().size()) {
            throw new TransferRefusedException(
                    List.of("The schema of the source changed during the transfer: table " + relation.table()
                            + " is not the one that was copied. Undo it with: ./conserje db transfer abort"));
        }
        return new Layout(table, relation.columns().stream().map(table::indexOf).toList());
    }

    private static List<Value> ordered(Layout layout, List<Value> row) {
        Value[] ordered = new Value[row.size()];
        for (int i = 0; i < ordered.length; i++) {
            ordered[layout.positions().get(i)] = row.get(i);
        }
        return List.of(ordered);
    }

    private static @Nullable List<String> oldKey(Layout layout, NetChanges net, @Nullable List<Value> row) {
        return row == null ? null : net.keyOf(ordered(layout, row));
    }

    private void truncate(Truncate truncate) throws SQLException {
        List<Table> emptied = new ArrayList<>();
        for (int relation : truncate.relations()) {
            Table table = layout(relation).table();
            if (!isApplied && !isInCopy(table)) {
                emptied.add(table);
            }
        }
        flush();
        for (Table table : emptied) {
            target.run("delete from " + table.qualifiedName() + table.scope().where());
        }
    }

    private void flush() throws SQLException {
        for (NetChanges changes : waiting.values()) {
            apply.apply(changes);
        }
        waiting.clear();
        waitingBytes = 0;
    }
}
