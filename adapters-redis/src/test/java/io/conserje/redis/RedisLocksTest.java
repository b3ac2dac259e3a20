package io.conserje.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.conserje.application.fixture.Fresh;
import io.conserje.application.lock.Claimants;
import io.conserje.application.lock.Leases;
import io.conserje.application.lock.RoomHolds;
import io.conserje.application.lock.RoomHolds.Claim;
import io.conserje.application.lock.RoomHoldsContract;
import io.conserje.application.store.StoreCorruptException;
import io.conserje.application.store.StoreUnavailableException;
import io.conserje.domain.lock.Claimant;
import io.conserje.domain.lock.Lease;
import io.conserje.domain.lock.LeaseKey;
import io.conserje.domain.lock.RoomHold;
import io.conserje.domain.lock.RoomId;
import io.conserje.domain.tenancy.TenantId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class RedisLocksTest {

    private static final RoomId ROOM = RoomHoldsContract.ROOM;
    private static final Duration LASTING = RoomHoldsContract.LASTING;

    private static LocalRedis server;
    private static RedisAdapters adapters;

    private final TenantId tenant = Fresh.tenant();

    @BeforeAll
    static void start() {
        server = new LocalRedis();
        adapters = server.adapters();
    }

    @AfterAll
    static void stop() {
        adapters.close();
        server.close();
    }

    @Test
    void aRemnantOfALostHoldHidesNoOtherHold() {
        RoomHolds holds = adapters.roomHolds();
        granted(holds.claim(tenant, ROOM, RoomHoldsContract.nights(12, 15), Claimants.anybody(), LASTING));
        try (RespClient redis = new RespClient(server.port())) {
            redis.send("DEL", "conserje:{" + tenant + "}:holds");
        }
        RoomHold before =
                granted(holds.claim(tenant, ROOM, RoomHoldsContract.nights(8, 11), Claimants.anybody(), LASTING));
        assertThat(holds.claim(tenant, ROOM, RoomHoldsContract.nights(9, 14), Claimants.anybody(), LASTING))
                .isEqualTo(new Claim.Refused(before.stay(), before.until(), List.of()));
    }

    @Test
    void removesAndReportsHoldsOfARoomThatIsNotClaimedAnyMore() {
        RoomHolds holds = adapters.roomHolds();
        RoomHold left =
                granted(holds.claim(tenant, ROOM, RoomHoldsContract.nights(10, 12), Claimants.anybody(), LASTING));
        String hash = "conserje:{" + tenant + "}:holds";
        String member = ROOM + " " + left.owner().value();
        long nineDaysAgo = left.until().minus(Duration.ofDays(10)).toEpochMilli();
        try (RespClient redis = new RespClient(server.port())) {
            String json = redis.send("HGET", hash, member);
            redis.send("HSET", hash, member, json.replaceAll("\"until\":[0-9]+", "\"until\":" + nineDaysAgo));
            redis.send("DEL", "conserje:{" + tenant + "}:room:" + ROOM);
        }
        List<RoomHold> expired = new ArrayList<>();
        // One claim in 32 samples the hash. It is practically impossible that none of 3000 does.
        for (int claims = 0; claims < 3_000 && expired.isEmpty(); claims++) {
            Claim.Granted other = (Claim.Granted) holds.claim(
                    tenant, new RoomId("102"), RoomHoldsContract.nights(10, 12), Claimants.anybody(), LASTING);
            expired.addAll(other.expired());
            holds.release(other.hold());
        }
        assertThat(expired).extracting(RoomHold::owner).containsExactly(left.owner());
        try (RespClient redis = new RespClient(server.port())) {
            assertThat(redis.send("HEXISTS", hash, member)).isEqualTo("0");
        }
    }

    private static RoomHold granted(Claim claim) {
        return RoomHoldsContract.granted(claim);
    }

    @Test
    void aHoldIsReadableJsonUnderKeysThatExpire() {
        Claimant claimant = Claimants.named("ana \"x\" 🛎");
        RoomHold hold = RoomHoldsContract.granted(
                adapters.roomHolds().claim(tenant, ROOM, RoomHoldsContract.nights(10, 12), claimant, LASTING));
        try (RespClient redis = new RespClient(server.port())) {
            assertThat(redis.send(
                            "HGET",
                            "conserje:{" + tenant + "}:holds",
                            "101 " + claimant.owner().value()))
                    .isEqualTo(
                            "{\"room\":\"101\",\"checkIn\":\"2027-03-10\",\"checkOut\":\"2027-03-12\",\"lastDay\":20889,"
                                    + "\"holder\":\"ana \\\"x\\\" 🛎\",\"owner\":\""
                                    + claimant.owner().value() + "\",\"fence\":" + hold.fence() + ",\"until\":"
                                    + hold.until().toEpochMilli() + ",\"extensions\":0}");
            assertThat(redis.send("KEYS", "*" + tenant + "*").lines())
                    .containsExactlyInAnyOrder("conserje:{" + tenant + "}:holds", "conserje:{" + tenant + "}:room:101")
                    .allMatch(key -> key.startsWith("conserje:{" + tenant + "}:"))
                    .allMatch(key -> Long.parseLong(redis.send("PTTL", key)) > 0);
        }
    }

    @Test
    void theFenceIsTheTimeInMicrosecondsOrOneAboveTheLast() {
        long before = hold(1).fence();
        try (RespClient redis = new RespClient(server.port())) {
            assertThat(before)
                    .isBetween(
                            Long.parseLong(redis.send("TIME")
                                                    .lines()
                                                    .findFirst()
                                                    .orElseThrow())
                                            * 1_000_000
                                    - 60_000_000,
                            Long.parseLong(redis.send("TIME")
                                                    .lines()
                                                    .findFirst()
                                                    .orElseThrow())
                                            * 1_000_000
                                    + 60_000_000);
            redis.send("ZADD", "conserje:{" + tenant + "}:room:101", Long.toString(before + 3_600_000_000L), "fence");
            assertThat(hold(3).fence()).isEqualTo(before + 3_600_000_001L);
        }
    }

    @Test
    void afterFlushallFencesGrowAndFormerHoldersHaveLost() {
        RoomHold hold = hold(1);
        Lease lease = lease();
        try (RespClient redis = new RespClient(server.port())) {
            redis.send("FLUSHALL");
        }
        assertThat(adapters.roomHolds().release(hold)).isEqualTo(RoomHolds.Release.LOST);
        assertThat(hold(1).fence()).isGreaterThan(hold.fence());
        assertThat(lease().fence()).isGreaterThan(lease.fence());
        assertThat(adapters.leases().release(lease)).isEqualTo(Leases.Release.LOST);
    }

    @Test
    void loadsScriptsAgainThatTheServerForgot() {
        try (RespClient redis = new RespClient(server.port())) {
            RoomHold hold = hold(1);
            redis.send("SCRIPT", "FLUSH");
            assertThat(adapters.roomHolds().live(tenant)).containsExactly(hold);
            redis.send("SCRIPT", "FLUSH");
            assertThat(adapters.roomHolds().release(hold)).isEqualTo(RoomHolds.Release.RELEASED);
            redis.send("SCRIPT", "FLUSH");
            hold(1);
            redis.send("SCRIPT", "FLUSH");
            assertThat(adapters.leases().release(lease())).isEqualTo(Leases.Release.RELEASED);
        }
    }

    @Test
    void claimsFailInTimeWithoutTheServerAndFencesGrowAfterIt() {
        LocalRedis own = new LocalRedis();
        try (RedisAdapters redis = own.adapters(Duration.ofSeconds(1))) {
            RoomHold before = RoomHoldsContract.granted(redis.roomHolds()
                    .claim(tenant, ROOM, RoomHoldsContract.nights(1, 2), Claimants.named("secret"), LASTING));
            own.stop();
            long began = System.nanoTime();
            assertThatExceptionOfType(StoreUnavailableException.class)
                    .isThrownBy(() -> redis.roomHolds()
                            .claim(tenant, ROOM, RoomHoldsContract.nights(3, 4), Claimants.named("secret"), LASTING))
                    .withMessageContaining("hold a room")
                    .satisfies(Quoting.noneOf("secret"));
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(4));
            own.restart();
            await().atMost(Duration.ofSeconds(30)).until(redis::ping);
            RoomHold after = RoomHoldsContract.granted(redis.roomHolds()
                    .claim(tenant, ROOM, RoomHoldsContract.nights(1, 2), Claimants.anybody(), LASTING));
            assertThat(after.fence()).isGreaterThan(before.fence());
        } finally {
            own.close();
        }
    }

    @Test
    void aClaimWithoutAnswerCanBeRepeatedAndIsDoneOnce() {
        try (LocalRedis own = new LocalRedis();
                RedisAdapters redis = own.adapters(Duration.ofSeconds(1))) {
            Claimant claimant = Claimants.anybody();
            assertThat(redis.ping()).isTrue();
            own.freeze();
            try {
                assertThatExceptionOfType(StoreUnavailableException.class)
                        .isThrownBy(() -> redis.roomHolds()
                                .claim(tenant, ROOM, RoomHoldsContract.nights(1, 2), claimant, LASTING));
            } finally {
                own.thaw();
            }
            await().atMost(Duration.ofSeconds(30)).until(redis::ping);
            RoomHold hold = RoomHoldsContract.granted(
                    redis.roomHolds().claim(tenant, ROOM, RoomHoldsContract.nights(1, 2), claimant, LASTING));
            assertThat(redis.roomHolds().live(tenant)).containsExactly(hold);
        }
    }

    @Test
    void reportsUnreadableDataAsCorruptWithoutQuotingIt() {
        try (RespClient redis = new RespClient(server.port())) {
            redis.send("HSET", "conserje:{" + tenant + "}:holds", "101 x", "{\"until\":1e15,\"room\":\"5491199\"}");
            assertThatExceptionOfType(StoreCorruptException.class)
                    .isThrownBy(() -> adapters.roomHolds().live(tenant))
                    .satisfies(Quoting.noneOf("5491199"));
            redis.send("HSET", "conserje:{" + tenant + "}:leases", "x", "{\"until\":1e15,\"name\":\"549 1199\"}");
            assertThatExceptionOfType(StoreCorruptException.class)
                    .isThrownBy(() -> adapters.leases().live(tenant))
                    .satisfies(Quoting.noneOf("549 1199"));
        }
    }

    @Test
    void removesLeasesADayAfterTheirEnd() {
        try (RespClient redis = new RespClient(server.port())) {
            for (int name = 0; name < 3; name++) {
                redis.send("HSET", "conserje:{" + tenant + "}:leases", "old" + name, "{\"fence\":1,\"until\":0}");
                redis.send("ZADD", "conserje:{" + tenant + "}:lease-ends", "1000", "old" + name);
            }
            lease();
            assertThat(redis.send("HLEN", "conserje:{" + tenant + "}:leases")).isEqualTo("1");
            assertThat(redis.send("ZCARD", "conserje:{" + tenant + "}:lease-ends"))
                    .isEqualTo("1");
        }
    }

    /** Counts commands instead of time, because their number is the same in each run. */
    @Test
    void aClaimCostsTheSameAmongAThousandHolds() {
        try (RespClient redis = new RespClient(server.port())) {
            hold(1);
            long first = commands(redis, () -> hold(3));
            for (int day = 10; day < 2_010; day += 2) {
                hold(day);
            }
            assertThat(commands(redis, () -> hold(2_020))).isEqualTo(first);
            assertThat(commands(
                            redis,
                            () -> assertThat(adapters.roomHolds()
                                            .claim(
                                                    tenant,
                                                    ROOM,
                                                    RoomHoldsContract.nights(500, 600),
                                                    Claimants.anybody(),
                                                    LASTING))
                                    .isInstanceOf(Claim.Refused.class)))
                    .isLessThanOrEqualTo(first);
        }
    }

    private static long commands(RespClient redis, Runnable operation) {
        redis.send("CONFIG", "RESETSTAT");
        operation.run();
        return redis.send("INFO", "commandstats")
                .lines()
                .filter(line -> line.startsWith("cmdstat_"))
                .filter(line -> !line.startsWith("cmdstat_ping") && !line.startsWith("cmdstat_config"))
                // One claim in 32 samples the hash, however many holds there are.
                .filter(line -> !line.startsWith("cmdstat_hrandfield"))
                .mapToLong(line -> Long.parseLong(line.replaceAll(".*calls=([0-9]+).*", "$1")))
                .sum();
    }

    private RoomHold hold(int day) {
        return RoomHoldsContract.granted(adapters.roomHolds()
                .claim(tenant, ROOM, RoomHoldsContract.nights(day, day + 1), Claimants.anybody(), LASTING));
    }

    private Lease lease() {
        return ((Leases.Claim.Granted)
                        adapters.leases().claim(new LeaseKey(tenant, "jobs/x"), Claimants.anybody(), LASTING))
                .lease();
    }

    static void pass(Duration duration) {
        // A test cannot set the server's clock.
        long until = System.nanoTime() + duration.toNanos();
        for (long left = duration.toNanos(); left > 0; left = until - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
