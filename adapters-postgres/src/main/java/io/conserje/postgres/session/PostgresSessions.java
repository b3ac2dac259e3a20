package io.conserje.postgres.session;

import static io.conserje.postgres.schema.Tables.SESSIONS;

import io.conserje.application.session.Sessions;
import io.conserje.domain.session.GuestRef;
import io.conserje.domain.session.IdleTimeout;
import io.conserje.domain.session.Session;
import io.conserje.domain.session.Session.LastTurn;
import io.conserje.domain.session.TurnId;
import io.conserje.domain.session.Version;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.sql.Columns;
import io.conserje.postgres.sql.Micros;
import io.conserje.postgres.sql.ServerTime;
import io.conserje.postgres.sql.SqlTemplate;
import io.conserje.postgres.sql.TextMaps;
import io.conserje.postgres.tx.Transactions;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/**
 * Sessions in {@code conserje.sessions}, one statement a call. {@link #findAll} and {@link #active} run in the system
 * scope.
 *
 * <p>A new session gets a version from the clock. So a caller that still has an earlier session of the guest has
 * another version.
 */
public final class PostgresSessions implements Sessions {

    private static final SqlTemplate<SessionKey> FIND = SqlTemplate.<SessionKey>of("""
                    select tenant_id, channel, guest, version, last_turn,
                      array(select key from jsonb_each_text(attributes) order by key),
                      array(select value from jsonb_each_text(attributes) order by key),
                      array(select key from jsonb_each_text(before_last_turn) order by key),
                      array(select value from jsonb_each_text(before_last_turn) order by key)
                    from conserje.sessions
                    where tenant_id = :tenant and channel = :channel and guest = :guest and expires_at > now()
                    """)
            .bind("tenant", key -> key.tenant().value())
            .bind("channel", key -> key.guest().channel().name())
            .bind("guest", key -> key.guest().address())
            .build();

    static final SqlTemplate<Collection<SessionKey>> FIND_ALL = SqlTemplate.<Collection<SessionKey>>of("""
                    select tenant_id, channel, guest, version, last_turn,
                      array(select key from jsonb_each_text(attributes) order by key),
                      array(select value from jsonb_each_text(attributes) order by key),
                      array(select key from jsonb_each_text(before_last_turn) order by key),
                      array(select value from jsonb_each_text(before_last_turn) order by key)
                    from (
                      select distinct *
                      from unnest(:tenants, :channels, :guests) as t (tenant_id, channel, address)
                    ) asked
                    cross join lateral (
                      -- The first one from the address on, an order that only the primary key has. Before the first
                      -- statistics, a plan for an equality could use any index that begins with the hotel.
                      select guest, version, last_turn, attributes, before_last_turn, expires_at
                      from conserje.sessions s
                      where s.tenant_id = asked.tenant_id and s.channel = asked.channel and s.guest >= asked.address
                      order by s.guest
                      limit 1
                    ) found
                    where guest = address and expires_at > now()
                    """)
            .bind("tenants", keys -> Columns.texts(keys, key -> key.tenant().value()))
            .bind(
                    "channels",
                    keys -> Columns.texts(keys, key -> key.guest().channel().name()))
            .bind("guests", keys -> Columns.texts(keys, key -> key.guest().address()))
            .build();

    private record Saved(Session session, IdleTimeout idle) {}

    /** Takes the place of a session that has expired. */
    private static final SqlTemplate<Saved> BEGIN = saving("""
                    insert into conserje.sessions as s
                      (tenant_id, channel, guest, version, attributes, last_turn, before_last_turn, expires_at)
                    values (:tenant, :channel, :guest, (extract(epoch from clock_timestamp()) * 1000000)::bigint,
                      jsonb_object(:keys, :values), :last_turn, jsonb_object(:keys_before, :values_before),
                      now() + :idle_micros * interval '1 microsecond')
                    on conflict (tenant_id, channel, guest) do update
                    set version = greatest(s.version + 1, excluded.version), attributes = excluded.attributes,
                      last_turn = excluded.last_turn, before_last_turn = excluded.before_last_turn,
                      expires_at = excluded.expires_at
                    where s.expires_at <= now()
                    returning version
                    """).build();

    private static final SqlTemplate<Saved> CONTINUE = saving("""
                    update conserje.sessions
                    set version = version + 1, attributes = jsonb_object(:keys, :values), last_turn = :last_turn,
                      before_last_turn = jsonb_object(:keys_before, :values_before),
                      expires_at = now() + :idle_micros * interval '1 microsecond'
                    where tenant_id = :tenant and channel = :channel and guest = :guest and version = :version
                      and expires_at > now()
                    returning version
                    """)
            .bind("version", saved -> saved.session().version().value())
            .build();

