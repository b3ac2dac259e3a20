package io.conserje.bootstrap.badday;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.conserje.application.fixture.Fresh;
import io.conserje.bootstrap.badday.Evidence.Kind;
import io.conserje.bootstrap.badday.Evidence.Said;
import io.conserje.bootstrap.badday.Evidence.Told;
import io.conserje.bootstrap.badday.Evidence.Trouble;
import io.conserje.bootstrap.badday.Outside.Pms;
import io.conserje.db.Changelog;
import io.conserje.db.verify.QueueCheck;
import io.conserje.domain.tenancy.Identifier;
import io.conserje.domain.tenancy.Tenant;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.PostgresAdapters;
import io.conserje.postgres.testing.TestDatabase;
import io.conserje.postgres.tx.Timeouts;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A bad day of three processes and fifty hotels. A property management system hangs, refuses and works again; another
 * one rejects requests for good; one hotel floods; a process is killed; PostgreSQL restarts; a host locks a hotel's
 * row; the channel's token expires and is renewed. {@link Check} then compares the answers to the channel with what
 * handlers heard and what guests got.
 *
 * <p>Every duration that can be set is divided by ten, and the day ends soon after its last trouble. With
 * {@code -Dbadday.full=true} nothing is divided, and the day lasts 20 minutes.
 */
@Timeout(value = 40, unit = TimeUnit.MINUTES) // its interrupt ends clients that wait for an answer
class BadDayTest {

    private static final boolean FULL = Boolean.getBoolean("badday.full");
    private static final Limits LIMITS = new Limits(FULL ? 1 : 10);
    /** The end of the day, in seconds before they are divided. */
    private static final int EVENING = FULL ? 1200 : 800;

    private static final int PROCESSES = 3;
    private static final int PLACES = PROCESSES * Limits.CONCURRENCY;
    private static final int WARM_UPS = 5;
    private static final int HOTELS = 50;
    private static final int GUESTS_EACH = 2;

    private static final int BROKEN = 0;
    private static final int BROKEN_GUESTS = 30;
    private static final int FLOODING = 1;
    private static final int FLOODING_GUESTS = 15;
    private static final int LOCKED = 2;
    private static final int LOCKED_GUESTS = 15;
    private static final int REJECTING = 3;

    /**
     * The longest wait of a guest that no trouble explains, for the handler or for the reply. An idle machine needs a
     * tenth of it.
     */
    private static final Duration BOUND = Duration.ofSeconds(8);
    /** A message that met a database which was away, or a locked row, is handled after this pause. It cannot be set. */
    private static final Duration STORE_PAUSE = Duration.ofSeconds(5);

    @TempDir
    Path folder;

    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicBoolean evening = new AtomicBoolean();
    private final AtomicBoolean ebb = new AtomicBoolean();
    private final List<Future<?>> writing = new ArrayList<>();
    private final List<Trouble> troubles = new CopyOnWriteArrayList<>();
    private final List<AutoCloseable> open = new ArrayList<>();

    private Outside outside;
    private EmbeddedPostgres database;
    private Processes processes;
    private Channel channel;
    private long morning;
    private long morningMicros;

    @BeforeEach
    void openTheHotels() throws IOException {
        outside = new Outside("EAAG-first", LIMITS.seconds(2));
        open.add(outside);
        giveToken("EAAG-first");
        database = startDatabase(0);
        open.add(() -> database.close());
        new Changelog(database.getPostgresDatabase()).update();
        PostgresAdapters stores =
                new PostgresAdapters(database.getPostgresDatabase(), Timeouts.DEFAULT, UUID::randomUUID);
        for (int hotel = 0; hotel < HOTELS; hotel++) {
            TenantId id = new TenantId(name(hotel));
            stores.registry().register(Tenant.named(id, "Hotel " + hotel));
            stores.registry()
                    .assign(
                            id,
                            Identifier.phoneNumberId(io.conserje.domain.tenancy.Channel.WHATSAPP, Channel.line(hotel)));
        }
        processes = new Processes(folder, database.getPort(), outside.url(), LIMITS.divisor());
        open.add(processes);
        channel = new Channel(processes::port);
        open.add(channel);
    }

    @AfterEach
    void endEverything() throws Exception {
        evening.set(true);
        ebb.set(true);
        clock.shutdownNow();
        threads.shutdownNow();
        for (AutoCloseable one : open.reversed()) {
            one.close();
        }
    }

