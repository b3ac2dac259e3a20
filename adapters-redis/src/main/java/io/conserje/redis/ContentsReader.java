package io.conserje.redis;

import io.conserje.application.store.StoreCorruptException;
import io.conserje.domain.lock.Lease;
import io.conserje.domain.lock.RoomHold;
import io.conserje.domain.lock.RoomId;
import io.conserje.domain.session.GuestRef;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.redis.RedisContents.KeptSession;
import io.conserje.redis.RedisContents.Part;
import io.conserje.redis.RedisContents.ReleasedLease;
import io.conserje.redis.RedisContents.RoomFence;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.redisson.api.AsyncIterator;
import org.redisson.api.RScript.Mode;
import org.redisson.api.RScript.ReturnType;
import org.redisson.api.RedissonClient;
import org.redisson.api.options.KeysScanOptions;
import org.redisson.client.codec.StringCodec;

/** Reads all that Redis keeps of hotels: first the names of keys, then some hotels at a time. Not thread-safe. */
final class ContentsReader {

    private static final String LIST_SESSIONS = Scripts.load("clock", "list-sessions");
    private static final int KEYS_OF_A_SCAN = 1000;
    private static final int HOTELS_AT_ONCE = 50;
    private static final int SESSIONS_AT_ONCE = 500;

    /** As {@link RedisKeys} names them. */
    private static final Pattern KEY = Pattern.compile("conserje:\\{([^}]*)}:(?s:(.*))");

    private static final Pattern KNOWN = Pattern.compile("(?s)session:.+|sessions|holds|leases|lease-ends");
    private static final String ROOM = "room:";

    private final RedissonClient redisson;
    private final RedisCalls calls;
    private final Instant now;

    /** @param now by the store's clock */
    ContentsReader(RedissonClient redisson, RedisCalls calls, Instant now) {
        this.redisson = redisson;
        this.calls = calls;
        this.now = now;
    }

    /** Returns how many other hotels have keys. */
    int read(Set<TenantId> hotels, Consumer<Part> parts) {
        Map<String, TenantId> wanted = new TreeMap<>();
        hotels.forEach(hotel -> wanted.put(hotel.value(), hotel));
        Map<TenantId, Set<RoomId>> found = new TreeMap<>();
        int others = findKeys(wanted, found);
        List<TenantId> withKeys = List.copyOf(found.keySet());
        for (int from = 0; from < withKeys.size(); from += HOTELS_AT_ONCE) {
            List<TenantId> some = withKeys.subList(from, Math.min(withKeys.size(), from + HOTELS_AT_ONCE));
            parts.accept(locks(some, found));
            readSessions(some, parts);
        }
        return others;
    }

    /** Finds the hotels that have keys, and the rooms that have a fence. */
    private int findKeys(Map<String, TenantId> wanted, Map<TenantId, Set<RoomId>> found) {
        Set<String> others = new HashSet<>();
        AsyncIterator<String> keys = redisson.getKeys()
                .getKeysAsync(KeysScanOptions.defaults().pattern("conserje:{*").chunkSize(KEYS_OF_A_SCAN));
        while (calls.<Boolean>call("list its keys", keys::hasNext)) {
            Matcher key = KEY.matcher(calls.call("list its keys", keys::next));
            if (!key.matches()) {
                continue;
            }
            TenantId hotel = wanted.get(key.group(1));
            if (hotel == null) {
                others.add(key.group(1));
            } else {
                addRoom(hotel, key.group(2), found.computeIfAbsent(hotel, first -> new TreeSet<>()));
            }
        }
        return others.size();
    }

    private static void addRoom(TenantId hotel, String name, Set<RoomId> rooms) {
        try {
            if (name.startsWith(ROOM)) {
                rooms.add(new RoomId(name.substring(ROOM.length())));
            } else if (!KNOWN.matcher(name).matches()) {
                throw unknownKey(hotel, new IllegalArgumentException("another kind of key"));
            }
        } catch (IllegalArgumentException noRoom) {
            throw unknownKey(hotel, noRoom);
        }
    }

    /** The key's name may contain the number of a guest. */
    private static StoreCorruptException unknownKey(TenantId hotel, IllegalArgumentException cause) {
        return new StoreCorruptException(
                "Redis has a key conserje:{" + hotel
                        + "}:... of a kind that this version does not know. Use the version"
                        + " that wrote it, or delete the key.",
                cause);
    }

