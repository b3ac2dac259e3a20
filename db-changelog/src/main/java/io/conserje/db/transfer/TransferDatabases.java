package io.conserje.db.transfer;

import io.conserje.db.transfer.TransferLog.Run;
import io.conserje.db.transfer.TransferLog.Step;
import io.conserje.db.transfer.TransferPlan.TableSize;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/**
 * Moves all rows of schema {@code conserje} from one database to another, PostgreSQL 15 or newer on either side. The source
 * is frozen first: nobody but its owner can write to it. Then rows are copied and both sides compared. The target records
 * how far it has come, so a transfer that was cut goes on where it was, or is aborted, which empties the target and thaws
 * the source. A finished transfer leaves the source frozen. Thread-safe; one transfer into a target at a time.
 */
public final class TransferDatabases {

    private static final String INSUFFICIENT_PRIVILEGE = "42501";

    private final DataSource from;
    private final DataSource to;
    private final Supplier<UUID> ids;
    private final TransferListener listener;

    /**
     * Both logins own the schema and see every row: superuser or BYPASSRLS, with a session of their own. The data sources
     * are the caller's to close.
     */
    public TransferDatabases(DataSource from, DataSource to, Supplier<UUID> ids, TransferListener listener) {
        this.from = from;
        this.to = to;
        this.ids = ids;
        this.listener = listener;
    }

    /**
     * Looks at both sides and changes nothing.
     *
     * @throws SQLException if a database cannot be reached or read
     */
    public TransferPlan plan() throws SQLException {
        try (Session source = Session.open(from);
                Session target = Session.open(to)) {
            return plan(source, target);
        }
    }

    private static TransferPlan plan(Session source, Session target) throws SQLException {
        List<String> refusals = new ArrayList<>(Shapes.reasons(source, target));
        if (!refusals.isEmpty()) {
            return new TransferPlan(List.of(), refusals);
        }
        addIfNotOwner("--from", source, refusals);
        addIfNotOwner("--to", target, refusals);
        if (unfinished(target).isPresent()) {
            refusals.add(
                    "--to: a transfer into this database was begun and has not ended. Go on with --resume, or undo it"
                            + " with: ./conserje db transfer abort");
        }
        List<TableSize> sizes = new ArrayList<>();
        for (Table table : Catalog.tables(source).values()) {
            sizes.add(new TableSize(table.name(), count(source, table), size(source, table)));
            if (refusals.isEmpty() && !isEmpty(target, table)) {
                refusals.add("--to: table conserje." + table.name() + " has rows. Give a database without hotels.");
            }
        }
        return new TransferPlan(sizes, refusals);
    }

    /** Rights that somebody else granted cannot be taken away, and PostgreSQL only warns of it. */
    private static void addIfNotOwner(String side, Session session, List<String> refusals) throws SQLException {
        if (!Catalog.ownsTables(session)) {
            refusals.add(side + ": the login " + session.text("select current_user")
                    + " does not own the tables of schema conserje. Give the login that applied the change sets.");
        }
    }

    private static long count(Session session, Table table) throws SQLException {
        return Long.parseLong(session.text("select count(*) from " + table.qualifiedName()));
    }

    private static long size(Session session, Table table) throws SQLException {
        return Long.parseLong(session.text(
                "select pg_total_relation_size('" + table.qualifiedName().replace("'", "''") + "')"));
    }

    private static boolean isEmpty(Session session, Table table) throws SQLException {
        return session.isTrue("select not exists (select from " + table.qualifiedName() + ")");
    }

    /**
     * Freezes the source, copies, and compares.
     *
     * @throws TransferRefusedException if it cannot begin; nothing has changed then
     * @throws SQLException if a database cannot be reached or refuses a row; {@link #resume} goes on, {@link #abort} undoes
     */
    public Comparison transfer() throws SQLException {
        UUID run = begin();
        return goOn(run);
    }

    private UUID begin() throws SQLException {
        try (Session source = Session.open(from);
                Session target = Session.open(to)) {
            List<String> refusals = plan(source, target).refusals();
            if (!refusals.isEmpty()) {
                throw new TransferRefusedException(refusals);
            }
            TransferLog log = TransferLog.begin(target, ids.get());
            if (TransferLog.isMarked(source, log.run())) {
                log.enter(Step.ABORTED);
                throw new TransferRefusedException(List.of("--from and --to are the same database."));
            }
            return log.run();
        }
    }

    /**
     * Goes on with the transfer that was begun last.
     *
     * @throws TransferRefusedException if there is none, or it has ended
     */
    public Comparison resume() throws SQLException {
        return goOn(unfinished().id());
    }

    private Run unfinished() throws SQLException {
        try (Session target = Session.open(to)) {
            return unfinished(target)
                    .orElseThrow(() -> new TransferRefusedException(List.of(
                            "--to: there is no unfinished transfer into this database. Begin one without --resume.")));
        }
    }

    private static Optional<Run> unfinished(Session target) throws SQLException {
        return TransferLog.last(target).filter(run -> run.step() == Step.COPY || run.step() == Step.VERIFY);
    }

    private Comparison goOn(UUID run) throws SQLException {
        try (Session source = Session.open(from);
                Session target = Session.open(to)) {
            Shapes.refuseWhatDiffers(source, target);
            TransferLog log = TransferLog.of(target, run);
            listener.began("freeze");
            new Fence(source).raise();
            listener.began("copy");
            withoutTriggersWhereAllowed(target);
            for (Table table : Catalog.tables(source).values()) {
                new CopyTable(table, source, target, log).copy(rows -> listener.copied(table.name(), rows));
            }
            Sequences.carry(source, target);
            log.enter(Step.VERIFY);
            listener.began("verify");
            Comparison comparison = new CompareDatabases(from, to).compare(listener::compared);
            if (comparison.isEqual()) {
                listener.began("analyze");
                target.run("analyze " + names(target));
                log.enter(Step.FINISHED);
            }
            return comparison;
        }
    }

    /**
     * Foreign keys were checked in the source. A login that may not turn the checks off keeps them: tables come after those
     * that they refer to. Only trying tells, since Supabase grants this right by a means of its own.
     */
    private static void withoutTriggersWhereAllowed(Session target) throws SQLException {
        try {
            target.run("set session_replication_role = replica");
        } catch (SQLException refused) {
            if (!INSUFFICIENT_PRIVILEGE.equals(refused.getSQLState())) {
                throw refused;
            }
        }
    }

    /**
     * Undoes a transfer: empties the tables of the target and thaws the source.
     *
     * @throws TransferRefusedException if no transfer into the target is unfinished
     */
    public void abort() throws SQLException {
        Run run = unfinished();
        try (Session source = Session.open(from);
                Session target = Session.open(to)) {
            Shapes.refuseWhatDiffers(source, target);
            String tables = names(target);
            target.atomically(() -> {
                target.run("truncate " + tables);
                TransferLog.of(target, run.id()).enter(Step.ABORTED);
            });
            new Fence(source).lower();
        }
    }

    private static String names(Session session) throws SQLException {
        return Catalog.tables(session).values().stream()
                .map(Table::qualifiedName)
                .collect(Collectors.joining(", "));
    }

    /**
     * Lets a frozen database take writes again.
     *
     * @return whether it was frozen
     * @throws SQLException if the database cannot be reached, or if the login does not own the schema
     */
    public static boolean thaw(DataSource database) throws SQLException {
        try (Session session = Session.open(database)) {
            return new Fence(session).lower();
        }
    }
}
