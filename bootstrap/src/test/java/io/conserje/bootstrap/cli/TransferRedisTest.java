package io.conserje.bootstrap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.conserje.application.lock.Claimants;
import io.conserje.application.lock.Leases;
import io.conserje.application.lock.LockStore;
import io.conserje.application.lock.RoomHolds;
import io.conserje.application.process.ServiceProcess.Identity;
import io.conserje.application.process.ServiceProcess.State;
import io.conserje.application.session.Sessions;
import io.conserje.application.session.Sessions.Saving;
import io.conserje.bootstrap.config.RedisUrl;
import io.conserje.bootstrap.probe.RedisConnection;
import io.conserje.db.Changelog;
import io.conserje.domain.lock.Claimant;
import io.conserje.domain.lock.Lease;
import io.conserje.domain.lock.LeaseKey;
import io.conserje.domain.lock.RoomHold;
import io.conserje.domain.lock.RoomId;
import io.conserje.domain.lock.Stay;
import io.conserje.domain.session.GuestRef;
import io.conserje.domain.session.IdleTimeout;
import io.conserje.domain.session.Session;
import io.conserje.domain.session.TurnId;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.PostgresAdapters;
import io.conserje.postgres.testing.TestDatabase;
import io.conserje.postgres.tx.Timeouts;
import io.conserje.redis.RedisAdapters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** Sessions, holds and leases move with {@code db transfer}, between any two of Redis and PostgreSQL. */
class TransferRedisTest {

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    private static final TenantId SUR = new TenantId("hotel-sur");
    private static final TenantId NORTE = new TenantId("hotel-norte");
    private static final GuestRef GUEST = GuestRef.phone(Channel.WHATSAPP, "+5491112345678");
    private static final RoomId ROOM = new RoomId("101");
    private static final Stay STAY = new Stay(LocalDate.of(2027, 3, 10), LocalDate.of(2027, 3, 12));
    private static final Duration LIFE = Duration.ofHours(1);
    private static final String THERE = " --from env:SOURCE --to env:TARGET";
    private static final String BACK = " --from env:TARGET --to env:SOURCE";

    private static RedisOfTests oldServer;
    private static RedisOfTests newServer;
    private static RedisAdapters oldRedis;
    private static RedisAdapters newRedis;

    private final Map<String, String> environment = new HashMap<>();
    private PostgresAdapters oldTables;
    private PostgresAdapters newTables;

    @BeforeAll
    static void startBoth() {
        oldServer = new RedisOfTests();
        newServer = new RedisOfTests();
        oldRedis = oldServer.adapters();
        newRedis = newServer.adapters();
    }

    @AfterAll
    static void stopBoth() {
        oldRedis.close();
        newRedis.close();
        oldServer.close();
        newServer.close();
    }

    @BeforeEach
    void beginWithTwoHotels() throws IOException {
        DATABASE.empty();
        DATABASE.givenTenants(SUR, NORTE);
        DATABASE.run("create database target");
        new Changelog(database("target")).update();
        oldTables = new PostgresAdapters(database("postgres"), Timeouts.DEFAULT, UUID::randomUUID);
        newTables = new PostgresAdapters(database("target"), Timeouts.DEFAULT, UUID::randomUUID);
        redis(oldServer, "FLUSHALL");
        redis(newServer, "FLUSHALL");
        environment.put("SOURCE", url("postgres"));
        environment.put("TARGET", url("target"));
        environment.put("OLD", oldServer.url());
        environment.put("NEW", newServer.url());
    }

    @AfterEach
    void removeTheTarget() {
        DATABASE.run("drop table if exists conserje_transfer.runs cascade");
        conserje("db thaw --from env:SOURCE");
        DATABASE.run("drop schema if exists conserje_transfer cascade");
        conserje("db transfer clean --from env:SOURCE --to env:TARGET --drop");
        conserje("db transfer clean --from env:TARGET --to env:SOURCE --drop");
        DATABASE.run("drop database target with (force)");
        DATABASE.run("delete from conserje.processes");
    }

