package io.conserje.bootstrap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.conserje.application.lock.Claimants;
import io.conserje.bootstrap.config.RedisUrl;
import io.conserje.bootstrap.probe.RedisConnection;
import io.conserje.db.Changelog;
import io.conserje.domain.lock.Lease;
import io.conserje.domain.lock.LeaseKey;
import io.conserje.domain.lock.RoomHold;
import io.conserje.domain.lock.RoomId;
import io.conserje.domain.lock.Stay;
import io.conserje.domain.session.GuestRef;
import io.conserje.domain.session.Session;
import io.conserje.domain.session.Session.LastTurn;
import io.conserje.domain.session.TurnId;
import io.conserje.domain.session.Version;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.testing.TestDatabase;
import io.conserje.redis.RedisAdapters;
import io.conserje.redis.RedisContents.KeptSession;
import io.conserje.redis.RedisContents.Part;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * {@code db transfer finish} in a process of its own, killed ({@code kill -9}) when a random part of the sessions is in the
 * target's Redis. {@code -Dkill.rounds=N} kills more often.
 */
@Timeout(900)
class TransferRedisKilledTest {

    private static final int ROUNDS = Integer.getInteger("kill.rounds", 3);
    private static final int SESSIONS_OF_A_HOTEL = 2_000;
    private static final int HOTELS = 20;
    private static final String ENDS = " --from env:SOURCE --to env:TARGET --from-redis env:OLD --to-redis env:NEW";

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    @TempDir
    private Path folder;

    private final Random random = new Random(28);
    private final List<TenantId> hotels = IntStream.range(0, HOTELS)
            .mapToObj(number -> new TenantId("hotel-" + number))
            .toList();

    @BeforeEach
    void begin() {
        DATABASE.empty();
        DATABASE.givenTenants(hotels.toArray(TenantId[]::new));
        DATABASE.run("create database target");
        PGSimpleDataSource target = new PGSimpleDataSource();
        target.setURL("jdbc:postgresql://127.0.0.1:" + DATABASE.port() + "/target");
        target.setUser("postgres");
        new Changelog(target).update();
    }

    @AfterEach
    void end() {
        Run.of(Map.of("SOURCE", url("postgres")), folder, "db", "thaw", "--from", "env:SOURCE");
        DATABASE.run("drop schema if exists conserje_transfer cascade");
        DATABASE.run("drop database target with (force)");
    }

    @Test
    void neitherDoublesNorLosesHoweverOftenItIsKilled() throws Exception {
        try (RedisOfTests oldServer = new RedisOfTests();
                RedisOfTests newServer = new RedisOfTests();
                RedisAdapters source = oldServer.adapters();
                RedisAdapters target = newServer.adapters()) {
            fill(source);
            Map<String, String> environment = Map.of(
                    "SOURCE", url("postgres"), "TARGET", url("target"), "OLD", oldServer.url(), "NEW", newServer.url());
            assertThat(conserje(environment, "db transfer copy" + ENDS).exitCode())
                    .isZero();

            int killed = 0;
            for (int round = 0; round < ROUNDS; round++) {
                long enough = keys(newServer) + 1 + random.nextInt(SESSIONS_OF_A_HOTEL * HOTELS / ROUNDS);
                killed += killedWhen(newServer, enough, environment) ? 1 : 0;
            }
            Run last = conserje(environment, "db transfer run --resume" + ENDS);

            assertThat(killed).isPositive();
            assertThat(last.exitCode()).as(last.err() + last.out()).isZero();
            assertThat(last.out())
                    .contains(
                            SESSIONS_OF_A_HOTEL * HOTELS + " sessions, " + HOTELS + " holds and " + HOTELS + " leases");
            assertThat(names(target)).isEqualTo(names(source));
        }
    }

    private void fill(RedisAdapters redis) {
        Instant until = redis.contents().now().plus(Duration.ofHours(1));
        for (TenantId hotel : hotels) {
            List<KeptSession> sessions = IntStream.range(0, SESSIONS_OF_A_HOTEL)
                    .mapToObj(guest -> new KeptSession(
                            new Session(
                                    hotel,
                                    GuestRef.phone(Channel.WHATSAPP, "+54911" + (10_000_000 + guest)),
                                    new Version(guest + 1L),
                                    Map.of("step", "s" + guest),
                                    new LastTurn(new TurnId("turn-" + guest), Map.of())),
                            until))
                    .toList();
            RoomHold hold = new RoomHold(
                    hotel,
                    new RoomId("101"),
                    new Stay(LocalDate.of(2027, 3, 10), LocalDate.of(2027, 3, 12)),
                    Claimants.anybody(),
                    7,
                    until,
                    1);
            Lease lease = new Lease(new LeaseKey(hotel, "jobs/audit"), Claimants.anybody(), 9, until);
            redis.contents().write(new Part(sessions, List.of(hold), List.of(lease), List.of(), List.of()));
        }
    }

    private boolean killedWhen(RedisOfTests server, long keys, Map<String, String> environment)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx96m",
                "-cp",
                System.getProperty("java.class.path"),
                "io.conserje.bootstrap.Launcher"));
        command.addAll(List.of(("db transfer finish" + ENDS).split(" ")));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        Process process = builder.redirectErrorStream(true)
                .redirectOutput(folder.resolve("command.log").toFile())
                .start();
        while (keys(server) < keys) {
            if (process.waitFor(1, TimeUnit.MILLISECONDS)) {
                return false;
            }
        }
        return process.destroyForcibly().waitFor() != 0;
    }

    private static long keys(RedisOfTests server) throws IOException {
        try (RedisConnection connection = RedisConnection.open(RedisUrl.parse(server.url()), Duration.ofSeconds(30))) {
            return Long.parseLong(connection.command("DBSIZE"));
        }
    }

    /** All that must be the same. Ends differ by what the way took. */
    private Set<String> names(RedisAdapters redis) {
        Set<String> names = new TreeSet<>();
        redis.contents()
                .read(
                        Set.copyOf(hotels),
                        part -> Stream.of(
                                        part.sessions().stream().map(kept -> {
                                            Session session = kept.session();
                                            return session.tenant()
                                                    + session.guest().address()
                                                    + session.version().value()
                                                    + session.attributes()
                                                    + session.lastTurn();
                                        }),
                                        part.holds().stream()
                                                .map(hold -> hold.tenant()
                                                        + hold.owner().value()
                                                        + hold.stay()
                                                        + hold.fence()
                                                        + hold.extensions()),
                                        part.leases().stream()
                                                .map(lease -> lease.key()
                                                        + lease.owner().value()
                                                        + lease.fence()))
                                .flatMap(some -> some)
                                .forEach(names::add));
        return names;
    }

    private Run conserje(Map<String, String> environment, String command) {
        return Run.of(environment, folder, command.split(" "));
    }

    private static String url(String database) {
        return "postgresql://postgres@127.0.0.1:" + DATABASE.port() + "/" + database;
    }
}
