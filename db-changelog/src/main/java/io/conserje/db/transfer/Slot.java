package io.conserje.db.transfer;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * The changes of a source, kept for one transfer: a publication of its tables and a logical replication slot, both of one
 * name. Everything is done with ordinary SQL, so no connection to the source other than the transfer's own is needed. A slot
 * that is not read makes the source keep its log, so each is dropped at the end of its transfer.
 *
 * @see <a href="https://www.postgresql.org/docs/current/functions-admin.html#FUNCTIONS-REPLICATION">Replication functions</a>
 */
final class Slot {

    private static final String PREFIX = "conserje_transfer_";

    private static final String STATE = "select wal_status, greatest(0, pg_wal_lsn_diff(pg_current_wal_lsn(),"
            + " confirmed_flush_lsn)), pg_current_wal_flush_lsn()::text, clock_timestamp(), coalesce(active_pid, 0)"
            + " from pg_replication_slots where slot_name = ?";

    /** A session that was cut reads on until it next writes to its connection. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Duration PAUSE = Duration.ofMillis(50);

    private final Session source;
    private final String name;

    Slot(Session source, UUID run) {
        this.source = source;
        this.name = PREFIX + run.toString().replace("-", "");
    }

    String name() {
        return name;
    }

    /** Why this database cannot keep its changes for a transfer; empty if it can. */
    static List<String> refusals(String side, Session source) throws SQLException {
        List<String> refusals = new ArrayList<>();
        if (!source.text("show wal_level").equals("logical")) {
            refusals.add(side + ": wal_level is " + source.text("show wal_level") + ", and changes are kept only with"
                    + " logical. Set it with \"alter system set wal_level = logical\" and restart the server, or transfer"
                    + " without --follow and --keep-way-back.");
        } else if (source.isTrue(
                "select count(*) >= current_setting('max_replication_slots')::int" + " from pg_replication_slots")) {
            refusals.add(side + ": all " + source.text("show max_replication_slots") + " replication slots are in use."
                    + " Look for forgotten ones with: ./conserje db transfer clean " + side + " URL");
        }
        if (!source.isTrue("select rolsuper or rolreplication from pg_roles where rolname = current_user")) {
            refusals.add(side + ": the login " + source.text("select current_user")
                    + " may not read changes. Give it the" + " right with \"alter role ... replication\".");
        }
        if (!source.text("show server_encoding").equals("UTF8")) {
            refusals.add(side + ": the encoding of the database is " + source.text("show server_encoding")
                    + ", and changes are read as UTF8. Transfer without --follow.");
        }
        return refusals;
    }

    /** Keeps all changes from now on. Does nothing if it keeps them already. */
    void create(Collection<Table> tables) throws SQLException {
        if (!source.isTrue("select exists (select from pg_publication where pubname = ?)", name)) {
            source.run("create publication " + name + " for table "
                    + tables.stream().map(Table::published).collect(Collectors.joining(", ")));
        }
        if (freeState().isEmpty()) {
            source.text("select pg_create_logical_replication_slot(?, 'pgoutput')::text", name);
        }
    }

    /**
     * What the server says of a slot.
     *
     * @param lagBytes how much of the log the slot keeps that was not read
     * @param end where the log that can be read ends
     * @param at the server's clock
     * @param reader the process that reads it now; 0 if there is none
     */
    record State(String walStatus, long lagBytes, String end, Instant at, int reader) {}

    /** Empty if there is no such slot. */
    Optional<State> state() throws SQLException {
        try (PreparedStatement statement = source.connection().prepareStatement(STATE)) {
            statement.setString(1, name);
            try (ResultSet row = statement.executeQuery()) {
                return row.next()
                        ? Optional.of(new State(
                                row.getString(1),
                                row.getLong(2),
                                row.getString(3),
                                row.getTimestamp(4).toInstant(),
                                row.getInt(5)))
                        : Optional.empty();
            }
        }
    }

    /** The state when nobody else reads the slot. */
    private Optional<State> freeState() throws SQLException {
        long begun = System.nanoTime();
        Optional<State> state = state();
        while (state.isPresent() && state.get().reader() != 0) {
            if (System.nanoTime() - begun > PATIENCE.toNanos()) {
                throw new TransferRefusedException(List.of("The replication slot " + name + " is read by another"
                        + " process, pid " + state.get().reader() + " of the source: a transfer that runs, or one that"
                        + " was cut. End it with: select pg_terminate_backend("
                        + state.get().reader()
                        + "). Then go on with --resume."));
            }
            LockSupport.parkNanos(PAUSE.toNanos());
            state = state();
        }
        return state;
    }

    /** @throws TransferRefusedException if the source does not keep the changes any more, or somebody else reads them */
    State alive() throws SQLException {
        State state = freeState().orElseThrow(() -> gone("does not exist any more"));
        if (state.walStatus().equals("lost")) {
            throw gone("has lost changes, because the source kept more of its log than max_slot_wal_keep_size allows");
        }
        return state;
    }

    private TransferRefusedException gone(String why) {
        return new TransferRefusedException(List.of("The replication slot " + name + " of the source " + why
                + ". Nothing can be followed from here on. Undo the transfer with: ./conserje db transfer abort"));
    }

    /** Lets the source forget the changes up to a position. */
    void advance(String lsn) throws SQLException {
        source.text("select pg_replication_slot_advance(?, ?::pg_lsn)::text", name, lsn);
    }

    void drop() throws SQLException {
        freeState();
        drop(source, name);
    }

    /** Drops a slot and its publication. */
    static void drop(Session database, String name) throws SQLException {
        database.texts(
                "select pg_drop_replication_slot(slot_name)::text from pg_replication_slots where slot_name = ?", name);
        database.run("drop publication if exists " + name);
    }

    /** The names of all slots and publications of transfers in this database. */
    static List<String> names(Session database) throws SQLException {
        return database.texts(
                "select slot_name from pg_replication_slots where slot_name like ? and database = current_database()"
                        + " union select pubname from pg_publication where pubname like ? order by 1",
                PREFIX.replace("_", "\\_") + "%",
                PREFIX.replace("_", "\\_") + "%");
    }

    /** Whether a slot of this name belongs to the run. */
    static boolean isOf(String name, UUID run) {
        return name.equals(PREFIX + run.toString().replace("-", ""));
    }
}
