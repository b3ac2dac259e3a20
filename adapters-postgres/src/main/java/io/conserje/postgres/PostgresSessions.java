package io.conserje.postgres;

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
import io.conserje.postgres.tx.Transactions;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Record1;
import org.jooq.ResultQuery;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/**
 * Sessions in {@code conserje.sessions}, one statement a call; across hotels in the system scope, which may read what it needs to
 * begin a turn. A session that begins anew starts with a version taken from the clock, so that nobody who still holds the one
 * before it can be mistaken for its holder.
 */
final class PostgresSessions implements Sessions {

    private static final String STATE = """
            version, last_turn,
              array(select key from jsonb_each_text(attributes) order by key),
              array(select value from jsonb_each_text(attributes) order by key),
              array(select key from jsonb_each_text(before_last_turn) order by key),
              array(select value from jsonb_each_text(before_last_turn) order by key)
            """;

    private static final String FIND = "select " + STATE + """
            from conserje.sessions
            where tenant_id = {0} and channel = {1} and guest = {2} and expires_at > now()
            """;

    /**
     * Each guest is looked for as the first of those from the address on: only the key has that order, where "with that address"
     * could be read by any index that begins with the hotel, as long as nothing is known of the table.
     */
    static final String FIND_ALL = "select tenant_id, channel, guest, " + STATE + """
            from (
              select distinct *
              from unnest({0}, {1}, {2}) as t (tenant_id, channel, address)
            ) asked
            cross join lateral (
              select guest, version, last_turn, attributes, before_last_turn, expires_at
              from conserje.sessions s
              where s.tenant_id = asked.tenant_id and s.channel = asked.channel and s.guest >= asked.address
              order by s.guest
              limit 1
            ) found
            where guest = address and expires_at > now()
            """;

    private static final String BEGIN = """
            insert into conserje.sessions as s
              (tenant_id, channel, guest, version, attributes, last_turn, before_last_turn, expires_at)
            values ({0}, {1}, {2}, (extract(epoch from clock_timestamp()) * 1000000)::bigint, jsonb_object({3}, {4}), {5},
              jsonb_object({6}, {7}), now() + {8} * interval '1 microsecond')
            on conflict (tenant_id, channel, guest) do update
            set version = greatest(s.version + 1, excluded.version), attributes = excluded.attributes,
              last_turn = excluded.last_turn, before_last_turn = excluded.before_last_turn, expires_at = excluded.expires_at
            where s.expires_at <= now()
            returning version
            """;

    private static final String CONTINUE = """
            update conserje.sessions
            set version = version + 1, attributes = jsonb_object({3}, {4}), last_turn = {5},
              before_last_turn = jsonb_object({6}, {7}), expires_at = now() + {8} * interval '1 microsecond'
            where tenant_id = {0} and channel = {1} and guest = {2} and version = {9} and expires_at > now()
            returning version
            """;

    static final String ACTIVE = """
            select count(*)
            from conserje.sessions
            where tenant_id = any ({0}) and expires_at > now()
            """;

    private static final Field<OffsetDateTime> NOW = DSL.field("now()", SQLDataType.TIMESTAMPWITHTIMEZONE);

    private static final Field<String[]> KEYS = texts("keys");
    private static final Field<String[]> VALUES = texts("values");
    private static final Field<String[]> KEYS_BEFORE = texts("keys_before");
    private static final Field<String[]> VALUES_BEFORE = texts("values_before");

    private final Transactions transactions;

