package io.conserje.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import io.conserje.application.lock.Claimants;
import io.conserje.application.lock.RoomHolds;
import io.conserje.application.pms.Bookings;
import io.conserje.application.pms.Bookings.Outcome;
import io.conserje.application.store.StoreUnavailableException;
import io.conserje.domain.lock.RoomHold;
import io.conserje.domain.lock.RoomId;
import io.conserje.domain.lock.Stay;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.testing.TestDatabase;
import io.conserje.redis.RedisAdapters;
import io.conserje.redis.RedisSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.embedded.RedisServer;

/**
 * Guests hold the same nights and book them while Redis forgets everything, forgets its scripts, is killed and started
 * again, or a holder pauses for longer than its hold, the first one for five seconds: 100 times. One guest is told that
 * the room is theirs, each time.
 */
class BookingsThroughFailureTest {

    private static final int ROUNDS = 100;
    private static final int GUESTS = 3;
    private static final Duration LIFE = Duration.ofMillis(150);
    private static final Duration LONG_PAUSE = Duration.ofSeconds(5);
    private static final RoomId ROOM = new RoomId("101");
    private static final LocalDate FIRST = LocalDate.of(2027, 3, 1);

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    private RedisServer redis;
    private int port;
    private RedisAdapters adapters;

    /** What happens in the middle of a round. */
    private enum Trouble {
        FLUSHALL,
        SCRIPT_FLUSH,
        PAUSE,
        KILL;

        /** A restart takes a second or two: one round in ten has one. */
        static Trouble of(int round) {
            return round % 10 == 9 ? KILL : values()[round % 3];
        }
    }

    @BeforeEach
    void beginAnew() throws IOException {
        DATABASE.empty();
        DATABASE.givenTenants(TenantId.DEFAULT);
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        redis = started();
        adapters = RedisAdapters.connect(
                new RedisSettings(URI.create("redis://127.0.0.1:" + port), Duration.ofSeconds(2), 8));
    }

    @AfterEach
    void endEverything() throws IOException {
        adapters.close();
        redis.stop();
    }

    @Test
    void neverConfirmsARoomToTwoGuests() throws Exception {
        int late = 0;
        Duration sleep = LONG_PAUSE;
        try (ExecutorService guests = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 0; round < ROUNDS; round++) {
                Trouble trouble = Trouble.of(round);
                Stay stay = new Stay(FIRST.plusDays(2L * round), FIRST.plusDays(2L * round + 2));
                CountDownLatch firstIsHeld = new CountDownLatch(1);
                List<Future<List<Outcome>>> told = new ArrayList<>();
                for (int guest = 0; guest < GUESTS; guest++) {
                    boolean sleeps = trouble == Trouble.PAUSE && guest == 0;
                    told.add(guests.submit(booking(stay, sleeps ? sleep : LIFE.dividedBy(5), firstIsHeld)));
                }
                if (trouble == Trouble.PAUSE) {
                    sleep = LIFE.multipliedBy(2);
                }
                firstIsHeld.await();
                make(trouble);
                List<Outcome> outcomes = new ArrayList<>();
                for (Future<List<Outcome>> one : told) {
                    outcomes.addAll(one.get(1, TimeUnit.MINUTES));
                }
                assertThat(outcomes)
                        .as("round " + round + ", " + trouble)
                        .filteredOn(Outcome.Booked.class::isInstance)
                        .hasSize(1);
                late += (int) outcomes.stream()
                        .filter(outcome -> !(outcome instanceof Outcome.Booked))
                        .count();
            }
        }
        assertThat(DATABASE.asOwner("select count(*) from conserje.bookings"))
                .containsExactly(Integer.toString(ROUNDS));
        assertThat(late).as("who held the room and came too late").isPositive();
        System.out.printf("%d rounds, %d holders came too late%n", ROUNDS, late);
    }

    /**
     * Claims, and books after a pause, until the room is booked. A claim that came too late is repeated. Returns the
     * answers.
     */
    private Callable<List<Outcome>> booking(Stay stay, Duration pause, CountDownLatch firstIsHeld) {
        return () -> {
            RoomHolds holds = adapters.roomHolds();
            Bookings bookings = DATABASE.adapters().bookings();
            List<Outcome> outcomes = new ArrayList<>();
            while (bookings.find(TenantId.DEFAULT, stay).isEmpty()) {
                try {
                    if (holds.claim(TenantId.DEFAULT, ROOM, stay, Claimants.anybody(), LIFE)
                            instanceof RoomHolds.Claim.Granted granted) {
                        firstIsHeld.countDown();
                        RoomHold hold = granted.hold();
                        pause(pause);
                        outcomes.add(bookings.book(hold));
                    }
                } catch (StoreUnavailableException away) {
                    // Redis is being started again.
                }
                pause(Duration.ofMillis(ThreadLocalRandom.current().nextInt(1, 20)));
            }
            return outcomes;
        };
    }

    private void make(Trouble trouble) throws Exception {
        switch (trouble) {
            case FLUSHALL -> say("FLUSHALL");
            case SCRIPT_FLUSH -> say("SCRIPT FLUSH");
            case KILL -> {
                List<ProcessHandle> servers = ProcessHandle.current()
                        .children()
                        .filter(child -> child.info().command().orElse("").contains("redis-server"))
                        .toList();
                assertThat(servers).as("Redis's process").hasSize(1);
                servers.getFirst().destroyForcibly();
                servers.getFirst().onExit().get(1, TimeUnit.MINUTES);
                redis = started();
            }
            case PAUSE -> {
                // The first guest sleeps.
            }
        }
    }

    private RedisServer started() throws IOException {
        RedisServer server = RedisServer.newRedisServer()
                .port(port)
                .bind("127.0.0.1")
                .setting("save \"\"")
                .setting("appendonly no")
                .build();
        server.start();
        return server;
    }

    private void say(String command) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readNBytes(3), StandardCharsets.US_ASCII))
                    .isEqualTo("+OK");
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Redis's clock and PostgreSQL's cannot be set. */
    private static void pause(Duration duration) {
        long until = System.nanoTime() + duration.toNanos();
        for (long left = duration.toNanos(); left > 0; left = until - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