    @Test
    void movesFromRedisToRedis(@TempDir Path reports) throws IOException {
        Kept kept = fill(oldRedis.sessions(), oldRedis, SUR);
        Instant end = until(oldServer, kept.session());

        ok("db transfer plan" + THERE + both(), "Beside the rows: 1 session, 1 hold and 1 lease.");
        ok(
                "db transfer run --report " + reports.resolve("r.md") + THERE + both(),
                "redis ...",
                "1 session, 1 hold and 1 lease are in the target's Redis",
                "Equal:");

        assertKept(kept, newRedis.sessions(), newRedis);
        assertThat(until(newServer, kept.session())).isBetween(end.minusSeconds(1), end);
        assertThat(redis(newServer, "KEYS", "conserje:mark*")).isEmpty();
        ok("db transfer status" + THERE, "redis          1 session, 1 hold and 1 lease are in the target's Redis");
        assertThat(conserje("db transfer status --json" + THERE).out())
                .contains("\"kind\": \"into_redis\"", "\"sessions\": 1");
        assertThat(Files.readString(reports.resolve("r.md")))
                .contains("- Redis: 1 session, 1 hold and 1 lease are in the target's Redis");
        assertThat(Files.readString(reports.resolve("r.md.json"))).contains("\"into_redis\"", "\"leases\": 1");
    }

    @Test
    void movesFromRedisIntoTheTablesOfTheTarget() {
        Kept kept = fill(oldRedis.sessions(), oldRedis, SUR);
        Kept remains = fill(oldTables.sessions(), oldTables, NORTE);
        oldRedis.leases().release(leased(oldRedis, NORTE));

        ok(
                "db transfer run" + THERE + " --from-redis env:OLD",
                "1 session, 1 hold and 1 lease are in the target's tables",
                "Equal:");

        assertKept(kept, newTables.sessions(), newTables);
        assertThat(newTables.sessions().find(NORTE, GUEST))
                .as("remains of an earlier time")
                .isEmpty();
        assertThat(newTables.roomHolds().live(NORTE)).isEmpty();
        assertThat(leased(newTables, NORTE).fence())
                .isGreaterThan(remains.lease().fence());
        ok("db transfer status" + THERE, "are in the target's tables");
    }

    @Test
    void movesFromTablesIntoTheRedisOfTheTarget() {
        Kept kept = fill(oldTables.sessions(), oldTables, SUR);

        ok("db transfer plan" + THERE + " --to-redis env:NEW", "Beside the rows: 1 session, 1 hold and 1 lease.");
        ok(
                "db transfer run" + THERE + " --to-redis env:NEW",
                "1 session, 1 hold and 1 lease are in the target's Redis",
                "Equal:");

        assertKept(kept, newRedis.sessions(), newRedis);
    }

    @Test
    void touchesNothingWhereBothEndsUseOneRedis() throws IOException {
        Kept kept = fill(oldRedis.sessions(), oldRedis, SUR);
        environment.put("NEW", oldServer.url().replace("127.0.0.1", "localhost") + "/0");
        String before = redis(oldServer, "HGETALL", "conserje:{hotel-sur}:holds");

        ok("db transfer plan" + THERE + both(), "Note: Both ends use the same Redis. Nothing in it is touched.");
        ok("db transfer run" + THERE + both(), "both ends use the same Redis", "Equal:");

        assertKept(kept, oldRedis.sessions(), oldRedis);
        assertThat(redis(oldServer, "HGETALL", "conserje:{hotel-sur}:holds")).isEqualTo(before);
        fails("db transfer plan --drop-redis" + BACK + both(), "--drop-redis: both ends use the same Redis");
    }

    @Test
    void movesTheNamedHotelsOnly() {
        Kept kept = fill(oldRedis.sessions(), oldRedis, SUR);
        fill(oldRedis.sessions(), oldRedis, NORTE);
        Kept other = fill(newRedis.sessions(), newRedis, new TenantId("hotel-otro"));

        ok("db transfer run --tenant hotel-sur" + THERE + both(), "1 session, 1 hold and 1 lease are in");

        assertKept(kept, newRedis.sessions(), newRedis);
        assertKept(other, newRedis.sessions(), newRedis);
        assertThat(newRedis.sessions().find(NORTE, GUEST)).isEmpty();
        assertThat(newRedis.roomHolds().live(NORTE)).isEmpty();
    }

    @Test
    void comesBackWithWhatBecameOfThem() {
        fill(oldRedis.sessions(), oldRedis, SUR);
        fill(oldRedis.sessions(), oldRedis, NORTE);
        ok("db transfer run --follow --keep-way-back" + THERE + both(), "Equal:");
        newRedis.sessions().end(NORTE, GUEST);
        newRedis.roomHolds().release(newRedis.roomHolds().live(NORTE).getFirst());
        newRedis.leases().release(newRedis.leases().live(NORTE).getFirst());
        Session later = save(newRedis.sessions(), SUR, "later");

        fails(
                "db transfer run --resume" + BACK,
                "--from-redis: sessions, holds or leases of these hotels",
                "--drop-redis");
        ok(
                "db transfer run --resume --from-redis env:NEW --to-redis env:OLD" + BACK,
                "1 session, 1 hold and 1 lease are in the target's Redis",
                "Equal:");

        assertThat(oldRedis.sessions().find(SUR, GUEST)).contains(later);
        assertThat(oldRedis.sessions().find(NORTE, GUEST)).as("ended meanwhile").isEmpty();
        assertThat(oldRedis.roomHolds().live(NORTE)).isEmpty();
        assertThat(oldRedis.leases().live(NORTE)).isEmpty();
        assertThat(oldRedis.roomHolds().live(SUR)).hasSize(1);
    }

