package io.conserje.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.conserje.application.fixture.Fresh;
import io.conserje.application.lock.Claimants;
import io.conserje.application.lock.Leases;
import io.conserje.application.lock.RoomHolds;
import io.conserje.application.lock.RoomHolds.Extension;
import io.conserje.application.lock.RoomHoldsContract;
import io.conserje.application.session.Sessions.Saving;
import io.conserje.application.store.StoreCorruptException;
import io.conserje.domain.lock.Lease;
import io.conserje.domain.lock.LeaseKey;
import io.conserje.domain.lock.RoomHold;
import io.conserje.domain.lock.RoomId;
import io.conserje.domain.session.GuestRef;
import io.conserje.domain.session.IdleTimeout;
import io.conserje.domain.session.Session;
import io.conserje.domain.session.TurnId;
import io.conserje.domain.session.Version;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.redis.RedisContents.KeptSession;
import io.conserje.redis.RedisContents.Part;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Moves the contents of one Redis into another. */
final class RedisContentsTest {

    private static final Duration LASTING = Duration.ofHours(1);
    private static final IdleTimeout IDLE = new IdleTimeout(Duration.ofMinutes(30));
    private static final RoomId ROOM = RoomHoldsContract.ROOM;

    private static LocalRedis oldServer;
    private static LocalRedis newServer;
    private static RedisAdapters source;
    private static RedisAdapters target;

    private final TenantId hotel = Fresh.tenant();
    private final GuestRef guest = GuestRef.userId(new Channel("web"), "ana: 50 % ñ🛎");

    @BeforeAll
    static void start() {
        oldServer = new LocalRedis();
        newServer = new LocalRedis();
        source = oldServer.adapters();
        target = newServer.adapters();
    }

    @AfterAll
    static void stop() {
        source.close();
        target.close();
        oldServer.close();
        newServer.close();
    }

    @Test
    void aSessionKeepsItsVersionStateTurnAndEnd() {
        Session saved = saved(source, "1");
        Instant until = contents(source).sessions().getFirst().until();

        assertThat(move()).isZero();
        assertThat(move()).isZero();

        assertThat(target.sessions().find(hotel, guest)).contains(saved);
        assertThat(contents(target).sessions()).containsExactly(new KeptSession(saved, until));
        assertThat(target.sessions().active(Set.of(hotel))).isOne();
        assertThat(target.sessions().save(saved, IDLE)).isInstanceOf(Saving.Saved.class);
    }

    @Test
    void aNewerSessionOfTheTargetStays() {
        saved(source, "old");
        move();
        Session newer = saved(target, "new");

        assertThat(move()).isOne();

        assertThat(target.sessions().find(hotel, guest)).contains(newer);
    }

    @Test
    void aSessionThatHasEndedOnTheWayIsNotWritten() {
        KeptSession kept = new KeptSession(
                new Session(hotel, guest, new Version(7), Map.of(), null),
                target.contents().now().minusMillis(1));

        target.contents().write(new Part(List.of(kept), List.of(), List.of(), List.of(), List.of()));

        assertThat(target.sessions().find(hotel, guest)).isEmpty();
        try (RespClient redis = new RespClient(newServer.port())) {
            assertThat(redis.send("KEYS", "conserje:{" + hotel + "}*")).isEmpty();
        }
    }

    @Test
    void aHoldKeepsItsOwnerFenceExtensionsAndEnd() {
        RoomHold hold = held(source, ROOM, 10, 12);
        hold = ((Extension.Extended) source.roomHolds().extend(hold, RoomHoldsContract.TERMS)).hold();

        move();
        move();

        assertThat(target.roomHolds().live(hotel)).containsExactly(hold);
        assertThat(claimed(target, ROOM, 11, 13)).isInstanceOf(RoomHolds.Claim.Refused.class);
        assertThat(target.roomHolds().extend(hold, RoomHoldsContract.TERMS)).isInstanceOf(Extension.Extended.class);
        assertThat(move()).as("the extension of the target is newer").isOne();
        assertThat(target.roomHolds().release(target.roomHolds().live(hotel).getFirst()))
                .isEqualTo(RoomHolds.Release.RELEASED);
    }

    @Test
    void anOlderHoldOfTheSameNightsGivesWayAndANewerOneStays() {
        RoomHold before = held(target, ROOM, 9, 12);
        RoomHold hold = held(source, ROOM, 10, 14);
        move();
        assertThat(target.roomHolds().live(hotel)).containsExactly(hold);

        target.roomHolds().release(hold);
        RoomHold newer = held(target, ROOM, 11, 13);
        assertThat(move()).isOne();
        assertThat(target.roomHolds().live(hotel)).containsExactly(newer);
        assertThat(newer.fence()).isGreaterThan(hold.fence()).isGreaterThan(before.fence());
    }

    @Test
    void fencesNeverGoBackAlsoOfRoomsAndKeysThatAreFree() {
        long ahead = 4_000_000_000_000_000L;
        try (RespClient redis = new RespClient(oldServer.port())) {
            redis.send("ZADD", "conserje:{" + hotel + "}:room:" + ROOM, Long.toString(ahead), "fence");
            redis.send("HSET", "conserje:{" + hotel + "}:leases", "audit", "{\"fence\":" + ahead + ",\"until\":0}");
        }
        move();

        assertThat(held(target, ROOM, 10, 12).fence()).isEqualTo(ahead + 1);
        assertThat(leased(target, "audit").fence()).isEqualTo(ahead + 1);
        move();
        target.roomHolds().release(target.roomHolds().live(hotel).getFirst());
        assertThat(held(target, ROOM, 10, 12).fence()).isEqualTo(ahead + 2);
    }

