package io.conserje.db.transfer;

import io.conserje.db.transfer.LiveState.Hold;
import io.conserje.db.transfer.LiveState.Lease;
import io.conserje.db.transfer.LiveState.RoomFence;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Sessions, holds and leases in the tables of a database. Not thread-safe. */
final class LiveRows {

    private static final int ROWS_AT_ONCE = 1000;

    private static final List<String> STAGES = List.of(
            "drop table if exists pg_temp.live_sessions, pg_temp.live_holds, pg_temp.live_leases, pg_temp.live_fences",
            "create temporary table live_sessions (like conserje.sessions)",
            "create temporary table live_holds (like conserje.holds)",
            "create temporary table live_leases (like conserje.leases)",
            "create temporary table live_fences (like conserje.room_fences)");

    private static final String STAGE_SESSION =
            "insert into live_sessions (tenant_id, channel, guest, version, attributes, last_turn, before_last_turn,"
                    + " expires_at) values (?, ?, ?, ?, jsonb_object(?::text[], ?::text[]), ?,"
                    + " jsonb_object(?::text[], ?::text[]), ?)";

    private static final String STAGE_HOLD =
            "insert into live_holds (tenant_id, room, check_in, check_out, holder, owner,"
                    + " fence, extensions, expires_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?)";

    private static final String STAGE_LEASE =
            "insert into live_leases (tenant_id, name, holder, owner, fence, expires_at)"
                    + " values (?, ?, ?, ?, ?, coalesce(?, now()))";

    private static final String STAGE_FENCE = "insert into live_fences (tenant_id, room, fence) values (?, ?, ?)";

    private static final String MERGE_SESSIONS = """
            insert into conserje.sessions as s (tenant_id, channel, guest, version, attributes, last_turn,
              before_last_turn, expires_at)
            select tenant_id, channel, guest, version, attributes, last_turn, before_last_turn, expires_at
            from live_sessions
            on conflict (tenant_id, channel, guest) do update
            set version = excluded.version, attributes = excluded.attributes, last_turn = excluded.last_turn,
              before_last_turn = excluded.before_last_turn, expires_at = excluded.expires_at
            where excluded.version > s.version
            """;

    /** These go first, because holds that are replaced and those that replace them may share nights. */
    private static final String REMOVE_HOLDS = """
            delete from conserje.holds h
            where exists (select from live_holds l where l.tenant_id = h.tenant_id and l.room = h.room
              and l.fence >= h.fence and (l.owner = h.owner
                or daterange(l.check_in, l.check_out) && daterange(h.check_in, h.check_out)))
              and not exists (select from live_holds l where l.tenant_id = h.tenant_id and l.room = h.room
                and l.owner = h.owner and l.fence = h.fence and l.extensions < h.extensions)
            """;

    private static final String MERGE_HOLDS = """
            insert into conserje.holds (tenant_id, room, check_in, check_out, holder, owner, fence, extensions, expires_at)
            select tenant_id, room, check_in, check_out, holder, owner, fence, extensions, expires_at
            from live_holds
            where expires_at > now()
            on conflict do nothing
            """;

    private static final String MERGE_LEASES = """
            insert into conserje.leases as l (tenant_id, name, holder, owner, fence, expires_at)
            select tenant_id, name, holder, owner, fence, expires_at from live_leases
            on conflict (tenant_id, name) do update
            set holder = excluded.holder, owner = excluded.owner, fence = excluded.fence, expires_at = excluded.expires_at
            where excluded.fence >= l.fence
            """;

    private static final String RAISE_LEASES = """
            insert into conserje.leases as l (tenant_id, name, holder, owner, fence, expires_at)
            select tenant_id, name, holder, owner, fence, expires_at from live_leases
            on conflict (tenant_id, name) do update set fence = excluded.fence
            where excluded.fence > l.fence and l.expires_at <= now()
            """;

    private static final String RAISE_FENCES = """
            insert into conserje.room_fences as f (tenant_id, room, fence)
            select tenant_id, room, max(fence)
            from (select tenant_id, room, fence from live_fences union all select tenant_id, room, fence from live_holds) all_of
            group by tenant_id, room
            on conflict (tenant_id, room) do update set fence = excluded.fence where excluded.fence > f.fence
            """;

    /** A service that keeps sessions in Redis left these in the tables when it kept them there. */
    private static final String FORGET_SESSIONS = """
            delete from conserje.sessions s
            where exists (select from live_sessions)
              and not exists (select from live_sessions l
                where l.tenant_id = s.tenant_id and l.channel = s.channel and l.guest = s.guest)
            """;