    @Test
    void comesBackFromTablesIntoRedis() {
        Kept kept = fill(oldRedis.sessions(), oldRedis, SUR);
        ok("db transfer run --follow --keep-way-back --from-redis env:OLD" + THERE, "target's tables");
        Session later = save(newTables.sessions(), SUR, "later");
        assertThat(later.version()).isGreaterThan(kept.session().version());

        ok("db transfer run --resume --to-redis env:OLD" + BACK, "are in the target's Redis", "Equal:");

        assertThat(oldRedis.sessions().find(SUR, GUEST)).contains(later);
        assertThat(oldRedis.roomHolds().live(SUR)).hasSize(1);
    }

    @Test
    void leavesThemBehindOnlyIfTold() {
        Kept kept = fill(oldRedis.sessions(), oldRedis, SUR);

        ok(
                "db transfer run --drop-redis --from-redis env:OLD" + THERE,
                "1 session, 1 hold and 1 lease were left behind",
                "Equal:");

        assertThat(newTables.sessions().find(SUR, GUEST)).isEmpty();
        assertThat(newTables.roomHolds().live(SUR)).isEmpty();
        assertThat(TestDatabase.query(database("target"), "select fence::text from conserje.room_fences"))
                .containsExactly(Long.toString(kept.hold().fence()));
        assertThat(TestDatabase.query(database("target"), "select fence::text from conserje.leases"))
                .containsExactly(Long.toString(kept.lease().fence()));
        assertKept(kept, oldRedis.sessions(), oldRedis);
    }

    @Test
    void refusesToLeaveThemBehindUnasked() {
        ok("db transfer plan" + THERE, "Note: No live process of the source says");
        oldTables.processes().report(identity(false), State.SERVING, 0);
        assertThat(ok("db transfer plan" + THERE).out()).doesNotContain("Note:");

        oldTables.processes().report(identity(true), State.SERVING, 0);
        fails("db transfer plan" + THERE, "--from-redis: a process of the source keeps sessions", "--drop-redis");
        fails("db transfer run" + THERE, "--from-redis: a process of the source keeps sessions");
        ok("db transfer plan --drop-redis" + THERE);
        ok("db transfer plan --from-redis env:OLD" + THERE);

        newTables.processes().report(identity(true), State.WAITING, 0);
        fails("db transfer plan --from-redis env:OLD" + THERE, "--to-redis: a process of the target keeps");
        ok("db transfer plan" + THERE + both());
    }

    @Test
    void finishWantsTheRedisThatCopyWasGiven() {
        Kept kept = fill(oldRedis.sessions(), oldRedis, SUR);
        ok("db transfer copy" + THERE + both(), "Every row is copied");

        fails("db transfer finish" + THERE, "--from-redis: sessions, holds or leases of these hotels");
        fails("db transfer run --resume" + THERE, "--from-redis: sessions, holds or leases of these hotels");
        ok("db transfer finish" + THERE + both(), "are in the target's Redis");
        assertKept(kept, newRedis.sessions(), newRedis);
    }

    @Test
    void goesOnAfterACutAndNeitherDoublesNorLoses() {
        Kept kept = fill(oldRedis.sessions(), oldRedis, SUR);
        Kept second = fill(oldRedis.sessions(), oldRedis, NORTE);
        ok("db transfer copy" + THERE + both());
        // A first finish had written a part when it was killed.
        TestDatabase.query(
                database("target"),
                "with begun as (update conserje_transfer.live set has_begun = true returning 1) select count(*)::text"
                        + " from begun");
        oldRedis.contents().read(Set.of(SUR), part -> newRedis.contents().write(part));

        ok("db transfer finish" + THERE + both(), "2 sessions, 2 holds and 2 leases are in the target's Redis");

        assertKept(kept, newRedis.sessions(), newRedis);
        assertKept(second, newRedis.sessions(), newRedis);
    }

