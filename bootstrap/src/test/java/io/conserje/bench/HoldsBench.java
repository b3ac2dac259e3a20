package io.conserje.bench;

import com.zaxxer.hikari.HikariDataSource;
import io.conserje.application.lock.AuditTrail;
import io.conserje.application.lock.LockListener;
import io.conserje.application.lock.RoomHolds;
import io.conserje.application.lock.Watched;
import io.conserje.db.Changelog;
import io.conserje.domain.lock.Claimant;
import io.conserje.domain.lock.HolderRef;
import io.conserje.domain.lock.OwnerToken;
import io.conserje.domain.lock.RoomId;
import io.conserje.domain.lock.Stay;
import io.conserje.domain.tenancy.Tenant;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.PostgresAdapters;
import io.conserje.postgres.testing.TestDatabase;
import io.conserje.postgres.tx.Timeouts;
import io.conserje.redis.RedisAdapters;
import io.conserje.redis.RedisSettings;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.redisson.Redisson;
import org.redisson.api.RLock;
import org.redisson.api.RScript;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.StringCodec;
import org.redisson.config.Config;
import redis.embedded.RedisServer;

/**
 * The cost of a hold: claim and release, audited in PostgreSQL, against lock and unlock of Redisson's {@code RLock},
 * and against two scripts that set and delete one key. All use the same Redis and pools of the same size. Each call
 * uses a room of its own.
 */
final class HoldsBench {

    private static final TenantId TENANT = new TenantId("bench");
    private static final Stay STAY = new Stay(LocalDate.of(2027, 3, 10), LocalDate.of(2027, 3, 12));
    private static final Duration LIFE = Duration.ofMinutes(20);
    private static final int ROOMS = 1000;
    private static final int CONNECTIONS = 8;

    /** Longer than any answer on a busy machine, so that a slow call does not fail. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final String SET = "return redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2])";
    private static final String DELETE =
            "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0";

    private HoldsBench() {}

    static void run() throws Exception {
        int port = freePort();
        RedisServer redis = RedisServer.newRedisServer()
                .port(port)
                .bind("127.0.0.1")
                .setting("save \"\"")
                .build();
        redis.start();
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
            new Changelog(postgres.getPostgresDatabase()).update();
            try (HikariDataSource app = TestDatabase.pool(postgres.getPort(), "conserje_app", 2)) {
                compare(URI.create("redis://127.0.0.1:" + port), app);
            }
        } finally {
            redis.stop();
        }
    }

    private static void compare(URI address, HikariDataSource app) throws InterruptedException {
        PostgresAdapters stores = new PostgresAdapters(app, Timeouts.DEFAULT, UUID::randomUUID);
        stores.registry().register(Tenant.named(TENANT, "Bench"));
        LongAdder lost = new LongAdder();
        LockListener counting = new LockListener() {
            @Override
            public void auditEventsLost(int events, Throwable why) {
                lost.add(events);
            }
        };
        RedissonClient redisson = plain(address);
        try (RedisAdapters redis = RedisAdapters.connect(new RedisSettings(address, PATIENCE, CONNECTIONS));
                AuditTrail trail = new AuditTrail(stores.lockAudit(), 100_000, System::nanoTime, counting)) {
            RoomHolds bare = redis.roomHolds();
            RoomHolds audited = new Watched(trail::add, LockListener.NONE).holds(bare);
            measure(8, "", audited, trail, bare, redisson);
            measure(1, "@1", audited, trail, bare, redisson);
            flat(bare);
        } finally {
            redisson.shutdown();
        }
        System.out.println("audit events lost: " + lost.sum());
    }

    private static void measure(
            int threads, String suffix, RoomHolds audited, AuditTrail trail, RoomHolds bare, RedissonClient redisson)
            throws InterruptedException {
        RScript scripts = redisson.getScript(StringCodec.INSTANCE);
        new Rounds(threads, 7, Duration.ofSeconds(2))
                .variant("hold", () -> hold(audited), trail::flush)
                .variant("hold, not audited", () -> hold(bare))
                .variant("RLock", () -> lock(redisson))
                .variant("EVALSHA", () -> evaluate(scripts))
                .measure()
                .table("holds: claim and release")
                .ratio("hold/RLock" + suffix, "hold", "RLock")
                .ratio("hold/EVALSHA" + suffix, "hold", "EVALSHA");
    }

    /** A room with one live hold, and a room with a thousand. Claims are for nights between them. */
    private static void flat(RoomHolds holds) throws InterruptedException {
        RoomId quiet = new RoomId("quiet");
        RoomId busy = new RoomId("busy");
        holds.claim(TENANT, quiet, night(0), claimant(), LIFE);
        for (int night = 0; night < ROOMS; night++) {
            holds.claim(TENANT, busy, night(night), claimant(), LIFE);
        }
        new Rounds(1, 7, Duration.ofSeconds(1))
                .variant("among 1 hold", () -> hold(holds, quiet, between()))
                .variant("among 1000 holds", () -> hold(holds, busy, between()))
                .measure()
                .table("holds: claim and release in one room")
                .ratio("1000-holds/1-hold", "among 1000 holds", "among 1 hold");
    }

    /** Every second night from 1 January 2028. */
    private static Stay night(int number) {
        LocalDate checkIn = LocalDate.of(2028, 1, 1).plusDays(2L * number);
        return new Stay(checkIn, checkIn.plusDays(1));
    }

    private static Stay between() {
        LocalDate checkIn = night(ThreadLocalRandom.current().nextInt(ROOMS)).checkOut();
        return new Stay(checkIn, checkIn.plusDays(1));
    }

    private static void hold(RoomHolds holds) {
        hold(holds, new RoomId(room()), STAY);
    }

    private static void hold(RoomHolds holds, RoomId room, Stay stay) {
        if (holds.claim(TENANT, room, stay, claimant(), LIFE) instanceof RoomHolds.Claim.Granted granted) {
            holds.release(granted.hold());
        }
    }

    private static Claimant claimant() {
        return new Claimant(new HolderRef("bench"), new OwnerToken(random()));
    }

    private static void lock(RedissonClient redisson) {
        RLock lock = redisson.getLock("lock:" + room());
        try {
            if (lock.tryLock(0, LIFE.toMillis(), TimeUnit.MILLISECONDS)) {
                lock.unlock();
            }
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    private static void evaluate(RScript scripts) {
        String owner = random();
        List<Object> key = List.of("key:" + room());
        Object set = scripts.eval(
                RScript.Mode.READ_WRITE, SET, RScript.ReturnType.VALUE, key, owner, Long.toString(LIFE.toMillis()));
        if (set != null) {
            scripts.eval(RScript.Mode.READ_WRITE, DELETE, RScript.ReturnType.LONG, key, owner);
        }
    }

    private static String room() {
        return Integer.toString(ThreadLocalRandom.current().nextInt(ROOMS));
    }

    private static String random() {
        ThreadLocalRandom dice = ThreadLocalRandom.current();
        return new UUID(dice.nextLong(), dice.nextLong()).toString();
    }

    /** The settings that Redisson documents as fastest. */
    private static RedissonClient plain(URI address) {
        Config config = new Config().setCodec(StringCodec.INSTANCE).setUseScriptCache(true);
        config.useSingleServer()
                .setAddress(address.toString())
                .setTimeout(Math.toIntExact(PATIENCE.toMillis()))
                .setConnectionPoolSize(CONNECTIONS)
                .setConnectionMinimumIdleSize(CONNECTIONS);
        return Redisson.create(config);
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