    PostgresSessions(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public Optional<Session> find(TenantId tenant, GuestRef guest) {
        return transactions
                .each(tenant)
                .fetch(DSL.resultQuery(
                                FIND,
                                DSL.val(tenant.value()),
                                DSL.val(guest.channel().name()),
                                DSL.val(guest.address()))
                        .coerce(SESSIONS.VERSION, SESSIONS.LAST_TURN, KEYS, VALUES, KEYS_BEFORE, VALUES_BEFORE))
                .stream()
                .findFirst()
                .map(row -> session(tenant, guest, row));
    }

    @Override
    public List<Session> findAll(Collection<SessionKey> guests) {
        return guests.isEmpty()
                ? List.of()
                : transactions
                        .eachForSystemByIndexOrder()
                        .fetch(findingAll(guests))
                        .map(PostgresSessions::session);
    }

    private static ResultQuery<? extends Record> findingAll(Collection<SessionKey> guests) {
        return DSL.resultQuery(
                        FIND_ALL,
                        Columns.texts(guests, key -> key.tenant().value()),
                        Columns.texts(guests, key -> key.guest().channel().name()),
                        Columns.texts(guests, key -> key.guest().address()))
                .coerce(
                        SESSIONS.TENANT_ID,
                        SESSIONS.CHANNEL,
                        SESSIONS.GUEST,
                        SESSIONS.VERSION,
                        SESSIONS.LAST_TURN,
                        KEYS,
                        VALUES,
                        KEYS_BEFORE,
                        VALUES_BEFORE);
    }

    @Override
    public Saving save(Session session, IdleTimeout idle) {
        return transactions.each(session.tenant()).fetch(saving(session, idle)).stream()
                .findFirst()
                .<Saving>map(row -> new Saving.Saved(session.at(new Version(row.value1()))))
                .orElseGet(Saving.Stale::new);
    }

    private static ResultQuery<Record1<Long>> saving(Session session, IdleTimeout idle) {
        LastTurn last = session.lastTurn();
        Map<String, String> before = last == null ? Map.of() : last.before();
        return DSL.resultQuery(
                        session.version().equals(Version.NONE) ? BEGIN : CONTINUE,
                        DSL.val(session.tenant().value()),
                        DSL.val(session.guest().channel().name()),
                        DSL.val(session.guest().address()),
                        keys(session.attributes()),
                        values(session.attributes()),
                        DSL.val(last == null ? null : last.turn().value(), String.class),
                        keys(before),
                        values(before),
                        Micros.of(idle.value()),
                        DSL.val(session.version().value()))
                .coerce(SESSIONS.VERSION);
    }

    @Override
    public boolean end(TenantId tenant, GuestRef guest) {
        return transactions
                        .each(tenant)
                        .execute(DSL.deleteFrom(SESSIONS)
                                .where(SESSIONS.TENANT_ID.eq(tenant.value()))
                                .and(SESSIONS.CHANNEL.eq(guest.channel().name()))
                                .and(SESSIONS.GUEST.eq(guest.address()))
                                .and(SESSIONS.EXPIRES_AT.gt(NOW)))
                == 1;
    }

    @Override
    public long active(Set<TenantId> tenants) {
        return transactions
                .eachForSystem()
                .fetch(DSL.resultQuery(ACTIVE, Columns.texts(tenants, TenantId::value))
                        .coerce(DSL.count()))
                .getFirst()
                .value1();
    }

    private static Session session(Record row) {
        return session(
                new TenantId(row.get(SESSIONS.TENANT_ID)),
                new GuestRef(new Channel(row.get(SESSIONS.CHANNEL)), row.get(SESSIONS.GUEST)),
                row);
    }

    private static Session session(TenantId tenant, GuestRef guest, Record row) {
        @Nullable String turn = row.get(SESSIONS.LAST_TURN);
        return new Session(
                tenant,
                guest,
                new Version(row.get(SESSIONS.VERSION)),
                map(row.get(KEYS), row.get(VALUES)),
                turn == null
                        ? null
                        : new LastTurn(new TurnId(turn), map(row.get(KEYS_BEFORE), row.get(VALUES_BEFORE))));
    }

    private static Map<String, String> map(String[] keys, String[] values) {
        Map<String, String> map = new HashMap<>();
        for (int i = 0; i < keys.length; i++) {
            map.put(keys[i], values[i]);
        }
        return map;
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
