package io.conserje.db.transfer;

import io.conserje.db.transfer.BackupManifest.Identity;
import io.conserje.db.transfer.Closures.Kind;
import io.conserje.db.transfer.TransferLog.Copied;
import io.conserje.db.transfer.TransferLog.Run;
import io.conserje.db.transfer.TransferLog.Step;
import io.conserje.db.transfer.TransferOptions.Mode;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;

/** One run, from the step that the target has recorded. Each step may be begun again. Not thread-safe. */
final class Transfer implements AutoCloseable {

    /** Before the first step. */
    static final String BEGIN = "begin";

    private static final String ABORT = "abort";
    private static final String CONNECTION_FAILURE = "08006";
    private static final Duration IDLE = Duration.ofMillis(200);

    /** A target that is no more than this behind has the rest within a second of the freeze. */
    private static final int NEAR_BYTES = 1024 * 1024;

    private final DataSource from;
    private final DataSource to;
    private final Session source;
    private final Session target;
    private final TransferLog log;
    private final TransferOptions options;
    private final boolean isWayBack;
    private final Scope scope;
    private final Slot slot;
    private final Map<String, Table> tables;
    private final TransferListener listener;
    private final LiveTransfer live;
    private String step = BEGIN;
    private boolean isFinished;

    private Transfer(
            DataSource from,
            DataSource to,
            Session source,
            Session target,
            Run run,
            TransferListener listener,
            LiveStores stores)
            throws SQLException {
        this.from = from;
        this.to = to;
        this.source = source;
        this.target = target;
        this.log = TransferLog.of(target, run.id());
        this.options = run.options();
        this.isWayBack = run.isWayBack();
        this.scope = options.scope();
        this.slot = new Slot(source, run.id());
        this.tables = Catalog.tables(source, scope);
        this.listener = listener;
        this.live = new LiveTransfer(stores, source, target, run, listener);
    }

    /** @throws TransferRefusedException if the schemas differ by now */
    static Transfer open(DataSource from, DataSource to, Run run, TransferListener listener, LiveStores stores)
            throws SQLException {
        Session source = Session.open(from);
        try {
            Session target = Session.open(to);
            try {
                Shapes.refuseWhatDiffers(source, target);
                return new Transfer(from, to, source, target, run, listener, stores);
            } catch (SQLException | RuntimeException failed) {
                target.close();
                throw failed;
            }
        } catch (SQLException | RuntimeException failed) {
            source.close();
            throw failed;
        }
    }

    private boolean follows() {
        return options.mode() == Mode.FOLLOW;
    }

    /** What a failure ends. */
    TransferCutException cut(SQLException failed) {
        if (isFinished) {
            return TransferCutException.afterOpening(failed);
        }
        return step.equals(ABORT) ? TransferCutException.ofAbort(failed) : TransferCutException.at(step, failed);
    }

    /** What a failure of a store beside the databases ends. */
    TransferCutException cut(LiveStoreException failed) {
        return step.equals(ABORT) ? TransferCutException.ofAbort(failed) : TransferCutException.at(step, failed);
    }

    private void begin(String next) {
        step = next;
        listener.began(next);
    }

    /** Copies what is not copied yet; freezes the source before, if it is not followed. */
    void copy() throws SQLException {
        if (log.step() != Step.COPY) {
            return;
        }
        live.checkNamed();
        if (follows()) {
            slot.create(tables.values());
        } else {
            freezeSource();
        }
        begin("copy");
        listener.copying(rowsLeft());
        // Foreign keys were checked in the source. Where they stay, tables come after those that they refer to.
        target.turnTriggersOffWhereAllowed();
        try {
            copyTables();
            log.enter(follows() ? Step.FOLLOW : Step.FREEZE);
        } catch (NoSuchElementException confused) {
            // The driver loses count of its answers when the server ends a connection that copied.
            throw new SQLException("The connection to the target was lost.", CONNECTION_FAILURE, confused);
        }
    }

    private void copyTables() throws SQLException {
        for (Table table : tables.values()) {
            forgetWhatCannotGoOn(table);
            new CopyTable(table, source, target, log).copy(rows -> listener.copied(table.name(), rows));
        }
        begin("analyze");
        target.run("analyze " + Table.names(tables.values()));
    }

