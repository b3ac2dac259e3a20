package io.conserje.db.transfer;

import io.conserje.db.transfer.BackupManifest.Identity;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The identity columns, whose state no copy of rows carries. Their numbers are unique per hotel, and only grow. */
final class Identities {

    private static final String COLUMNS = """
            select c.relname || ' ' || a.attname
            from pg_class c join pg_attribute a on a.attrelid = c.oid
            where c.relnamespace = 'conserje'::regnamespace and c.relkind in ('r', 'p') and a.attidentity <> ''
              and not a.attisdropped
            order by c.relname, a.attname
            """;

    private static final String LOCK_NOT_AVAILABLE = "55P03";

    private Identities() {}

    /** The next number of each identity column of these tables. */
    static List<Identity> read(Session session, Collection<String> tables) throws SQLException {
        List<Identity> identities = new ArrayList<>();
        for (String line : session.texts(COLUMNS)) {
            String[] words = line.split(" ", 2);
            if (tables.contains(words[0])) {
                String table = "conserje." + Table.quoted(words[0]);
                String ofRows = "select coalesce(max(" + Table.quoted(words[1]) + "), 0) + 1 from " + table;
                long next = Math.max(next(session, sequence(session, table, words[1])), number(session, ofRows));
                identities.add(new Identity(words[0], words[1], next));
            }
        }
        return identities;
    }

    /** The same numbers later: rows that were written since have numbers that the sequences gave out. */
    static List<Identity> drawnSince(Session session, List<Identity> before) throws SQLException {
        List<Identity> identities = new ArrayList<>();
        for (Identity identity : before) {
            String table = "conserje." + Table.quoted(identity.table());
            long next = next(session, sequence(session, table, identity.column()));
            identities.add(new Identity(identity.table(), identity.column(), Math.max(identity.next(), next)));
        }
        return identities;
    }

    /**
     * Lets each column go on after these numbers, and never back. Hotels that are beside it may draw
     * numbers meanwhile: they wait for a moment. It commits by itself, as a gap does no harm and a lock for the length
     * of a restore would.
     */
    static void advance(Session session, List<Identity> identities) throws SQLException {
        for (Identity identity : identities) {
            String sequence = sequence(session, "conserje." + Table.quoted(identity.table()), identity.column());
            if (next(session, sequence) < identity.next()) {
                advance(session, sequence, identity.next());
            }
        }
    }

    private static void advance(Session session, String sequence, long wanted) throws SQLException {
        try {
            session.atomically(() -> {
                session.run("set local lock_timeout = '5s'");
                // It changes nothing, and its lock keeps others from drawing a number.
                session.run("alter sequence " + sequence + " no cycle");
                if (next(session, sequence) < wanted) {
                    session.text("select setval(?::regclass, ?, false)", sequence, wanted);
                }
            });
        } catch (SQLException failed) {
            if (LOCK_NOT_AVAILABLE.equals(failed.getSQLState())) {
                throw new BackupException(
                        "A transaction has used sequence " + sequence + " for more than 5 seconds and"
                                + " has not ended. Try again, or end it; see pg_stat_activity.",
                        failed);
            }
            throw failed;
        }
    }

    private static String sequence(Session session, String table, String column) throws SQLException {
        return session.text("select pg_get_serial_sequence(?, ?)", table, column);
    }

    private static long next(Session session, String sequence) throws SQLException {
        return number(session, "select last_value + is_called::int from " + sequence);
    }

    private static long number(Session session, String query) throws SQLException {
        return Long.parseLong(session.text(query));
    }
}