    @Test
    void everyAcceptedMessageHasItsEnd() throws Exception {
        startProcesses();
        for (int time = 0; time < WARM_UPS; time++) {
            useEveryPlace(Duration.ofMinutes(1), Duration.ofMinutes(1)); // The first uses of anything are slow.
        }
        channel.answers().clear();
        morning = System.nanoTime();
        morningMicros = Micros.now();
        writes(BROKEN, BROKEN_GUESTS, LIMITS.seconds(30), evening);
        writes(LOCKED, LOCKED_GUESTS, LIMITS.seconds(30), evening);
        IntStream.range(REJECTING, HOTELS).forEach(hotel -> writes(hotel, GUESTS_EACH, LIMITS.seconds(40), evening));
        liveThroughTheDay();
        for (Future<?> writer : writing) {
            writer.get();
        }
        awaitTheEnd(LIMITS.seconds(300).plusSeconds(60));
        useEveryPlace(LIMITS.handlerTimeout(), LIMITS.senderTimeout());

        Evidence evidence = evidence();
        Check check = new Check(evidence, BOUND);
        List<String> faults = check.faults();
        report(evidence, check);
        if (!faults.isEmpty()) {
            processes.logs().forEach(System.out::println);
        }
        assertThat(faults).isEmpty();
        assertThat(stored()).isEqualTo(expected(evidence));
        assertThat(new QueueCheck(database.getPostgresDatabase()).run()).isEmpty();
        assertThat(events("breaker_opened")).as("breakers that opened").isPositive();
        for (int port : processes.ports()) {
            assertThat(channel.readiness(port)).as("readiness").isEqualTo(200);
        }
    }

    // ---- the day

    private void startProcesses() throws Exception {
        List<Future<?>> starting = new ArrayList<>();
        for (int process = 0; process < PROCESSES; process++) {
            starting.add(startProcess());
        }
        for (Future<?> start : starting) {
            start.get();
        }
    }

    private Future<?> startProcess() {
        return threads.submit(() -> {
            processes.start();
            return null;
        });
    }

    private void liveThroughTheDay() throws Exception {
        at(40);
        long hangs = Micros.now();
        outside.set(name(BROKEN), Pms.HANGS);
        at(240);
        killTheProcessThatProbes();
        at(250);
        Future<?> successor = startProcess();
        at(260);
        outside.set(name(BROKEN), Pms.REFUSES);
        at(280);
        long rejects = Micros.now();
        outside.set(name(REJECTING), Pms.REJECTS);
        long floods = Micros.now();
        outside.set(name(FLOODING), Pms.SLOW);
        writes(FLOODING, FLOODING_GUESTS, LIMITS.seconds(2), ebb);
        at(400);
        outside.set(name(BROKEN), Pms.WORKS);
        trouble(Kind.PMS, BROKEN, hangs, LIMITS.longestRetryPause());
        outside.set(name(REJECTING), Pms.WORKS);
        trouble(Kind.PMS, REJECTING, rejects, Duration.ZERO);
        successor.get();
        at(480);
        ebb.set(true);
        // What came with the flood takes as long again.
        trouble(Kind.FLOOD, FLOODING, floods, LIMITS.seconds(200));
        at(520);
        restartDatabase();
        at(570);
        outside.set(name(LOCKED), Pms.SLOW);
        at(580);
        Future<?> lock = threads.submit(() -> lockRow(LIMITS.seconds(120)));
        at(620);
        long expired = Micros.now();
        outside.takeOnly("EAAG-second");
        at(720);
        giveToken("EAAG-second");
        trouble(Kind.TOKEN, null, expired, LIMITS.lineProbe());
        lock.get();
        at(EVENING);
        evening.set(true);
    }

    /** Waits until a second of the day, before it is divided. */
    private void at(int second) throws InterruptedException {
        long due = morning + LIMITS.seconds(second).toNanos();
        CountDownLatch reached = new CountDownLatch(1);
        clock.schedule(reached::countDown, due - System.nanoTime(), TimeUnit.NANOSECONDS);
        reached.await();
    }

    /** Notes a trouble that ends now. */
    private void trouble(Kind kind, @Nullable Integer hotel, long since, Duration lasting) {
        troubles.add(new Trouble(kind, hotel, null, since, Micros.now(), micros(lasting)));
    }

