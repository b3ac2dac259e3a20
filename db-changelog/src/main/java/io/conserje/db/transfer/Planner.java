package io.conserje.db.transfer;

import io.conserje.db.transfer.TransferLog.Run;
import io.conserje.db.transfer.TransferOptions.Mode;
import io.conserje.db.transfer.TransferPlan.TableSize;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Says what a transfer would do, and every reason against it at once. */
final class Planner {

    private static final String READ_ONLY = "25006";

    /** How many hotels a message names. */
    private static final int SHOWN = 5;

    /** Identifiers of the source's hotels, one a line. */
    private static final String IDENTIFIERS =
            "select channel || ' ' || kind || ' ' || identifier from conserje.tenant_user_identifiers";

    /** Which hotel of the target has one of them. People see the last characters only. */
    private static final String TAKEN = """
            select i.tenant_id || ' has ' || i.channel || ' ' || i.kind || ' ***' || right(i.identifier, 2)
            from conserje.tenant_user_identifiers i
            where i.channel || ' ' || i.kind || ' ' || i.identifier = any (?) limit 10
            """;

    private Planner() {}

    static TransferPlan plan(Session source, Session target, TransferOptions options, LiveStores stores)
            throws SQLException {
        List<String> refusals = new ArrayList<>(Shapes.reasons(source, target));
        if (!refusals.isEmpty()) {
            return new TransferPlan(List.of(), null, List.of(), refusals);
        }
        if (SameDatabase.isOne(source, target)) {
            return new TransferPlan(List.of(), null, List.of(), List.of(SameDatabase.REFUSAL));
        }
        addIfNotOwner("--from", source, refusals);
        addIfNotOwner("--to", target, refusals);
        addIfReadOnly(target, refusals);
        addIfBusy(source, target, refusals);
        addIfNotFollowable(source, target, options, refusals);
        Scope scope = options.scope();
        addMissingHotels(source, scope, refusals);
        Map<String, Table> tables = Catalog.tables(source, scope);
        List<TableSize> sizes = new ArrayList<>();
        for (Table table : tables.values()) {
            sizes.add(size(source, table));
        }
        if (refusals.isEmpty()) {
            addRowsThatStandInTheWay(source, target, scope, tables, refusals);
        }
        addIfFrozen(source, scope, refusals);
        LivePlan live = LivePlan.of(stores, source, target, scope, false);
        refusals.addAll(live.refusals());
        List<String> notes = new ArrayList<>(live.notes());
        addWhatStays(source, scope, notes);
        return new TransferPlan(sizes, live.counts(), notes, refusals);
    }

    /** A hotel is in two databases otherwise, and guests write to both. */
    private static void addIfFrozen(Session source, Scope scope, List<String> refusals) throws SQLException {
        List<String> frozen = source.texts(
                "select scope from conserje.closures where kind = 'frozen' and (" + scope.isAll()
                        + " or scope = any (?) or scope = '*') order by scope",
                scope.asArray(source));
        if (frozen.contains(Closures.EVERYTHING)) {
            refusals.add("--from: the database is frozen, because its hotels were moved to another one. If they are to"
                    + " move from here again, give them back first with: ./conserje db thaw --from URL");
        } else if (!frozen.isEmpty()) {
            refusals.add("--from: " + String.join(", ", frozen) + " cannot move: it was moved to another database, and"
                    + " is frozen here. Move the others with --tenant, or give it back with: ./conserje db thaw --from"
                    + " URL --tenant HOTEL");
        }
    }

    /** Messages that no hotel could take belong to none, so they do not move. */
    private static void addWhatStays(Session source, Scope scope, List<String> notes) throws SQLException {
        long unrouted = Long.parseLong(source.text("select count(*) from conserje.unrouted"));
        if (scope.isAll() && unrouted > 0) {
            notes.add(unrouted + " messages that no hotel could take stay in the source. See them with:"
                    + " ./conserje unrouted list; give them to a hotel with: ./conserje unrouted route");
        }
    }

    /** Rights that somebody else granted cannot be taken away, and PostgreSQL only warns of it. */
    private static void addIfNotOwner(String side, Session session, List<String> refusals) throws SQLException {
        if (!Catalog.ownsTables(session)) {
            refusals.add(side + ": the login " + session.text("select current_user")
                    + " does not own the tables of schema conserje. Give the login that applied the change sets.");
        }
    }

