package io.conserje.db.transfer;

import io.conserje.db.transfer.Closures.Kind;
import io.conserje.db.transfer.TransferLog.Run;
import io.conserje.db.transfer.TransferLog.Step;
import io.conserje.db.transfer.TransferOptions.Mode;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Moves the rows of all hotels, or of some, from one database to another, PostgreSQL 15 or newer on either side. Rows are
 * copied, the source is frozen, and both sides are compared. The target is closed to services until then. It records how far
 * the transfer has come, so that one that was cut goes on where it was, or is aborted, which empties the target and gives
 * the source back. A finished transfer leaves the source frozen. Thread-safe; one transfer into a target at a time.
 */
public final class TransferDatabases {

    private final DataSource from;
    private final DataSource to;
    private final TransferListener listener;
    private final LiveStores stores;

    /**
     * Both logins own the schema and see every row: superuser or BYPASSRLS, with a session of their own. The data sources
     * are the caller's to close.
     */
    public TransferDatabases(DataSource from, DataSource to, TransferListener listener) {
        this(from, to, listener, LiveStores.NONE);
    }

    /** @param stores where sessions, holds and leases are that are not in the tables; the caller's to close */
    public TransferDatabases(DataSource from, DataSource to, TransferListener listener, LiveStores stores) {
        this.from = from;
        this.to = to;
        this.listener = listener;
        this.stores = stores;
    }

    /**
     * Looks at both sides and changes nothing. A mark in the target's Redis is gone when it returns.
     *
     * @throws LiveStoreException if a store cannot be reached or read
     * @throws TransferRefusedException if a hotel's id cannot be one
     * @throws SQLException if a database cannot be reached or read
     */
    public TransferPlan plan(TransferOptions options) throws SQLException {
        try (Session source = Session.open(from);
                Session target = Session.open(to)) {
            return Planner.plan(source, target, options, stores);
        }
    }

    /**
     * Does the whole transfer.
     *
     * @throws TransferRefusedException if it cannot begin, and nothing has changed then; or if a writer of the source does
     *     not end
     * @throws TransferCutException if a database cannot be reached, fails or refuses a row; {@link #resume} goes on,
     *     {@link #abort} undoes
     */
    public Comparison transfer(TransferOptions options) throws SQLException {
        return goOn(() -> begin(options), false);
    }

    /**
     * Goes on with the transfer that was begun last, to its end.
     *
     * @param keepWayBack as the option of this name, also if the transfer was begun without it
     * @throws TransferRefusedException if there is none, or it has ended
     * @throws TransferCutException if it is cut again
     */
    public Comparison resume(boolean keepWayBack) throws SQLException {
        return goOn(this::unfinished, keepWayBack);
    }

    private Comparison goOn(Beginning run, boolean keepWayBack) throws SQLException {
        return resultIn(run, transfer -> {
            transfer.copy();
            transfer.catchUp();
            return transfer.finish(keepWayBack);
        });
    }

    /** Begins a transfer, and ends after the copy. Throws what {@link #transfer} throws. */
    public void copy(TransferOptions options) throws SQLException {
        in(() -> begin(options), Transfer::copy);
    }

    /** Goes on with a copy that was cut, and ends after it. Throws what {@link #resume} throws. */
    public void resumeCopy() throws SQLException {
        in(this::unfinished, Transfer::copy);
    }

    /**
     * Applies the source's changes while its hotels work.
     *
     * @param stop asked between rounds of at most some seconds
     * @throws TransferRefusedException if no transfer into the target follows, or the source has lost changes
     * @throws TransferCutException if a database fails
     */
    public void follow(BooleanSupplier stop) throws SQLException {
        in(this::unfinished, transfer -> transfer.follow(stop));
    }

    /** Freezes the source of the transfer, before {@link #finish} does it. Throws what {@link #resume} throws. */
    public void freeze() throws SQLException {
        in(this::unfinished, Transfer::freezeSource);
    }

    /**
     * Ends a transfer whose copy has finished: freezes, applies the last changes, compares, opens the target.
     *
     * @throws TransferRefusedException if there is none, or a writer of the source does not end
     * @throws TransferCutException if a database fails
     */
    public Comparison finish(boolean keepWayBack) throws SQLException {
        return resultIn(this::unfinished, transfer -> {
            transfer.catchUp();
            return transfer.finish(keepWayBack);
        });
    }

