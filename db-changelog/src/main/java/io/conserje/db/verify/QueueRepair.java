package io.conserje.db.verify;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The repair of one damage, in the transaction of its connection. */
final class QueueRepair {

    /** As the service lists them: so many messages that can be handled, and those that wait for a retry. */
    private static final int LISTED = 100;

    private static final String GUEST = " where tenant_id = ? and channel = ? and guest = ?";

    private static final String LETTER = """
            with settled as (
              update conserje.dlq_permanent_failures d
              set state = 'redriven', settled_at = now(), settled_by = ?, settled_why = 'its message is ' || m.state
              from conserje.inbox m
              where d.tenant_id = ? and d.id = ?::uuid and d.state = 'buried'
                and (m.tenant_id, m.message_id) = (d.tenant_id, d.id) and m.state <> 'failed'
              returning d.tenant_id, d.id, d.settled_by, d.settled_why
            )
            insert into conserje.dlq_events (tenant_id, id, event, actor, why)
            select tenant_id, id, 'redriven', settled_by, settled_why from settled
            """;

    private static final String AUDIT = "insert into conserje.tenant_audit (tenant_id, actor, action, details)"
            + " values (?, ?, 'changed', jsonb_build_object('repaired', ?::text, 'channel', ?::text, 'rows', ?::bigint))";

    private final Connection connection;
    private final QueueDamage damage;
    private final String actor;

    QueueRepair(Connection connection, QueueDamage damage, String actor) {
        this.connection = connection;
        this.damage = damage;
        this.actor = actor;
    }

    boolean run() throws SQLException {
        return switch (damage.kind()) {
            case UNQUEUED, MISNAMED, MISCOUNTED -> rebuildQueue();
            case REPLIES_IN_LIMBO -> releaseReplies();
            case LETTER_NOT_FAILED -> {
                change(LETTER, actor, damage.tenant(), damage.subject());
                yield true;
            }
        };
    }

    /** @param later whether it waits for a retry while the guest's other messages go on */
    private record Pending(UUID id, long seq, boolean later) {}

    private record Queue(List<UUID> waiting, int backlog, boolean isInHand) {}

    private boolean rebuildQueue() throws SQLException {
        Queue queue = lockedQueue();
        if (queue != null && queue.isInHand()) {
            return false;
        }
        // Nothing is appended while the queue is locked. Without one, the insert below finds out.
        List<Pending> pending = pending();
        List<UUID> behind = ids("select message_id from conserje.guest_backlog" + GUEST + " order by seq");
        if (isSound(queue, pending, behind)) {
            return true;
        }
        List<Pending> listed = new ArrayList<>();
        List<Pending> kept = new ArrayList<>();
        int ready = 0;
        for (Pending message : pending) {
            boolean isListed = message.later() || ready++ < LISTED;
            (isListed ? listed : kept).add(message);
        }
        change("delete from conserje.guest_backlog" + GUEST, guest());
        for (Pending message : kept) {
            change(
                    "insert into conserje.guest_backlog (tenant_id, channel, guest, seq, message_id) values (?, ?, ?, ?, ?)",
                    guest(message.seq(), message.id()));
        }
        if (!write(queue, listed, kept.size(), ready > 0)) {
            connection.rollback();
            return false;
        }
        audit();
        return true;
    }

    private @Nullable Queue lockedQueue() throws SQLException {
        try (PreparedStatement statement = prepared(
                        "select waiting, backlog, coalesce(leased_until > now(), false) from conserje.guest_queues"
                                + GUEST + " for update",
                        guest());
                ResultSet row = statement.executeQuery()) {
            return row.next()
                    ? new Queue(List.of((UUID[]) row.getArray(1).getArray()), row.getInt(2), row.getBoolean(3))
                    : null;
        }
    }

    private List<Pending> pending() throws SQLException {
        List<Pending> pending = new ArrayList<>();
        try (PreparedStatement statement = prepared(
                        "select message_id, seq, not_before is not null from conserje.inbox" + GUEST
                                + " and state = 'pending' order by seq",
                        guest());
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                pending.add(new Pending(rows.getObject(1, UUID.class), rows.getLong(2), rows.getBoolean(3)));
            }
        }
        return pending;
    }

    private static boolean isSound(@Nullable Queue queue, List<Pending> pending, List<UUID> behind) {
        List<UUID> named = new ArrayList<>(behind);
        if (queue != null) {
            named.addAll(queue.waiting());
        }
        Set<UUID> wanted = new HashSet<>(pending.stream().map(Pending::id).toList());
        return (queue == null ? behind.isEmpty() : queue.backlog() == behind.size())
                && named.size() == wanted.size()
                && wanted.equals(new HashSet<>(named));
    }

    /** False if the queue came into being at the same moment. */
    private boolean write(@Nullable Queue queue, List<Pending> listed, int backlog, boolean isReady)
            throws SQLException {
        if (listed.isEmpty()) {
            change("delete from conserje.guest_queues" + GUEST, guest());
            return true;
        }
        if (queue == null
                && change(
                                "insert into conserje.guest_queues (tenant_id, channel, guest, waiting)"
                                        + " values (?, ?, ?, array[gen_random_uuid()]) on conflict do nothing",
                                guest())
                        == 0) {
            return false;
        }
        List<Object> values = new ArrayList<>();
        values.add(connection.createArrayOf(
                "uuid", listed.stream().map(Pending::id).toArray()));
        values.add(backlog);
        values.add((int) listed.stream().filter(Pending::later).count());
        values.add(isReady);
        values.add(isReady);
        values.addAll(List.of(guest()));
        values.addAll(List.of(guest()));
        change(
                "update conserje.guest_queues set waiting = ?, backlog = ?, postponed = ?, ready = ?,"
                        + " due_at = case when ? then now() else coalesce((select min(not_before) from conserje.inbox"
                        + GUEST + " and state = 'pending'), now()) end,"
                        + " turns = turns + 1, lease = null, leased_until = null" + GUEST,
                values.toArray());
        return true;
    }

    private boolean releaseReplies() throws SQLException {
        int released = change(
                "update conserje.replies r set ended_at = null, lease = null, ready = true, due_at = now(),"
                        + " held_line = null" + GUEST
                        + " and " + QueueCheck.LIMBO,
                guest());
        if (released > 0) {
            audit();
        }
        return true;
    }

    private void audit() throws SQLException {
        change(AUDIT, damage.tenant(), actor, damage.kind().problem(), damage.channel(), damage.rows());
    }

    private Object[] guest(Object... more) {
        List<Object> values = new ArrayList<>(List.of(damage.tenant(), damage.channel(), damage.subject()));
        values.addAll(List.of(more));
        return values.toArray();
    }

    private List<UUID> ids(String sql) throws SQLException {
        List<UUID> ids = new ArrayList<>();
        try (PreparedStatement statement = prepared(sql, guest());
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                ids.add(rows.getObject(1, UUID.class));
            }
        }
        return ids;
    }

    private int change(String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = prepared(sql, values)) {
            return statement.executeUpdate();
        }
    }

    private PreparedStatement prepared(String sql, Object... values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        return statement;
    }
}