    private static final String FORGET_HOLDS = """
            delete from conserje.holds h
            where (exists (select from live_holds) or exists (select from live_leases))
              and not exists (select from live_holds l
                where l.tenant_id = h.tenant_id and l.room = h.room and l.owner = h.owner)
            """;

    private static final String FORGET_LEASES = """
            update conserje.leases l
            set owner = null, holder = null, expires_at = now()
            where owner is not null and expires_at > now()
              and (exists (select from live_holds) or exists (select from live_leases))
              and not exists (select from live_leases n where n.tenant_id = l.tenant_id and n.name = l.name)
            """;

    private final Session session;
    private final Scope scope;

    LiveRows(Session session, Scope scope) {
        this.session = session;
        this.scope = scope;
    }

    Instant now() throws SQLException {
        try (PreparedStatement statement = session.connection().prepareStatement("select clock_timestamp()");
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getObject(1, OffsetDateTime.class).toInstant();
        }
    }

    /** Reads what a store apart would have, part by part, in one state of the database. */
    void read(Consumer<LiveState> parts) throws SQLException {
        session.reading(() -> {
            read(
                    "select tenant_id, channel, guest, version, last_turn,"
                            + " array(select key from jsonb_each_text(attributes) order by key),"
                            + " array(select value from jsonb_each_text(attributes) order by key),"
                            + " array(select key from jsonb_each_text(before_last_turn) order by key),"
                            + " array(select value from jsonb_each_text(before_last_turn) order by key), expires_at"
                            + " from conserje.sessions where expires_at > now()" + and(),
                    LiveRows::session,
                    sessions -> parts.accept(new LiveState(sessions, List.of(), List.of(), List.of())));
            read(
                    "select tenant_id, room, check_in, check_out, holder, owner, fence, extensions, expires_at"
                            + " from conserje.holds where expires_at > now()" + and(),
                    LiveRows::hold,
                    holds -> parts.accept(new LiveState(List.of(), holds, List.of(), List.of())));
            read(
                    "select tenant_id, name, holder, owner, fence, expires_at from conserje.leases where true" + and(),
                    LiveRows::lease,
                    leases -> parts.accept(new LiveState(List.of(), List.of(), leases, List.of())));
            read(
                    "select tenant_id, room, fence from conserje.room_fences where true" + and(),
                    row -> new RoomFence(row.getString(1), row.getString(2), row.getLong(3)),
                    fences -> parts.accept(new LiveState(List.of(), List.of(), List.of(), fences)));
            return true;
        });
    }

    private String and() {
        return scope.isAll() ? "" : " and " + scope.condition();
    }

    private interface Reading<T> {
        T of(ResultSet row) throws SQLException;
    }