    /** Finds the run that is to go on, or begins one. */
    private interface Beginning {
        Run run() throws SQLException;
    }

    private interface Part<T> {
        T of(Transfer transfer) throws SQLException;
    }

    private interface Steps {
        void of(Transfer transfer) throws SQLException;
    }

    private void in(Beginning run, Steps steps) throws SQLException {
        resultIn(run, transfer -> {
            steps.of(transfer);
            return true;
        });
    }

    private <T> T resultIn(Beginning run, Part<T> part) throws SQLException {
        try (Transfer transfer = begun(run)) {
            try {
                return part.of(transfer);
            } catch (LiveStoreException failed) {
                throw transfer.cut(failed);
            } catch (SQLException failed) {
                throw transfer.cut(failed);
            }
        }
    }

    private Transfer begun(Beginning run) {
        try {
            return Transfer.open(from, to, run.run(), listener, stores);
        } catch (SQLException failed) {
            throw TransferCutException.at(Transfer.BEGIN, failed);
        }
    }

    private Run begin(TransferOptions options) throws SQLException {
        try (Session source = Session.open(from);
                Session target = Session.open(to)) {
            TransferPlan plan = Planner.plan(source, target, options, stores);
            if (!plan.refusals().isEmpty()) {
                throw new TransferRefusedException(plan.refusals());
            }
            plan.notes().forEach(listener::noted);
            UUID id = UUID.randomUUID();
            target.atomically(() -> {
                TransferLog.begin(target, id, Step.COPY, options, false);
                if (stores.isNamed()) {
                    LiveLog.remember(target, id);
                }
                new Closures(target, options.scope()).put(Kind.CLOSED, "hotels are moved into this database");
            });
            if (TransferLog.isMarked(source, id)) {
                target.atomically(() -> {
                    new Closures(target, options.scope()).remove();
                    TransferLog.of(target, id).enter(Step.ABORTED);
                });
                throw new TransferRefusedException(List.of("--from and --to are the same database."));
            }
            return TransferLog.unfinished(target).orElseThrow();
        }
    }

    private Run unfinished() throws SQLException {
        try (Session target = Session.open(to)) {
            return unfinished(target);
        }
    }

    private static Run unfinished(Session target) throws SQLException {
        return TransferLog.unfinished(target)
                .orElseThrow(() -> new TransferRefusedException(
                        List.of("--to: no transfer into this database is unfinished. See how the last one ended with:"
                                + " ./conserje db transfer status")));
    }

    /**
     * Undoes a transfer: removes its rows from the target and gives the source back.
     *
     * @throws TransferRefusedException if no transfer into the target is unfinished
     */
    public void abort() throws SQLException {
        in(this::unfinished, Transfer::abort);
    }

    /**
     * How the transfer that was begun last stands.
     *
     * @param source the other side, which knows what is not applied yet; or null
     * @return empty if no transfer into {@code target} was ever begun
     */
    public static Optional<TransferStatus> status(@Nullable DataSource source, DataSource target) throws SQLException {
        try (Session session = Session.open(target)) {
            Optional<Run> run = TransferLog.last(session);
            return run.isEmpty() ? Optional.empty() : Optional.of(status(source, session, run.get()));
        }
    }

    private static TransferStatus status(@Nullable DataSource source, Session target, Run run) throws SQLException {
        Optional<Slot.State> slot = source == null ? Optional.empty() : slot(source, run);
        return new TransferStatus(
                run.id(),
                run.step().label(),
                run.since(),
                run.options(),
                run.isWayBack(),
                TransferLog.of(target, run.id()).rowsCopied(),
                run.committedAt(),
                LiveLog.moved(target, run.id()).orElse(null),
                slot.map(state -> OptionalLong.of(state.lagBytes())).orElse(OptionalLong.empty()),
                slot.map(Slot.State::walStatus).orElse(null));
    }

    private static Optional<Slot.State> slot(DataSource source, Run run) throws SQLException {
        try (Session session = Session.open(source)) {
            return new Slot(session, run.id()).state();
        }
    }

