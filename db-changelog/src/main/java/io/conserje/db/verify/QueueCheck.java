package io.conserje.db.verify;

import io.conserje.db.verify.QueueDamage.Kind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/**
 * Finds messages, replies and dead letters that contradict each other, and puts them right. A service never leaves such rows;
 * a hand that repairs a database may. Each kind is looked for in one statement, so that a service at work is no damage. It
 * reads all messages. Thread-safe.
 */
public final class QueueCheck {

    /** More of a kind are found by the next check. */
    private static final int MAX_OF_A_KIND = 1_000;

    private static final String NAMED = """
            with named as (
              select q.tenant_id, q.channel, q.guest, w.message_id
              from conserje.guest_queues q cross join lateral unnest(q.waiting) as w (message_id)
              union all
              select tenant_id, channel, guest, message_id from conserje.guest_backlog
            )
            """;

    /**
     * Pending, and yet over; leased for longer than any lease; or put off for long, though nothing failed and no earlier
     * reply to the guest is left. A reply that waits behind another is looked at every ten minutes. One that is paused
     * has a key in held. One that waits for its line has it in held_line, and line_holds has a row of the line.
     */
    static final String LIMBO = """
            r.state = 'pending' and (
              r.ended_at is not null
              or r.lease is not null and r.due_at > now() + interval '1 day'
              or r.held_line is not null and r.lease is null and not exists (
                  select from conserje.line_holds h
                  where (h.tenant_id, h.channel, h.line) = (r.tenant_id, r.channel, r.held_line))
              or r.lease is null and not r.ready and r.failures = 0 and r.due_at > now() + interval '1 hour'
                and r.held is null and r.held_line is null
                and not exists (
                  select from conserje.replies e
                  where (e.tenant_id, e.channel, e.guest) = (r.tenant_id, r.channel, r.guest) and e.state = 'pending'
                    and e.seq < r.seq))
            """;

    private static final Map<Kind, String> QUERIES = new EnumMap<>(Map.of(
            Kind.UNQUEUED,
            NAMED + """
            select m.tenant_id, m.channel, m.guest, count(*)
            from conserje.inbox m
            where m.state = 'pending' and not exists (
              select from named n
              where (n.tenant_id, n.channel, n.guest, n.message_id) = (m.tenant_id, m.channel, m.guest, m.message_id))
            group by 1, 2, 3
            """,
            Kind.MISNAMED,
            NAMED + """
            select n.tenant_id, n.channel, n.guest, count(*)
            from (select *, count(*) over (partition by tenant_id, message_id) as times from named) n
            left join conserje.inbox m
              on (m.tenant_id, m.channel, m.guest, m.message_id) = (n.tenant_id, n.channel, n.guest, n.message_id)
              and m.state = 'pending'
            where m.message_id is null or n.times > 1
            group by 1, 2, 3
            """,
            Kind.MISCOUNTED,
            """
            select tenant_id, channel, guest, abs(coalesce(b.there, 0) - coalesce(q.backlog, 0))
            from conserje.guest_queues q
            full join (
              select tenant_id, channel, guest, count(*) as there from conserje.guest_backlog group by 1, 2, 3) b
              using (tenant_id, channel, guest)
            where coalesce(q.backlog, 0) <> coalesce(b.there, 0)
            """,
            Kind.REPLIES_IN_LIMBO,
            "select r.tenant_id, r.channel, r.guest, count(*) from conserje.replies r where " + LIMBO
                    + " group by 1, 2, 3",
            Kind.LETTER_NOT_FAILED,
            """
            select d.tenant_id, d.channel, d.id::text, 1
            from conserje.dlq_permanent_failures d
            join conserje.inbox m on (m.tenant_id, m.message_id) = (d.tenant_id, d.id)
            where d.state = 'buried' and m.state <> 'failed'
            """));

    private final DataSource owner;

    /**
     * Checks the messages of all hotels.
     *
     * @param owner connections of a login that sees every row: superuser or BYPASSRLS; not closed here
     */
    public QueueCheck(DataSource owner) {
        this.owner = owner;
    }

    /**
     * Looks for damage, and changes nothing.
     *
     * @return at most 1,000 of each kind
     * @throws VerificationException if the database cannot be reached, or hides rows from the login
     */
    public List<QueueDamage> run() {
        List<QueueDamage> damage = new ArrayList<>();
        try (Connection connection = owner.getConnection()) {
            for (Map.Entry<Kind, String> query : QUERIES.entrySet()) {
                damage.addAll(found(connection, query.getKey(), query.getValue()));
            }
        } catch (SQLException failed) {
            throw failure(failed);
        }
        return damage;
    }

    private static List<QueueDamage> found(Connection connection, Kind kind, String query) throws SQLException {
        connection.setAutoCommit(false);
        try (PreparedStatement statement =
                connection.prepareStatement(query + " order by 1, 2, 3 limit " + MAX_OF_A_KIND)) {
            seeEveryRow(connection);
            List<QueueDamage> damage = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    damage.add(new QueueDamage(
                            kind, rows.getString(1), rows.getString(2), rows.getString(3), rows.getLong(4)));
                }
            }
            return damage;
        } finally {
            connection.rollback();
        }
    }

    /**
     * Puts one damage right, in a transaction of its own, and records who did it: in the audit of the hotel, and for a dead
     * letter in its history. Does nothing if it was put right meanwhile.
     *
     * @param actor who repairs, for the audit: 1 to 200 characters
     * @return false if a worker has the guest in hand, or a message of the guest has arrived at the same moment; try again
     *     later
     * @throws VerificationException if the database cannot be reached, or refuses the repair
     */
    public boolean repair(QueueDamage damage, String actor) {
        try (Connection connection = owner.getConnection()) {
            connection.setAutoCommit(false);
            try {
                seeEveryRow(connection);
                boolean repaired = new QueueRepair(connection, damage, actor).run();
                connection.commit();
                return repaired;
            } finally {
                connection.rollback();
            }
        } catch (SQLException failed) {
            throw failure(failed);
        }
    }

    /** A policy raises an error then, instead of hiding rows. */
    private static void seeEveryRow(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("set local row_security = off")) {
            statement.execute();
        }
    }

    private static VerificationException failure(SQLException failed) {
        return new VerificationException(
                "Cannot check the queues: " + failed.getMessage() + " (SQLState " + failed.getSQLState()
                        + "). The login must see every row: superuser or BYPASSRLS, as the owner postgres.",
                failed);
    }
}