    private <T> List<T> all(String what, List<TenantId> hotels, Function<TenantId, CompletionStage<T>> question) {
        return calls.call(
                what,
                () -> Futures.all(hotels.stream()
                        .map(hotel -> question.apply(hotel).toCompletableFuture())
                        .toList()));
    }

    private Part locks(List<TenantId> hotels, Map<TenantId, Set<RoomId>> rooms) {
        List<RoomHold> holds = new ArrayList<>();
        List<Lease> leases = new ArrayList<>();
        List<ReleasedLease> released = new ArrayList<>();
        List<Map<String, String>> storedHolds = all("list holds", hotels, hotel -> map(RedisKeys.holds(hotel)));
        List<Map<String, String>> storedLeases = all("list leases", hotels, hotel -> map(RedisKeys.leases(hotel)));
        for (int i = 0; i < hotels.size(); i++) {
            TenantId hotel = hotels.get(i);
            storedHolds.get(i).values().stream()
                    .map(json -> LockJson.hold(hotel, json))
                    .filter(hold -> hold.until().isAfter(now))
                    .forEach(holds::add);
            storedLeases
                    .get(i)
                    .forEach((name, json) -> LockJson.released(hotel, name, json)
                            .ifPresentOrElse(released::add, () -> leases.add(LockJson.lease(hotel, json))));
        }
        return new Part(List.of(), holds, leases, released, fences(hotels, rooms));
    }

    private CompletionStage<Map<String, String>> map(String key) {
        return redisson.<String, String>getMap(key, StringCodec.INSTANCE).readAllMapAsync();
    }

    private List<RoomFence> fences(List<TenantId> hotels, Map<TenantId, Set<RoomId>> rooms) {
        List<RoomFence> fences = new ArrayList<>();
        for (TenantId hotel : hotels) {
            List<RoomId> some = List.copyOf(rooms.getOrDefault(hotel, Set.of()));
            List<Optional<Double>> last = calls.call(
                    "read the fences of rooms",
                    () -> Futures.all(
                            some.stream().map(room -> lastFence(hotel, room)).toList()));
            for (int i = 0; i < some.size(); i++) {
                RoomId room = some.get(i);
                last.get(i).ifPresent(fence -> fences.add(new RoomFence(hotel, room, fence.longValue())));
            }
        }
        return fences;
    }

    private CompletableFuture<Optional<Double>> lastFence(TenantId hotel, RoomId room) {
        return redisson.getScoredSortedSet(RedisKeys.room(hotel, room), StringCodec.INSTANCE)
                .getScoreAsync("fence")
                .thenApply(Optional::ofNullable)
                .toCompletableFuture();
    }

    private record Named(TenantId hotel, GuestRef guest, Instant until) {}

    private void readSessions(List<TenantId> hotels, Consumer<Part> parts) {
        List<List<Object>> listed = all(
                "list sessions",
                hotels,
                hotel -> redisson.getScript(StringCodec.INSTANCE)
                        .evalAsync(
                                Mode.READ_WRITE,
                                LIST_SESSIONS,
                                ReturnType.LIST,
                                List.of(RedisKeys.index(hotel)),
                                new Object[0]));
        List<Named> named = new ArrayList<>();
        for (int i = 0; i < hotels.size(); i++) {
            TenantId hotel = hotels.get(i);
            List<Object> members = listed.get(i);
            for (int at = 0; at < members.size(); at += 2) {
                named.add(new Named(
                        hotel, RedisKeys.guest(hotel, members.get(at).toString()), Instant.ofEpochMilli((long)
                                Double.parseDouble(members.get(at + 1).toString()))));
            }
        }
        for (int from = 0; from < named.size(); from += SESSIONS_AT_ONCE) {
            parts.accept(sessions(named.subList(from, Math.min(named.size(), from + SESSIONS_AT_ONCE))));
        }
    }

    private Part sessions(List<Named> named) {
        List<Map<String, String>> stored = calls.call(
                "read sessions",
                () -> Futures.all(named.stream()
                        .map(name -> RedisSessions.stored(redisson, name.hotel(), name.guest())
                                .toCompletableFuture())
                        .toList()));
        List<KeptSession> sessions = IntStream.range(0, named.size())
                .boxed()
                .flatMap(i -> RedisSessions.read(
                                named.get(i).hotel(), named.get(i).guest(), stored.get(i))
                        .stream()
                        .map(session -> new KeptSession(session, named.get(i).until())))
                .toList();
        return new Part(sessions, List.of(), List.of(), List.of(), List.of());
    }
}