    private static void addIfReadOnly(Session target, List<String> refusals) throws SQLException {
        if (target.isTrue("select pg_is_in_recovery() or current_setting('default_transaction_read_only')::bool")) {
            refusals.add("--to: the database is read-only (SQLSTATE " + READ_ONLY
                    + "). It is a standby, or its disk is full:"
                    + " Supabase closes a database whose disk is 95 % full.");
        }
    }

    private static void addIfBusy(Session source, Session target, List<String> refusals) throws SQLException {
        if (TransferLog.unfinished(target).isPresent()) {
            refusals.add(
                    "--to: a transfer into this database was begun and has not ended. Go on with --resume, or undo it"
                            + " with: ./conserje db transfer abort");
        }
        Optional<Run> into = TransferLog.unfinished(source);
        if (into.isPresent()) {
            refusals.add("--from: " + into.get().unfinishedInto());
        }
    }

    private static void addIfNotFollowable(
            Session source, Session target, TransferOptions options, List<String> refusals) throws SQLException {
        if (options.mode() == Mode.FOLLOW) {
            refusals.addAll(Slot.refusals("--from", source));
            addIfTriggersStay("--to", target, refusals);
        }
        if (options.keepWayBack()) {
            refusals.addAll(Slot.refusals("--to", target));
            addIfTriggersStay("--from", source, refusals);
        }
    }

    /** Changes arrive in the order of their commits, not of their foreign keys. */
    private static void addIfTriggersStay(String side, Session session, List<String> refusals) throws SQLException {
        if (!session.mayTurnTriggersOff()) {
            refusals.add(side + ": the login " + session.text("select current_user")
                    + " may not set session_replication_role, which following needs. Let a superuser run: grant set on"
                    + " parameter session_replication_role to " + session.text("select quote_ident(current_user)"));
        }
    }

    private static void addMissingHotels(Session source, Scope scope, List<String> refusals) throws SQLException {
        List<String> known = source.texts("select tenant_id from conserje.tenants" + scope.where());
        for (String tenant : scope.tenants()) {
            if (!known.contains(tenant)) {
                refusals.add("--tenant: the source has no hotel " + tenant + ". See its hotels with:"
                        + " ./conserje tenants list");
            }
        }
    }

    private static TableSize size(Session source, Table table) throws SQLException {
        long rows = Long.parseLong(source.text("select count(*) from " + table.rows() + " t"));
        long bytes = Long.parseLong(source.text(
                "select pg_total_relation_size('" + table.qualifiedName().replace("'", "''") + "')"));
        if (table.scope().isAll()) {
            return new TableSize(table.name(), rows, bytes);
        }
        long all = Long.parseLong(source.text("select count(*) from " + table.qualifiedName()));
        return new TableSize(table.name(), rows, all == 0 ? 0 : bytes * rows / all);
    }

    private static String shortened(List<String> hotels) {
        return hotels.size() <= SHOWN
                ? String.join(", ", hotels)
                : String.join(", ", hotels.subList(0, SHOWN)) + " and " + (hotels.size() - SHOWN) + " more";
    }

    private static void addRowsThatStandInTheWay(
            Session source, Session target, Scope scope, Map<String, Table> tables, List<String> refusals)
            throws SQLException {
        List<String> full = new ArrayList<>();
        for (Table table : tables.values()) {
            if (target.isTrue("select exists (select from " + table.rows() + " t)")) {
                full.add(table.name());
            }
        }
        if (!full.isEmpty()) {
            List<String> there = target.texts("select tenant_id from conserje.tenants" + scope.where() + " order by 1");
            refusals.add("--to: the database has rows of "
                    + (there.isEmpty() ? "hotels" : shortened(there)) + ", in "
                    + (full.size() == 1 ? "table " : full.size() + " tables: ") + String.join(", ", full)
                    + (scope.isAll()
                            ? ". Give a database without hotels, or move single hotels with --tenant."
                            : ". Give another database, or remove the rows of these hotels there first."));
        }
        if (!scope.isAll()) {
            List<String> ours = source.texts(IDENTIFIERS + scope.where());
            for (String taken : target.texts(TAKEN, target.connection().createArrayOf("text", ours.toArray()))) {
                refusals.add("--to: " + taken + ", which a hotel to be moved has, too. Unassign it on one side.");
            }
        }
    }
}