    private long rowsLeft() throws SQLException {
        long rows = -log.rowsCopied();
        for (Table table : tables.values()) {
            rows += Long.parseLong(source.text("select count(*) from " + table.rows() + " t"));
        }
        return Math.max(0, rows);
    }

    /** A later state may have given a unique value to another row, which a copy of two states would have twice. */
    private void forgetWhatCannotGoOn(Table table) throws SQLException {
        Optional<Copied> copied = log.copied(table);
        if (follows()
                && table.isUniqueBeyondKey()
                && copied.isPresent()
                && !copied.get().isDone()) {
            target.atomically(() -> {
                target.run("delete from " + table.qualifiedName() + scope.where());
                log.forgetCopy(table);
            });
        }
    }

    /** Applies the source's changes until the target is near the source. */
    void catchUp() throws SQLException {
        if (log.step() != Step.FOLLOW) {
            return;
        }
        begin("follow");
        Follower follower = follower();
        Round round = round(follower);
        while (round.transactions() > 0 && round.lagBytes() > NEAR_BYTES) {
            round = round(follower);
        }
    }

    /** Applies the source's changes until {@code stop} says so. */
    void follow(BooleanSupplier stop) throws SQLException {
        if (log.step() != Step.FOLLOW) {
            throw new TransferRefusedException(List.of("--to: the transfer is at the step "
                    + log.step().label() + " and follows nothing. Go on with: ./conserje db transfer run --resume"));
        }
        begin("follow");
        Follower follower = follower();
        while (!stop.getAsBoolean()) {
            if (round(follower).transactions() == 0) {
                LockSupport.parkNanos(IDLE.toNanos());
            }
        }
    }

    private Follower follower() throws SQLException {
        target.turnTriggersOffWhereAllowed();
        return new Follower(source, target, log, slot, tables, log.seenTransactions());
    }

    private record Round(int transactions, long lagBytes) {}

    private Round round(Follower follower) throws SQLException {
        int transactions = follower.round();
        Slot.State after = slot.alive();
        if (transactions > 0) {
            listener.followed(transactions, after.lagBytes(), Duration.between(follower.committedAt(), after.at()));
        }
        return new Round(transactions, after.lagBytes());
    }

    /** Stops the writes to the source, and waits for those that began before. */
    void freezeSource() throws SQLException {
        begin("freeze");
        Closures closures = new Closures(source, scope);
        closures.put(Kind.FROZEN, "its hotels are moved to another database");
        long inHand = closures.awaitIdle(options.drain());
        Fence.of(source, scope).raise();
        listener.frozen(inHand);
    }

    /**
     * Freezes the source, applies its last changes, compares, and opens the target.
     *
     * @param keepWayBack whether the source follows the target from then on; a run may have said so before
     */
    Comparison finish(boolean keepWayBack) throws SQLException {
        if (log.step() == Step.COPY) {
            throw new TransferRefusedException(
                    List.of("--to: the copy has not finished. Go on with: ./conserje db transfer run --resume"));
        }
        checkLive();
        if (log.step() != Step.OPEN) {
            completeTarget();
        }
        try (ReadingSession sourceState = ReadingSession.open(from);
                ReadingSession targetState = ReadingSession.open(to)) {
            if (!follows() || options.verifyFirst()) {
                Comparison comparison = compare(sourceState, targetState);
                if (comparison.isEqual()) {
                    openTarget(keepWayBack);
                }
                return comparison;
            }
            openTarget(keepWayBack);
            return compare(sourceState, targetState);
        }
    }

    /** Before the hotels stop, so that a Redis that is away costs them nothing. */
    private void checkLive() throws SQLException {
        if (live.isNeeded()) {
            step = "redis";
        }
        live.checkNamed();
        live.check();
    }

    private void completeTarget() throws SQLException {
        log.enter(Step.FREEZE);
        // The greatest numbers of the rows take a scan each. From then on, the sequences tell.
        List<Identity> before = Identities.read(source, tables.keySet());
        freezeSource();
        if (follows()) {
            applyTheLastChanges();
        }
        Identities.advance(target, Identities.drawnSince(source, before));
        log.enter(Step.VERIFY);
    }