    /** Guests who write again and again, each once in the pause, until they have enough. */
    private void writes(int hotel, int count, Duration pause, AtomicBoolean enough) {
        for (int guest = 0; guest < count; guest++) {
            String number = "54911" + Fresh.digits();
            writing.add(threads.submit(() -> {
                LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(pause.toNanos()));
                for (int place = 0; !enough.get(); place++) {
                    channel.deliver(hotel, number, place);
                    LockSupport.parkNanos(pause.toNanos());
                }
                return null;
            }));
        }
    }

    private void killTheProcessThatProbes() throws InterruptedException {
        String process = outside.lastCaller(name(BROKEN)).orElseThrow();
        long before = Micros.now();
        processes.kill(process);
        troubles.add(new Trouble(Kind.KILL, null, process, before, Micros.now(), micros(LIMITS.lease())));
    }

    private void restartDatabase() throws IOException {
        long stopped = Micros.now();
        int port = database.getPort();
        database.close();
        database = startDatabase(port);
        trouble(Kind.DATABASE, null, stopped, STORE_PAUSE);
    }

    /**
     * A host's own transaction locks a hotel's row, so that no row can be added that refers to it. Messages of the
     * hotel are in hand at that moment. Its reply rates are removed as by a sweep, so that replies add them again.
     */
    private @Nullable Void lockRow(Duration time) throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        long locked = Micros.now();
        clock.schedule(end::countDown, time.toNanos(), TimeUnit.NANOSECONDS);
        try (Connection host = database.getPostgresDatabase().getConnection();
                Statement statement = host.createStatement()) {
            statement.execute("delete from conserje.reply_rates where tenant_id = '" + name(LOCKED) + "'");
            host.setAutoCommit(false);
            statement.execute("select from conserje.tenants where tenant_id = '" + name(LOCKED) + "' for update");
            end.await();
            host.rollback();
        }
        trouble(Kind.LOCK, LOCKED, locked, STORE_PAUSE);
        return null;
    }

    private void giveToken(String token) throws IOException {
        Path file = BadDayProcess.token(folder);
        Path unfinished = folder.resolve("token.unfinished");
        Files.writeString(unfinished, token);
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static long micros(Duration time) {
        return TimeUnit.NANOSECONDS.toMicros(time.toNanos());
    }

    // ---- the end of the day

    /** Whatever is not at its end, or stands in a queue that should be empty. */
    private List<String> unfinished() {
        return query("""
                select count(*) || ' messages' from conserje.inbox where state = 'pending' having count(*) > 0
                union all
                select count(*) || ' queues of ' || tenant_id from conserje.guest_queues group by tenant_id
                union all
                select count(*) || ' replies of ' || tenant_id from conserje.replies where state = 'pending'
                group by tenant_id
                union all
                select 'an open breaker of ' || hotel from conserje.queue_breakers
                union all
                select 'a held line of ' || tenant_id from conserje.line_holds where freed_at is null""");
    }

    /**
     * Calls as many handlers at once as there are places, each of another hotel, and then as many senders. Each waits
     * until all of them have been called, so that a place which is stuck is missed.
     *
     * @param forCalls no longer than the time limit of a call, unless places may be used twice
     * @param forSendings no longer than that of a sending
     */
    private void useEveryPlace(Duration forCalls, Duration forSendings) throws Exception {
        CountDownLatch calls = outside.gatherCalls(PLACES);
        CountDownLatch sendings = outside.gatherSendings(PLACES);
        List<Future<?>> delivering = new ArrayList<>();
        for (int place = 0; place < PLACES; place++) {
            int hotel = HOTELS - 1 - place;
            delivering.add(threads.submit(() -> {
                channel.deliver(hotel, "54911" + Fresh.digits(), 0);
                return null;
            }));
        }
        assertGathered("handlers", calls, forCalls);
        assertGathered("senders", sendings, forSendings);
        for (Future<?> delivery : delivering) {
            delivery.get();
        }
        awaitTheEnd(Duration.ofSeconds(30));
    }

    private static void assertGathered(String what, CountDownLatch all, Duration patience) throws InterruptedException {
        assertThat(all.await(patience.toMillis(), TimeUnit.MILLISECONDS))
                .as("places of %s that were not free: %d", what, all.getCount())
                .isTrue();
    }

    private void awaitTheEnd(Duration patience) {
        await().atMost(patience)
                .pollInterval(Duration.ofMillis(250))
                .untilAsserted(() -> assertThat(unfinished()).isEmpty());
    }

    private Evidence evidence() throws IOException {
        return new Evidence(
                channel.told().stream()
                        .filter(one -> one.written() >= morningMicros)
                        .sorted(Comparator.comparingInt(one -> one.what().place()))
                        .toList(),
                processes.heard().stream()
                        .filter(one -> one.at() >= morningMicros)
                        .toList(),
                outside.got().stream().filter(one -> one.at() >= morningMicros).toList(),
                letters("select d.reason || ' ' || m.guest || ' ' || m.body from conserje.dlq_permanent_failures d"
                        + " join conserje.inbox m on (m.tenant_id, m.message_id) = (d.tenant_id, d.id)"
                        + " where m.state = 'failed'"),
                letters("select coalesce(reason, '') || ' ' || guest || ' ' || body from conserje.replies"
                        + " where state = 'refused' or fate = 'failed'"),
                troubles);
    }

    private Map<Said, String> letters(String sql) {
        return query(sql).stream()
                .map(row -> row.split(" "))
                .collect(toMap(row -> new Said(row[1], Integer.parseInt(row[2])), row -> row[0]));
    }

    private Map<String, Integer> stored() {
        return query("select 'messages ' || state || ' ' || count(*) from conserje.inbox group by state union all"
                        + " select 'replies ' || state || ' ' || count(*) from conserje.replies group by state")
                .stream()
                .map(row -> row.split(" "))
                .collect(toMap(row -> row[0] + " " + row[1], row -> Integer.parseInt(row[2])));
    }

    /** Each message is stored once, those before the morning included, and each that was handled has one reply. */
    private static Map<String, Integer> expected(Evidence evidence) {
        int handled =
                WARM_UPS * PLACES + evidence.told().size() - evidence.letters().size();
        Map<String, Integer> expected = new TreeMap<>(Map.of("messages handled", handled, "replies sent", handled));
        if (!evidence.letters().isEmpty()) {
            expected.put("messages failed", evidence.letters().size());
        }
        return expected;
    }

    private long events(String event) {
        return query("select id::text from conserje.queue_events where event = '" + event + "'")
                .size();
    }

    // ---- the report

    private void report(Evidence evidence, Check check) {
        System.out.printf(
                """
                A bad day of %d s, durations divided by %d
                  told        %d messages of %d hotels have come in; answers by status %s
                  handled     %d; %d calls of handlers were repeated
                  dead        %s
                  replies     %d were got; %d of them again
                  breakers    opened %d times, closed %d times
                """,
                TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - morning),
                LIMITS.divisor(),
                evidence.told().size(),
                evidence.told().stream().map(Told::hotel).distinct().count(),
                new TreeMap<>(channel.answers()),
                evidence.told().size() - evidence.letters().size(),
                check.heardAgain(),
                evidence.letters().values().stream().collect(groupingBy(reason -> reason, counting())),
                evidence.got().size(),
                check.gotAgain(),
                events("breaker_opened"),
                events("breaker_closed"));
        troubles.forEach(trouble -> System.out.printf(
                "  %-9s   %5d ms%n",
                trouble.kind().name().toLowerCase(Locale.ROOT),
                TimeUnit.MICROSECONDS.toMillis(trouble.to() - trouble.from())));
        System.out.println(
                "  waits (ms)               handler: median   99 %  longest     reply: median   99 %  longest");
        reportWaits(check, "the hotel whose PMS broke", hotel -> hotel == BROKEN);
        reportWaits(check, "the hotel that floods", hotel -> hotel == FLOODING);
        reportWaits(check, "the hotel that is locked", hotel -> hotel == LOCKED);
        reportWaits(check, "the others", hotel -> hotel >= REJECTING);
    }

    private static void reportWaits(Check check, String who, IntPredicate hotels) {
        List<Long> handler = sorted(check.waits(), hotels);
        List<Long> reply = sorted(check.replyWaits(), hotels);
        System.out.printf(
                "    %-26s        %8d %6d %8d             %6d %6d %8d%n",
                who,
                rank(handler, 50),
                rank(handler, 99),
                handler.getLast(),
                rank(reply, 50),
                rank(reply, 99),
                reply.getLast());
    }

    private static long rank(List<Long> sorted, int percent) {
        return sorted.get(sorted.size() * percent / 100);
    }

    private static List<Long> sorted(Map<Integer, List<Duration>> waits, IntPredicate hotels) {
        return waits.entrySet().stream()
                .filter(entry -> hotels.test(entry.getKey()))
                .map(Map.Entry::getValue)
                .flatMap(Collection::stream)
                .map(Duration::toMillis)
                .sorted()
                .toList();
    }

    private static String name(int hotel) {
        return "hotel-" + hotel;
    }

    private List<String> query(String sql) {
        return TestDatabase.query(database.getPostgresDatabase(), sql);
    }

    /** The same server each time: its port, its data, and every promise of durability. */
    private EmbeddedPostgres startDatabase(int port) throws IOException {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setDataDirectory(folder.resolve("data"))
                .setCleanDataDirectory(false)
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on");
        return (port == 0 ? builder : builder.setPort(port)).start();
    }
}