    /**
     * Opens a target whose source is lost, with what it has.
     *
     * @return when the last change that it has was committed; what was committed later is missing. Null if it has only the
     *     copy
     * @throws TransferRefusedException if no transfer into the target follows its source
     */
    public static @Nullable Instant promote(DataSource target) throws SQLException {
        try (Session session = Session.open(target)) {
            Run run = unfinished(session);
            if (run.options().mode() != Mode.FOLLOW || run.step() == Step.COPY) {
                throw new TransferRefusedException(List.of("--to: the transfer is at the step "
                        + run.step().label() + ", so the target has only a part of the rows. Undo it with:"
                        + " ./conserje db transfer abort"));
            }
            Scope scope = run.options().scope();
            Identities.advance(
                    session, Identities.read(session, Catalog.tables(session).keySet()));
            Fence.of(session, scope).lower();
            session.atomically(() -> {
                new Closures(session, scope).remove();
                TransferLog.of(session, run.id()).enter(Step.FINISHED);
            });
            return run.committedAt();
        }
    }

    /**
     * The replication slots and publications that transfers left in a database.
     *
     * @param target where the transfer that is under way is recorded, whose slot is not among them; null for all of them
     */
    public static List<String> leftovers(DataSource source, @Nullable DataSource target) throws SQLException {
        Optional<Run> run = Optional.empty();
        if (target != null) {
            try (Session session = Session.open(target)) {
                run = TransferLog.unfinished(session);
            }
        }
        List<String> names = new ArrayList<>();
        try (Session session = Session.open(source)) {
            for (String name : Slot.names(session)) {
                if (run.isEmpty() || !Slot.isOf(name, run.get().id())) {
                    names.add(name);
                }
            }
        }
        return names;
    }

    /** Drops replication slots and publications by name, as {@link #leftovers} found them. */
    public static void drop(DataSource source, List<String> leftovers) throws SQLException {
        try (Session session = Session.open(source)) {
            for (String name : leftovers) {
                Slot.drop(session, name);
            }
        }
    }

    /** The hotels that a transfer of single hotels froze in a database. */
    public static List<String> frozenHotels(DataSource database) throws SQLException {
        try (Session session = Session.open(database)) {
            return session.texts("select scope from conserje.closures where kind = 'frozen' and scope <> '"
                    + Closures.EVERYTHING + "' order by scope");
        }
    }

    /**
     * Lets a frozen database take writes again, for all its hotels.
     *
     * @return whether it was frozen
     * @throws TransferRefusedException if a transfer into this database is unfinished
     * @throws SQLException if the database cannot be reached, or if the login does not own the schema
     */
    public static boolean thaw(DataSource database) throws SQLException {
        return thaw(database, List.of());
    }

    /**
     * Lets some frozen hotels take writes again.
     *
     * @param tenants their ids; empty for the whole database
     * @return whether one of them was frozen
     * @throws TransferRefusedException if a transfer into this database is unfinished, if an id cannot be a hotel's, or if
     *     hotels are named and the whole database is frozen
     * @throws SQLException if the database cannot be reached, or if the login does not own the schema
     */
    public static boolean thaw(DataSource database, List<String> tenants) throws SQLException {
        Scope scope = new Scope(tenants);
        try (Session session = Session.open(database)) {
            Optional<Run> run = TransferLog.unfinished(session);
            if (run.isPresent()) {
                throw new TransferRefusedException(
                        List.of("--from: " + run.get().unfinishedInto()));
            }
            if (scope.isAll()) {
                boolean rightsGivenBack = new RightsFence(session).lower();
                boolean hotelsThawed = new HotelsFence(session, Scope.ALL).lower();
                boolean opened = Closures.removeAll(session);
                return rightsGivenBack || hotelsThawed || opened;
            }
            if (session.isTrue("select exists (select from conserje.closures where scope = '*')")) {
                throw new TransferRefusedException(
                        List.of("--tenant: the whole database is frozen. Thaw it without --tenant."));
            }
            boolean thawed = new HotelsFence(session, scope).lower();
            return new Closures(session, scope).remove() || thawed;
        }
    }
}