    private <T> void read(String sql, Reading<T> reading, Consumer<List<T>> parts) throws SQLException {
        try (PreparedStatement statement = session.connection().prepareStatement(sql)) {
            statement.setFetchSize(ROWS_AT_ONCE);
            List<T> part = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    part.add(reading.of(rows));
                    if (part.size() == ROWS_AT_ONCE) {
                        parts.accept(part);
                        part.clear();
                    }
                }
            }
            if (!part.isEmpty()) {
                parts.accept(part);
            }
        }
    }

    private static LiveState.Session session(ResultSet row) throws SQLException {
        return new LiveState.Session(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getLong(4),
                map(row.getArray(6), row.getArray(7)),
                row.getString(5),
                map(row.getArray(8), row.getArray(9)),
                instant(row, 10));
    }

    private static Map<String, String> map(Array keys, Array values) throws SQLException {
        String[] names = (String[]) keys.getArray();
        String[] texts = (String[]) values.getArray();
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < names.length; i++) {
            map.put(names[i], texts[i]);
        }
        return map;
    }

    private static Hold hold(ResultSet row) throws SQLException {
        return new Hold(
                row.getString(1),
                row.getString(2),
                row.getObject(3, LocalDate.class),
                row.getObject(4, LocalDate.class),
                row.getString(5),
                row.getString(6),
                row.getLong(7),
                row.getInt(8),
                instant(row, 9));
    }

    private static Lease lease(ResultSet row) throws SQLException {
        return new Lease(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getLong(5),
                instant(row, 6));
    }

    private static Instant instant(ResultSet row, int column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    /** Begins to write, into tables of this session. {@link #merge} writes all of it at once. */
    void stage() throws SQLException {
        for (String stage : STAGES) {
            session.run(stage);
        }
    }

    /**
     * Adds a part to what is written.
     *
     * @return how many sessions were left out, because PostgreSQL cannot keep their text
     */
    int add(LiveState state) throws SQLException {
        List<LiveState.Session> sessions =
                state.sessions().stream().filter(LiveRows::isKeepable).toList();
        batch(STAGE_SESSION, sessions, this::bind);
        batch(STAGE_HOLD, state.holds(), LiveRows::bind);
        batch(STAGE_LEASE, state.leases(), LiveRows::bind);
        batch(STAGE_FENCE, state.roomFences(), (statement, fence) -> {
            statement.setString(1, fence.tenant());
            statement.setString(2, fence.room());
            statement.setLong(3, fence.fence());
        });
        return state.sessions().size() - sessions.size();
    }

    private interface Binding<T> {
        void to(PreparedStatement statement, T value) throws SQLException;
    }

    private <T> void batch(String sql, List<T> values, Binding<T> binding) throws SQLException {
        if (values.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = session.connection().prepareStatement(sql)) {
            for (T value : values) {
                binding.to(statement, value);
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    private void bind(PreparedStatement statement, LiveState.Session value) throws SQLException {
        statement.setString(1, value.tenant());
        statement.setString(2, value.channel());
        statement.setString(3, value.guest());
        statement.setLong(4, value.version());
        List<String> keys = List.copyOf(value.attributes().keySet());
        List<String> keysBefore = List.copyOf(value.before().keySet());
        statement.setArray(5, array(keys));
        statement.setArray(6, array(keys.stream().map(value.attributes()::get).toList()));
        statement.setString(7, value.lastTurn());
        statement.setArray(8, array(keysBefore));
        statement.setArray(9, array(keysBefore.stream().map(value.before()::get).toList()));
        statement.setObject(10, at(value.until()));
    }

    private Array array(Collection<String> texts) throws SQLException {
        Connection connection = session.connection();
        return connection.createArrayOf("text", texts.toArray());
    }

    private static void bind(PreparedStatement statement, Hold value) throws SQLException {
        statement.setString(1, value.tenant());
        statement.setString(2, value.room());
        statement.setObject(3, value.checkIn());
        statement.setObject(4, value.checkOut());
        statement.setString(5, value.holder());
        statement.setString(6, value.owner());
        statement.setLong(7, value.fence());
        statement.setInt(8, value.extensions());
        statement.setObject(9, at(value.until()));
    }

    /** A lease that was released ends now, so that its fence is kept for the usual time. */
    private static void bind(PreparedStatement statement, Lease value) throws SQLException {
        statement.setString(1, value.tenant());
        statement.setString(2, value.name());
        statement.setString(3, value.holder());
        statement.setString(4, value.owner());
        statement.setLong(5, value.fence());
        statement.setObject(6, value.owner() == null ? null : at(value.until()), Types.TIMESTAMP_WITH_TIMEZONE);
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private static boolean isKeepable(LiveState.Session session) {
        return isKeepable(session.guest())
                && isKeepable(session.lastTurn())
                && session.attributes().entrySet().stream().allMatch(LiveRows::isKeepable)
                && session.before().entrySet().stream().allMatch(LiveRows::isKeepable);
    }

    private static boolean isKeepable(Map.Entry<String, String> entry) {
        return isKeepable(entry.getKey()) && isKeepable(entry.getValue());
    }

    /** PostgreSQL has neither the character 0 nor half a surrogate pair. */
    private static boolean isKeepable(@Nullable String text) {
        return text == null
                || (text.indexOf('\0') < 0
                        && StandardCharsets.UTF_8.newEncoder().canEncode(text));
    }

    /**
     * Writes what was added. Rows of the same kind that the store apart does not have are remains of a time when it was not
     * used, and go.
     *
     * @param onlyFences whether nothing but fences was added, so that no row goes
     */
    void merge(boolean onlyFences) throws SQLException {
        if (onlyFences) {
            session.run(RAISE_LEASES);
        } else {
            session.run(FORGET_SESSIONS + and("s."));
            session.run(FORGET_HOLDS + and("h."));
            session.run(FORGET_LEASES + and("l."));
            session.run(MERGE_SESSIONS);
            session.run(REMOVE_HOLDS);
            session.run(MERGE_HOLDS);
            session.run(MERGE_LEASES);
        }
        session.run(RAISE_FENCES);
    }

    private String and(String alias) {
        return scope.isAll() ? "" : " and " + alias + scope.condition();
    }
}