    @Test
    void abortRemovesTheCopiesAndKeepsTheSource() throws SQLException {
        Kept kept = fill(oldRedis.sessions(), oldRedis, SUR);
        ok("db transfer copy --keep-way-back" + THERE + both());
        // The target cannot be opened: the step after Redis fails.
        on(
                "target",
                "create function conserje.no() returns trigger language plpgsql as"
                        + " $$ begin raise exception 'no'; end $$;"
                        + " create trigger no before delete on conserje.closures for each row execute function conserje.no();"
                        + " alter table conserje.closures enable always trigger no");
        fails("db transfer finish" + THERE + both(), "cut at the step open");
        assertThat(newRedis.sessions().find(SUR, GUEST)).isPresent();
        on("target", "drop trigger no on conserje.closures");

        ok("db transfer abort --to-redis env:NEW" + THERE, "The transfer is undone");

        assertThat(newRedis.sessions().find(SUR, GUEST)).isEmpty();
        assertThat(newRedis.roomHolds().live(SUR)).isEmpty();
        assertKept(kept, oldRedis.sessions(), oldRedis);
        ok("db transfer run" + THERE + both(), "are in the target's Redis");
        assertKept(kept, newRedis.sessions(), newRedis);
    }

    @Test
    void refusesATargetThatHasThemAlready() {
        fill(oldRedis.sessions(), oldRedis, SUR);
        fill(newRedis.sessions(), newRedis, SUR);

        fails("db transfer plan" + THERE + both(), "--to-redis: this Redis already has 1 session, 1 hold and 1 lease");
    }

    @Test
    void saysWhatPostgresCannotKeep() {
        oldRedis.sessions()
                .save(Session.fresh(SUR, GUEST).advance(new TurnId("t"), Map.of("text", "a\0b")), IdleTimeout.DEFAULT);
        save(oldRedis.sessions(), NORTE, "fine");

        ok(
                "db transfer run --from-redis env:OLD" + THERE,
                "1 session, 0 holds and 0 leases are in the target's tables; left behind, because PostgreSQL cannot keep"
                        + " a character of its text: 1 session");

        assertThat(newTables.sessions().find(NORTE, GUEST)).isPresent();
    }

    @Test
    void namesWhatIsWrongWithARedis(@TempDir Path folder) throws IOException {
        environment.put("NOTHING", "redis://127.0.0.1:" + RedisOfTests.freePort());
        Run away = conserje("db transfer plan --from-redis env:NOTHING" + THERE);
        assertThat(away.exitCode()).as(away.err()).isEqualTo(3);
        assertThat(away.err()).contains("--from-redis: Redis at redis://127.0.0.1", "Check that it runs");

        try (RedisOfTests secured = new RedisOfTests("requirepass right-secret")) {
            Path file = Files.writeString(folder.resolve("url"), "redis://:wrong-secret@127.0.0.1:" + secured.port());
            Run wrong = conserje("db transfer plan --to-redis file:" + file + THERE);
            assertThat(wrong.exitCode()).as(wrong.err()).isEqualTo(3);
            assertThat(wrong.err())
                    .contains("--to-redis: Redis at", "refused the user name or the password")
                    .doesNotContain("secret");
            Run shown =
                    conserje("db transfer plan --to-redis redis://:right-secret@127.0.0.1:" + secured.port() + THERE);
            assertThat(shown.exitCode()).as(shown.err() + shown.out()).isZero();
            assertThat(shown.err()).contains("--to-redis: everybody on this machine can see the password");
        }
        try (RedisOfTests evicting = new RedisOfTests("maxmemory-policy allkeys-lru")) {
            environment.put("LRU", evicting.url());
            fails("db transfer plan --to-redis env:LRU" + THERE, "has maxmemory-policy allkeys-lru", "noeviction");
            ok("db transfer plan --from-redis env:LRU" + THERE, "so it may have lost live sessions");
        }
        try (RedisOfTests replica = new RedisOfTests("replicaof 127.0.0.1 " + oldServer.port())) {
            environment.put("REPLICA", replica.url());
            fails("db transfer plan --from-redis env:REPLICA" + THERE, "is a read-only replica", "primary");
        }
        redis(oldServer, "SET", "conserje:{hotel-sur}:later:+5491112345678", "x");
        Run unknown =
                fails("db transfer plan --from-redis env:OLD" + THERE, "--from-redis: Redis has a key", "hotel-sur");
        assertThat(unknown.err() + unknown.out()).doesNotContain("549111");
        Run unset = conserje("db transfer plan --from-redis env:UNSET" + THERE);
        assertThat(unset.exitCode()).isEqualTo(2);
        assertThat(unset.err()).contains("--from-redis: the variable UNSET is not set");
    }

