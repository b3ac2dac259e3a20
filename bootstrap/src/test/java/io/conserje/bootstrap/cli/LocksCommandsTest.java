package io.conserje.bootstrap.cli;

import static io.conserje.bootstrap.cli.TwoHotels.NORTE;
import static io.conserje.bootstrap.cli.TwoHotels.SUR;
import static org.assertj.core.api.Assertions.assertThat;

import io.conserje.application.lock.Claimants;
import io.conserje.application.lock.LockAudit.Happened;
import io.conserje.application.lock.RoomHolds;
import io.conserje.application.lock.RoomHoldsContract;
import io.conserje.bootstrap.embedded.EmbeddedServers.Server;
import io.conserje.domain.lock.Claimant;
import io.conserje.domain.lock.HolderRef;
import io.conserje.domain.lock.LeaseKey;
import io.conserje.domain.lock.LockEvent;
import io.conserje.domain.lock.LockEvent.Kind;
import io.conserje.domain.lock.RoomHold;
import io.conserje.domain.lock.RoomId;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.PostgresAdapters;
import io.conserje.redis.RedisAdapters;
import io.conserje.redis.RedisSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LocksCommandsTest {

    private static final Duration LIFE = Duration.ofHours(1);
    private static final Pattern ROOM = Pattern.compile("room:([0-9]+)");
    private static final Pattern AFTER = Pattern.compile("There may be more: --after (\\S+)");
    private static final Pattern NEXT = Pattern.compile("\"next\": \"([^\"]+)\"");

    @TempDir
    static Path directory;

    private static TwoHotels hotels;
    private static PostgresAdapters stores;

    @BeforeAll
    static void start() {
        hotels = TwoHotels.on(directory.resolve("servers"), Server.POSTGRES, Server.REDIS);
        stores = hotels.stores();
    }

    @AfterAll
    static void stop() {
        hotels.close();
    }

    @BeforeEach
    void beginWithTwoHotels() throws SQLException {
        hotels.begin();
    }

    @Test
    void listShowsLocksInPostgresAndNarrows() {
        RoomHold hold = held(stores.roomHolds(), SUR, "101");
        held(stores.roomHolds(), NORTE, "201");
        stores.leases().claim(new LeaseKey(SUR, "jobs/night-audit"), Claimants.named("node-1"), LIFE);

        Run all = locks("list");
        assertThat(all.exitCode()).as(all.err()).isZero();
        assertThat(all.out())
                .contains("hotel-norte  room:201")
                .contains("hotel-sur  room:101  2027-03-10..2027-03-12  until " + hold.until())
                .contains("fence " + hold.fence())
                .contains("hotel-sur  lease:jobs/night-audit")
                .endsWith("3 held.\n");
        assertThat(locks("list", "--tenant", "hotel-sur", "--resource", "room:101")
                        .out())
                .contains("room:101")
                .endsWith("1 held.\n");
        assertThat(locks("list", "--resource", "room:999").out()).isEqualTo("Nothing is held.\n");
    }

    @Test
    void aLeaseHasNoStayInJson() {
        stores.leases().claim(new LeaseKey(SUR, "jobs/night-audit"), Claimants.named("node-1"), LIFE);
        assertThat(locks("list", "--json").out())
                .contains("\"resource\": \"lease:jobs/night-audit\"")
                .doesNotContain("checkIn")
                .doesNotContain("extensions");
    }

    @Test
    void listShowsHoldsInRedis() {
        String redis = hotels.redis().forClient().value();
        try (RedisAdapters adapters = RedisAdapters.connect(RedisSettings.of(URI.create(redis)))) {
            RoomHold hold = held(adapters.roomHolds(), SUR, "101");
            Run run = locks(Map.of("LOCKS", "redis", "REDIS_URL", redis), "list", "--json");
            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(run.out())
                    .contains("\"resource\": \"room:101\"")
                    .contains("\"checkIn\": \"2027-03-10\"")
                    .contains("\"checkOut\": \"2027-03-12\"")
                    .contains("\"extensions\": 0")
                    .doesNotContain("\"stay\"")
                    .contains("\"fence\": " + hold.fence());
            adapters.roomHolds().release(hold);
        }
        assertThat(locks(Map.of("LOCKS", "redis", "REDIS_URL", redis), "list").out())
                .isEqualTo("Nothing is held.\n");
    }

    @Test
    void holdersAreShownOnRequestAndOwnersNever() {
        RoomHold hold = held(stores.roomHolds(), SUR, "101");
        recorded(SUR, "101", Kind.ACQUIRED, Duration.ZERO);
        for (List<String> command :
                List.of(List.of("list"), List.of("list", "--json"), List.of("audit"), List.of("audit", "--json"))) {
            Run run = locks(command.toArray(String[]::new));
            assertThat(run.out()).contains("***78").doesNotContain("+5491112345678");
            assertThat(locks(more(command, "--holders")).out())
                    .contains("+5491112345678")
                    .doesNotContain(hold.owner().value());
        }
    }

    @Test
    void auditShowsTheNewestFirstAndNarrows() {
        recorded(SUR, "101", Kind.ACQUIRED, Duration.ofHours(3));
        recorded(SUR, "101", Kind.RELEASED, Duration.ofHours(2));
        recorded(SUR, "102", Kind.CONFLICT, Duration.ofHours(1));
        recorded(NORTE, "101", Kind.EXPIRED, Duration.ofMinutes(90));

        assertThat(locks("audit")
                        .out()
                        .lines()
                        .map(line -> line.split(" +", -1)[3])
                        .toList())
                .startsWith("conflict", "expired", "released", "acquired");
        assertThat(locks("audit", "--tenant", "hotel-sur", "--resource", "room:101")
                        .out())
                .contains("released", "acquired")
                .doesNotContain("conflict", "expired");
        assertThat(locks("audit", "--from", "150m", "--before", "70m").out())
                .contains("released", "expired")
                .doesNotContain("acquired", "conflict");
        assertThat(locks("audit", "--from", "2999-01-01T00:00:00Z").out()).isEqualTo("Nothing is recorded.\n");
        assertThat(locks("audit", "--limit", "1").out())
                .contains("conflict", "There may be more: --after ")
                .doesNotContain("released");
    }

    @Test
    void auditPagesThroughEntriesOfTheSameInstant() throws SQLException {
        for (int event = 0; event < 7; event++) {
            recorded(event % 2 == 0 ? SUR : NORTE, "10" + event, Kind.EXPIRED, Duration.ofHours(1));
        }
        hotels.run("update conserje.lock_audit set acquired_at = date_trunc('hour', now() - interval '1 hour')");
        List<String> wanted = List.of("106", "105", "104", "103", "102", "101", "100");

        assertThat(pages(AFTER, "--limit", "3")).isEqualTo(wanted);
        assertThat(pages(NEXT, "--limit", "2", "--json")).isEqualTo(wanted);
        assertThat(locks("audit", "--limit", "8", "--json").out()).contains("\"next\": null");
    }

    /** The rooms on all pages, each begun where the one before says. */
    private static List<String> pages(Pattern place, String... options) {
        List<String> rooms = new ArrayList<>();
        List<String> command = List.of("audit");
        for (Optional<String> next = Optional.of(""); next.isPresent(); ) {
            Run page = locks(Stream.concat(command.stream(), Stream.of(options)).toArray(String[]::new));
            assertThat(page.exitCode()).as(page.err()).isZero();
            ROOM.matcher(page.out()).results().map(room -> room.group(1)).forEach(rooms::add);
            next = place.matcher(page.out())
                    .results()
                    .map(found -> found.group(1))
                    .findFirst();
            command = List.of("audit", "--after", next.orElse(""));
        }
        return rooms;
    }

    @Test
    void forgetDeletesEntriesOlderThanTheSettingOrTheOption() throws SQLException {
        recorded(SUR, "101", Kind.ACQUIRED, Duration.ofDays(100));
        recorded(SUR, "101", Kind.RELEASED, Duration.ofDays(40));
        recorded(SUR, "102", Kind.ACQUIRED, Duration.ofHours(1));
        hotels.run("insert into conserje.leases (tenant_id, name, fence, expires_at)"
                + " values ('hotel-sur', 'old', 1, now() - interval '91 days'), ('hotel-sur', 'young', 1, now())");
        hotels.run("insert into conserje.fences (tenant_id, resource_id, fence, seen_at)"
                + " select 'hotel-norte', 'room:' || days, 1, now() - days * interval '1 day'"
                + " from unnest(array[7, 91, 92]) days");

        assertThat(locks("forget").out())
                .startsWith("Deleted 1 entries of the audit, 1 leases and 2 fences older than 90d");
        assertThat(locks(Map.of("LOCK_AUDIT_DAYS", "30"), "forget").out()).startsWith("Deleted 1 entries");
        assertThat(locks("forget", "--older-than", "1d").out())
                .startsWith("Deleted 0 entries of the audit, 0 leases and 0 fences");
        assertThat(locks("audit").out()).contains("room:102").doesNotContain("room:101");
    }

    @ParameterizedTest
    @CsvSource({
        "list,--tenant,NO HOTEL,--tenant",
        "list,--tenant,hotel-este,no hotel hotel-este",
        "list,--resource,'',printable",
        "audit,--from,yesterday,--from: it must be a time",
        "audit,--before,2027-02-30T00:00:00Z,--before",
        "audit,--after,2027-03-12T10:00:00Z,--after: ",
        "audit,--after,now/7,--after: ",
        "audit,--after,+1000000000-12-31T00:00:00Z/7,--after: ",
        "audit,--from,+500000-01-01T00:00:00Z,--from: it must be from 1900 to 9999",
        "audit,--before,99999999d,--before: it must be from 1900 to 9999",
        "audit,--before,PT9223372036854775807S,--before: it must be a time",
        "audit,--limit,0,--limit",
        "audit,--limit,many,--limit",
        "forget,--older-than,soon,--older-than",
        "forget,--older-than,23h,1 to 36500 days",
        "forget,--older-than,PT9223372036854775807S,1 to 36500 days"
    })
    void aWrongValueIsRefusedAndNothingChanges(String command, String option, String value, String said) {
        recorded(SUR, "101", Kind.ACQUIRED, Duration.ofDays(100));
        Run run = locks(command, option, value);
        assertThat(run.exitCode()).as(run.out()).isEqualTo(2);
        assertThat(run.err()).contains(said).doesNotContain("\tat ");
        assertThat(locks("audit").out()).contains("room:101");
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "redis"})
    void listExplainsWhyItCannotSeeTheStore(String store) {
        Run run = locks(Map.of("LOCKS", store), "list");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains(store.equals("redis") ? "REDIS_URL" : "LOCKS=memory");
    }

    @Test
    void anUnreachableRedisIsNamedWithARemedy() {
        assertThat(refused("redis://:hush@127.0.0.1:1"))
                .startsWith("Redis at redis://127.0.0.1:1/0 did not find holds")
                .contains("Check that it runs, that the address is right, and whether it requires TLS")
                .doesNotContain("org.redisson");
    }

    @Test
    void aRefusedRedisPasswordIsNamedWithARemedy() {
        String url = "redis://someone:hush@127.0.0.1:" + hotels.redis().port();
        assertThat(refused(url))
                .startsWith("Redis at redis://127.0.0.1:" + hotels.redis().port() + "/0 did not find holds")
                .contains("it refused the user name or the password. Check them in the URL.")
                .doesNotContain("org.redisson");
    }

    @Test
    void aSilentRedisIsNamedWithARemedy() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            assertThat(refused("redis://:hush@127.0.0.1:" + silent.getLocalPort()))
                    .startsWith("Redis at redis://127.0.0.1:" + silent.getLocalPort() + "/0 did not find holds")
                    .contains("Check that it runs");
        }
    }

    @Test
    void anUnreachablePostgresIsNamedWithARemedy() {
        Run run = locks(Map.of("LOCKS", "postgres", "POSTGRES_URL", "postgresql://u:hush@127.0.0.1:1/d"), "list");
        assertThat(run.exitCode()).as(run.err()).isEqualTo(3);
        assertThat(run.err())
                .startsWith("PostgreSQL is unavailable for ")
                .contains("127.0.0.1:1 ")
                .contains("Nothing answers at that host and port")
                .doesNotContain("hush")
                .doesNotContain("\tat ");
    }

    /** What is said of that Redis, which cannot be used. */
    private static String refused(String url) {
        Run run = locks(Map.of("LOCKS", "redis", "REDIS_URL", url), "list");
        assertThat(run.exitCode()).as(run.err()).isEqualTo(3);
        assertThat(run.err()).doesNotContain("hush").doesNotContain("\tat ");
        return run.err();
    }

    private static RoomHold held(RoomHolds holds, TenantId tenant, String room) {
        return RoomHoldsContract.granted(holds.claim(
                tenant,
                new RoomId(room),
                RoomHoldsContract.nights(10, 12),
                new Claimant(new HolderRef("whatsapp:+5491112345678"), Claimants.token()),
                LIFE));
    }

    private static void recorded(TenantId tenant, String room, Kind kind, Duration ago) {
        RoomHold hold = new RoomHold(
                tenant,
                new RoomId(room),
                RoomHoldsContract.nights(10, 12),
                new Claimant(new HolderRef("whatsapp:+5491112345678"), Claimants.token()),
                7,
                Instant.EPOCH,
                0);
        stores.lockAudit().record(List.of(new Happened(LockEvent.of(kind, hold), ago)));
    }

    private static String[] more(List<String> command, String last) {
        return Stream.concat(command.stream(), Stream.of(last)).toArray(String[]::new);
    }

    private static Run locks(String... arguments) {
        return locks(Map.of("LOCKS", "postgres"), arguments);
    }

    private static Run locks(Map<String, String> environment, String... arguments) {
        Map<String, String> all = new HashMap<>(environment);
        all.putIfAbsent("POSTGRES_URL", hotels.postgres().toString());
        return Run.of(all, directory, more(arguments));
    }

    private static String[] more(String... arguments) {
        return Stream.concat(Stream.of("locks"), Stream.of(arguments)).toArray(String[]::new);
    }
}