    @Test
    void aLeaseKeepsItsOwnerFenceAndEndAndCanBeReleased() {
        Lease lease = leased(source, "audit");
        move();
        move();

        assertThat(target.leases().live(hotel)).containsExactly(lease);
        assertThat(target.leases().release(lease)).isEqualTo(Leases.Release.RELEASED);
        Lease next = leased(target, "audit");
        assertThat(next.fence()).isGreaterThan(lease.fence());
        assertThat(move()).isOne();
        assertThat(target.leases().live(hotel)).containsExactly(next);
    }

    @Test
    void endsWhatItIsTold() {
        saved(source, "1");
        held(source, ROOM, 10, 12);
        leased(source, "audit");
        move();

        source.contents().read(Set.of(hotel), part -> target.contents().end(part));

        assertThat(target.sessions().find(hotel, guest)).isEmpty();
        assertThat(target.roomHolds().live(hotel)).isEmpty();
        assertThat(target.leases().live(hotel)).isEmpty();
        assertThat(contents(target).released()).hasSize(1);
        assertThat(contents(target).roomFences()).hasSize(1);
    }

    @Test
    void readsOtherHotelsOnlyAsANumber() {
        TenantId other = Fresh.tenant();
        source.leases().claim(new LeaseKey(other, "audit"), Claimants.anybody(), LASTING);
        saved(source, "1");

        List<Part> parts = new ArrayList<>();
        assertThat(source.contents().read(Set.of(hotel), parts::add)).isPositive();
        assertThat(parts).allSatisfy(part -> assertThat(part.leases()).isEmpty());
        assertThat(parts.stream().mapToInt(part -> part.sessions().size()).sum())
                .isOne();
    }

    @Test
    void namesTheHotelOfWhatItCannotReadAndShowsNothingOfIt() {
        try (RespClient redis = new RespClient(oldServer.port())) {
            redis.send("HSET", "conserje:{" + hotel + "}:holds", "101 secret", "{\"holder\":\"+5491112345678\"");
        }
        assertThatExceptionOfType(StoreCorruptException.class)
                .isThrownBy(() -> contents(source))
                .withMessageContaining("a hold of hotel " + hotel)
                .withMessageNotContaining("549111");

        TenantId second = Fresh.tenant();
        try (RespClient redis = new RespClient(oldServer.port())) {
            redis.send("SET", "conserje:{" + second + "}:future:+5491112345678", "x");
        }
        assertThatExceptionOfType(StoreCorruptException.class)
                .isThrownBy(() -> source.contents().read(Set.of(second), part -> {}))
                .withMessageContaining("conserje:{" + second + "}")
                .withMessageContaining("does not know")
                .withMessageNotContaining("549111");
    }

    @Test
    void recognisesTheSameServerByAMark() {
        UUID mark = UUID.randomUUID();
        target.contents().mark(mark, Duration.ofMinutes(1));
        try (RedisAdapters again = newServer.adapters()) {
            assertThat(again.contents().isMarked(mark)).isTrue();
        }
        assertThat(source.contents().isMarked(mark)).isFalse();
        target.contents().unmark(mark);
        assertThat(target.contents().isMarked(mark)).isFalse();
    }

    @Test
    void tellsAReplicaFromAPrimary() {
        try (LocalRedis server = new LocalRedis("replicaof 127.0.0.1 " + newServer.port());
                RedisAdapters replica = server.adapters()) {
            assertThat(replica.isReplica()).isTrue();
        }
        assertThat(target.isReplica()).isFalse();
    }

    @Test
    void aUserWithoutInfoIsNoReplicaAndShowsNoPolicy() {
        try (LocalRedis server = new LocalRedis("user default on nopass ~* &* +@all -info");
                RedisAdapters shy = server.adapters()) {
            assertThat(shy.isReplica()).isFalse();
            assertThat(shy.evictionPolicy()).isEmpty();
        }
    }

    private int move() {
        int[] newer = {0};
        source.contents()
                .read(Set.of(hotel), part -> newer[0] += target.contents().write(part));
        return newer[0];
    }

    private Part contents(RedisAdapters redis) {
        List<Part> parts = new ArrayList<>();
        redis.contents().read(Set.of(hotel), parts::add);
        return new Part(
                parts.stream().flatMap(part -> part.sessions().stream()).toList(),
                parts.stream().flatMap(part -> part.holds().stream()).toList(),
                parts.stream().flatMap(part -> part.leases().stream()).toList(),
                parts.stream().flatMap(part -> part.released().stream()).toList(),
                parts.stream().flatMap(part -> part.roomFences().stream()).toList());
    }

    private Session saved(RedisAdapters redis, String value) {
        Session before = redis.sessions().find(hotel, guest).orElse(Session.fresh(hotel, guest));
        Session after = before.advance(new TurnId("turn-" + value), Map.of("step", value));
        return ((Saving.Saved) redis.sessions().save(after, IDLE)).session();
    }

    private RoomHolds.Claim claimed(RedisAdapters redis, RoomId room, int from, int to) {
        return redis.roomHolds()
                .claim(hotel, room, RoomHoldsContract.nights(from, to), Claimants.named("ana \"x\" 🛎"), LASTING);
    }

    private RoomHold held(RedisAdapters redis, RoomId room, int from, int to) {
        return RoomHoldsContract.granted(claimed(redis, room, from, to));
    }

    private Lease leased(RedisAdapters redis, String name) {
        return ((Leases.Claim.Granted) redis.leases().claim(new LeaseKey(hotel, name), Claimants.anybody(), LASTING))
                .lease();
    }
}