    static final SqlTemplate<Set<TenantId>> ACTIVE = SqlTemplate.<Set<TenantId>>of("""
                    select count(*)
                    from conserje.sessions
                    where tenant_id = any (:tenants) and expires_at > now()
                    """)
            .bind("tenants", tenants -> Columns.texts(tenants, TenantId::value))
            .build();

    private static final Field<String[]> KEYS = texts("keys");
    private static final Field<String[]> VALUES = texts("values");
    private static final Field<String[]> KEYS_BEFORE = texts("keys_before");
    private static final Field<String[]> VALUES_BEFORE = texts("values_before");

    private static final List<Field<?>> COLUMNS = List.of(
            SESSIONS.TENANT_ID,
            SESSIONS.CHANNEL,
            SESSIONS.GUEST,
            SESSIONS.VERSION,
            SESSIONS.LAST_TURN,
            KEYS,
            VALUES,
            KEYS_BEFORE,
            VALUES_BEFORE);

    private final Transactions transactions;

    /** Every call is a transaction of its own. */
    public PostgresSessions(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public Optional<Session> find(TenantId tenant, GuestRef guest) {
        return transactions
                .each(tenant)
                .fetch(FIND.query(new SessionKey(tenant, guest)).coerce(COLUMNS))
                .stream()
                .findFirst()
                .map(PostgresSessions::session);
    }

    @Override
    public List<Session> findAll(Collection<SessionKey> guests) {
        return guests.isEmpty()
                ? List.of()
                : transactions
                        .eachForSystemByIndexOrder()
                        .fetch(FIND_ALL.query(guests).coerce(COLUMNS))
                        .map(PostgresSessions::session);
    }

    @Override
    public Saving save(Session session, IdleTimeout idle) {
        SqlTemplate<Saved> statement = session.version().equals(Version.NONE) ? BEGIN : CONTINUE;
        return transactions
                .each(session.tenant())
                .fetch(statement.query(new Saved(session, idle)).coerce(SESSIONS.VERSION))
                .stream()
                .findFirst()
                .<Saving>map(row -> new Saving.Saved(session.at(new Version(row.value1()))))
                .orElseGet(Saving.Stale::new);
    }

    private static SqlTemplate.Builder<Saved> saving(String sql) {
        return SqlTemplate.<Saved>of(sql)
                .bind("tenant", saved -> saved.session().tenant().value())
                .bind("channel", saved -> saved.session().guest().channel().name())
                .bind("guest", saved -> saved.session().guest().address())
                .bind("keys", saved -> keys(saved.session().attributes()))
                .bind("values", saved -> values(saved.session().attributes()))
                .bind("last_turn", saved -> lastTurn(saved.session()))
                .bind("keys_before", saved -> keys(before(saved.session())))
                .bind("values_before", saved -> values(before(saved.session())))
                .bind("idle_micros", saved -> Micros.of(saved.idle().value()));
    }

    private static Field<String> lastTurn(Session session) {
        LastTurn last = session.lastTurn();
        return DSL.val(last == null ? null : last.turn().value(), String.class);
    }

    private static Map<String, String> before(Session session) {
        LastTurn last = session.lastTurn();
        return last == null ? Map.of() : last.before();
    }

    @Override
    public boolean end(TenantId tenant, GuestRef guest) {
        return transactions
                        .each(tenant)
                        .execute(DSL.deleteFrom(SESSIONS)
                                .where(SESSIONS.TENANT_ID.eq(tenant.value()))
                                .and(SESSIONS.CHANNEL.eq(guest.channel().name()))
                                .and(SESSIONS.GUEST.eq(guest.address()))
                                .and(SESSIONS.EXPIRES_AT.gt(ServerTime.NOW)))
                == 1;
    }

    @Override
    public long active(Set<TenantId> tenants) {
        return transactions.eachForSystem().count(ACTIVE.query(tenants));
    }

    private static Session session(Record row) {
        @Nullable String turn = row.get(SESSIONS.LAST_TURN);
        return new Session(
                new TenantId(row.get(SESSIONS.TENANT_ID)),
                GuestRef.stored(new Channel(row.get(SESSIONS.CHANNEL)), row.get(SESSIONS.GUEST)),
                new Version(row.get(SESSIONS.VERSION)),
                TextMaps.of(row.get(KEYS), row.get(VALUES)),
                turn == null
                        ? null
                        : new LastTurn(new TurnId(turn), TextMaps.of(row.get(KEYS_BEFORE), row.get(VALUES_BEFORE))));
    }

    private static Field<String[]> texts(String name) {
        return DSL.field(DSL.name(name), SQLDataType.VARCHAR.array());
    }

    private static Field<String[]> keys(Map<String, String> map) {
        return Columns.texts(map.keySet(), key -> key);
    }

    private static Field<String[]> values(Map<String, String> map) {
        return Columns.texts(map.values(), value -> value);
    }
}
