package io.conserje.redis;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.conserje.application.session.Sessions;
import io.conserje.application.store.StoreCorruptException;
import io.conserje.domain.session.GuestRef;
import io.conserje.domain.session.IdleTimeout;
import io.conserje.domain.session.Session;
import io.conserje.domain.session.Version;
import io.conserje.domain.tenancy.TenantId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.redisson.api.RScript;
import org.redisson.api.RScript.Mode;
import org.redisson.api.RScript.ReturnType;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.StringCodec;

/**
 * Sessions in Redis. Each session is a hash that Redis expires, and a sorted set for each hotel orders their names by
 * expiry. An operation sends Redis one command for each guest.
 */
final class RedisSessions implements Sessions {

    private static final String VERSION = "version";
    private static final String STATE = "state";

    private static final String SAVE = Scripts.load("clock", "save-session");
    static final String END = Scripts.load("end-session");
    private static final String ACTIVE = Scripts.load("clock", "count-sessions");

    private final RedissonClient redisson;
    private final RScript scripts;
    private final RedisCalls calls;

    RedisSessions(RedissonClient redisson, RedisCalls calls) {
        this.redisson = redisson;
        this.scripts = redisson.getScript(StringCodec.INSTANCE);
        this.calls = calls;
    }

    @Override
    public Optional<Session> find(TenantId tenant, GuestRef guest) {
        return read(tenant, guest, calls.call("find a session", () -> stored(redisson, tenant, guest)));
    }

    /** Sends all commands before it awaits the first answer. A pipeline cannot span the nodes of a cluster. */
    @Override
    public List<Session> findAll(Collection<SessionKey> guests) {
        List<SessionKey> keys = guests.stream().distinct().toList();
        if (keys.isEmpty()) {
            return List.of();
        }
        List<Map<String, String>> found = calls.call(
                "find sessions",
                () -> Futures.all(keys.stream()
                        .map(key -> stored(redisson, key.tenant(), key.guest()).toCompletableFuture())
                        .toList()));
        return IntStream.range(0, keys.size())
                .mapToObj(
                        place -> read(keys.get(place).tenant(), keys.get(place).guest(), found.get(place)))
                .flatMap(Optional::stream)
                .toList();
    }

    static CompletionStage<Map<String, String>> stored(RedissonClient redisson, TenantId tenant, GuestRef guest) {
        return redisson.<String, String>getMap(RedisKeys.session(tenant, guest), StringCodec.INSTANCE)
                .getAllAsync(Set.of(VERSION, STATE));
    }

    /** The session that {@link #stored} found; empty if there was none. */
    static Optional<Session> read(TenantId tenant, GuestRef guest, Map<String, String> stored) {
        return stored.isEmpty()
                ? Optional.empty()
                : Optional.of(read(tenant, guest, stored.get(VERSION), stored.get(STATE)));
    }

    @Override
    public Saving save(Session session, IdleTimeout idle) {
        String version = calls.call(
                "save a session",
                () -> scripts.evalAsync(
                        Mode.READ_WRITE,
                        SAVE,
                        ReturnType.STRING,
                        List.of(
                                RedisKeys.session(session.tenant(), session.guest()),
                                RedisKeys.index(session.tenant())),
                        Long.toString(session.version().value()),
                        UUID.randomUUID().toString(),
                        SessionState.write(session),
                        Long.toString(idle.value().toMillis()),
                        RedisKeys.member(session.guest())));
        Version saved = new Version(Long.parseLong(version));
        return saved.equals(Version.NONE) ? new Saving.Stale() : new Saving.Saved(session.at(saved));
    }

    @Override
    public boolean end(TenantId tenant, GuestRef guest) {
        return 1
                == calls.<Long>call(
                        "end a session",
                        () -> run(
                                END,
                                List.of(RedisKeys.session(tenant, guest), RedisKeys.index(tenant)),
                                RedisKeys.member(guest)));
    }

    /** Sends all commands before it awaits the first answer, see {@link #findAll}. */
    @Override
    public long active(Set<TenantId> tenants) {
        if (tenants.isEmpty()) {
            return 0;
        }
        return calls
                .call(
                        "count sessions",
                        () -> Futures.all(tenants.stream()
                                .map(tenant -> run(ACTIVE, List.of(RedisKeys.index(tenant)))
                                        .toCompletableFuture())
                                .toList()))
                .stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    private CompletionStage<Long> run(String script, List<Object> keys, Object... arguments) {
        return scripts.evalAsync(Mode.READ_WRITE, script, ReturnType.LONG, keys, arguments);
    }

    private static Session read(TenantId tenant, GuestRef guest, @Nullable String version, @Nullable String json) {
        if (version == null || json == null) {
            throw corrupt(tenant, guest, "a field is missing", new IllegalArgumentException("incomplete"));
        }
        try {
            SessionState state = SessionState.read(json);
            return new Session(
                    tenant, guest, new Version(Long.parseLong(version)), state.requiredAttributes(), state.lastTurn());
        } catch (JsonProcessingException | IllegalArgumentException | NullPointerException unreadable) {
            // The parser's message may quote the guest.
            throw corrupt(
                    tenant,
                    guest,
                    unreadable.getClass().getSimpleName(),
                    new IllegalArgumentException(unreadable.getClass().getName()));
        }
    }

    private static StoreCorruptException corrupt(TenantId tenant, GuestRef guest, String how, Exception cause) {
        return new StoreCorruptException(
                "Cannot read a session of hotel " + tenant + " on channel " + guest.channel() + ": " + how
                        + ". End the session, or wait until it expires.",
                cause);
    }
}