    private Comparison compare(ReadingSession sourceState, ReadingSession targetState) throws SQLException {
        begin("verify");
        return CompareDatabases.compare(sourceState, targetState, scope, listener::compared);
    }

    /** No write begins after the fence, so the log's end is the last that counts. */
    private void applyTheLastChanges() throws SQLException {
        String end = source.text("select pg_current_wal_insert_lsn()::text");
        Follower follower = follower();
        boolean isFlushed;
        Round round;
        do {
            isFlushed = source.isTrue("select pg_current_wal_flush_lsn() >= ?::pg_lsn", end);
            round = round(follower);
        } while (round.transactions() > 0 || !isFlushed);
    }

    private void openTarget(boolean keepWayBack) throws SQLException {
        if (live.isNeeded()) {
            begin("redis");
            live.copy();
        }
        begin("open");
        log.enter(Step.OPEN);
        if (keepWayBack || options.keepWayBack()) {
            keepWayBack();
        }
        if (isWayBack) {
            Fence.of(target, scope).lower();
        }
        // A slot that is left behind fills the source's disk, so it goes while this run can still be begun again.
        slot.drop();
        int pauses = target.atomically(() -> {
            live.writeTables();
            int moved = new PausedWork(source, target, scope).move();
            new Closures(target, scope).remove();
            log.enter(Step.FINISHED);
            return moved;
        });
        isFinished = true;
        if (pauses > 0) {
            listener.noted(pauses + " pauses hold on the target, too. See them with: ./conserje queue pauses");
        }
        listener.opened();
    }

    /** The source has all rows of the target, so a transfer back is one that has only to follow. */
    private void keepWayBack() throws SQLException {
        UUID run = wayBack();
        TransferOptions back =
                new TransferOptions(Mode.FOLLOW, options.tenants(), options.drain(), false, options.verifyFirst());
        Map<String, Table> written = Catalog.tables(target, scope);
        new Slot(target, run).create(written.values());
        source.atomically(() -> {
            TransferLog.begin(source, run, Step.FOLLOW, back, true);
            if (live.isNeeded()) {
                LiveLog.remember(source, run);
            }
            new Closures(source, scope).put(Kind.CLOSED, "it follows the database that its hotels were moved to");
        });
    }

    /** The number of the run that leads back, which is the same if this step is begun again. */
    private UUID wayBack() {
        return UUID.nameUUIDFromBytes(("way back of " + log.run()).getBytes(StandardCharsets.UTF_8));
    }

    private void forgetWayBack() throws SQLException {
        new Slot(target, wayBack()).drop();
        if (TransferLog.isMarked(source, wayBack())) {
            TransferLog.of(source, wayBack()).enter(Step.ABORTED);
        }
    }

    /** Empties the target and gives the source back. A way back keeps the rows: it did not copy them. */
    void abort() throws SQLException {
        begin(ABORT);
        if (!isWayBack) {
            live.undo();
        }
        slot.drop();
        forgetWayBack();
        // The source comes first: as soon as the run has ended, this step cannot be begun again.
        Fence.of(source, scope).lower();
        new Closures(source, scope).remove();
        if (isWayBack) {
            target.atomically(() -> {
                new Closures(target, scope).put(Kind.FROZEN, "its hotels were moved to another database");
                log.enter(Step.ABORTED);
            });
        } else {
            target.turnTriggersOffWhereAllowed();
            target.atomically(() -> {
                empty();
                new Closures(target, scope).remove();
                log.enter(Step.ABORTED);
            });
        }
    }

    private void empty() throws SQLException {
        if (scope.isAll()) {
            target.run("truncate " + Table.names(tables.values()));
            return;
        }
        for (Table table : List.copyOf(tables.values()).reversed()) {
            target.run("delete from " + table.qualifiedName() + scope.where());
        }
    }

    @Override
    public void close() throws SQLException {
        try (source) {
            target.close();
        }
    }
}