    @Test
    void aRedisThatIsLostStopsNoHotel() {
        try (RedisOfTests lost = new RedisOfTests()) {
            environment.put("NEW", lost.url());
            ok("db transfer copy --follow" + THERE + both());
        }
        Run cut = conserje("db transfer finish" + THERE + both());

        assertThat(cut.exitCode()).as(cut.err()).isEqualTo(3);
        assertThat(cut.err()).contains("cut at the step redis", "--to-redis", "./conserje db transfer finish --from");
        assertThat(DATABASE.asOwner("select kind from conserje.closures")).isEmpty();
    }

    private record Kept(Session session, RoomHold hold, Lease lease) {}

    private static Kept fill(Sessions sessions, LockStore locks, TenantId hotel) {
        Claimant claimant = Claimants.named("guest 7");
        RoomHolds.Claim claim = locks.roomHolds().claim(hotel, ROOM, STAY, claimant, LIFE);
        return new Kept(save(sessions, hotel, "first"), ((RoomHolds.Claim.Granted) claim).hold(), leased(locks, hotel));
    }

    private static Session save(Sessions sessions, TenantId hotel, String step) {
        Session before = sessions.find(hotel, GUEST).orElse(Session.fresh(hotel, GUEST));
        Session after = before.advance(new TurnId("turn-" + step), Map.of("step", step, "name", "Ñandú"));
        return ((Saving.Saved) sessions.save(after, IdleTimeout.DEFAULT)).session();
    }

    private static Lease leased(LockStore locks, TenantId hotel) {
        return ((Leases.Claim.Granted)
                        locks.leases().claim(new LeaseKey(hotel, "jobs/audit"), Claimants.named("node-1"), LIFE))
                .lease();
    }

    /** Everything is as it was, and ends no later. */
    private static void assertKept(Kept kept, Sessions sessions, LockStore locks) {
        TenantId hotel = kept.session().tenant();
        assertThat(sessions.find(hotel, GUEST)).contains(kept.session());
        assertThat(locks.roomHolds().live(hotel)).singleElement().satisfies(hold -> {
            assertThat(hold.claimant()).isEqualTo(kept.hold().claimant());
            assertThat(hold.stay()).isEqualTo(kept.hold().stay());
            assertThat(hold.fence()).isEqualTo(kept.hold().fence());
            assertThat(hold.until())
                    .isBetween(kept.hold().until().minusSeconds(1), kept.hold().until());
        });
        assertThat(locks.leases().live(hotel)).singleElement().satisfies(lease -> {
            assertThat(lease.claimant()).isEqualTo(kept.lease().claimant());
            assertThat(lease.fence()).isEqualTo(kept.lease().fence());
            assertThat(lease.until())
                    .isBetween(
                            kept.lease().until().minusSeconds(1), kept.lease().until());
        });
    }

    private static Instant until(RedisOfTests server, Session session) throws IOException {
        return Instant.ofEpochMilli(Long.parseLong(redis(
                server,
                "ZSCORE",
                "conserje:{" + session.tenant() + "}:sessions",
                "whatsapp:" + session.guest().address())));
    }

    private static String redis(RedisOfTests server, String... words) throws IOException {
        try (RedisConnection connection = RedisConnection.open(RedisUrl.parse(server.url()), Duration.ofSeconds(30))) {
            return connection.command(words);
        }
    }

    private static Identity identity(boolean keepsApart) {
        return new Identity(UUID.randomUUID(), "1", 1, "node", keepsApart);
    }

    private static String both() {
        return " --from-redis env:OLD --to-redis env:NEW";
    }

    private Run ok(String command, String... parts) {
        Run run = conserje(command);
        assertThat(run.exitCode()).as(run.err() + run.out()).isZero();
        assertThat(parts).allSatisfy(part -> assertThat(run.out()).contains(part));
        return run;
    }

    private Run fails(String command, String... parts) {
        Run run = conserje(command);
        assertThat(run.exitCode()).as(run.err() + run.out()).isEqualTo(1);
        assertThat(parts).allSatisfy(part -> assertThat(run.out() + run.err()).contains(part));
        assertThat(run.err()).doesNotContain("\tat ");
        return run;
    }

    private Run conserje(String command) {
        return Run.of(
                environment, Path.of("unused"), Stream.of(command.split(" ")).toArray(String[]::new));
    }

    private static void on(String database, String sql) throws SQLException {
        try (Connection connection = database(database).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static PGSimpleDataSource database(String name) {
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setURL("jdbc:postgresql://127.0.0.1:" + DATABASE.port() + "/" + name);
        database.setUser("postgres");
        return database;
    }

    private static String url(String name) {
        return "postgresql://postgres@127.0.0.1:" + DATABASE.port() + "/" + name;
    }
}
