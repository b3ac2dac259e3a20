package io.conserje.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.conserje.domain.lock.Stay;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.testing.TestDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import redis.embedded.RedisServer;

/**
 * 64 threads in four processes claim overlapping stays of five rooms in Redis, and one process after the other is
 * killed ({@code kill -9}): for 10 seconds, or as long as {@code -Dlocks.seconds=N} says. Then what each was told is
 * replayed, and the audit.
 */
class HoldersKilledTest {

    private static final Duration LASTING = Duration.ofSeconds(Integer.getInteger("locks.seconds", 10));
    private static final int PROCESSES = 4;
    private static final int MIN_KILLS = 2;
    /** A process is at work once it was granted so many holds. */
    private static final int AT_WORK = 20;

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    @TempDir
    Path folder;

    private final Deque<Running> running = new ArrayDeque<>();
    private final List<Running> all = new ArrayList<>();
    private RedisServer redis;
    private int port;

    private record Running(Process process, Path history, Path log) {}

    /**
     * A hold while it was live for sure: from its grant, which its fence tells, to the earliest moment at which it may
     * have ended. All in microseconds, by the one clock of this machine.
     */
    private record Held(String room, Stay stay, long fence, long asked, long answered, long end) {

        boolean livesBeside(Held later) {
            return room.equals(later.room) && stay.overlaps(later.stay) && later.fence < end;
        }
    }

    @BeforeEach
    void beginAnew() throws IOException {
        DATABASE.empty();
        DATABASE.givenTenants(TenantId.DEFAULT);
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        redis = RedisServer.newRedisServer()
                .port(port)
                .bind("127.0.0.1")
                .setting("save \"\"")
                .build();
        redis.start();
    }

    @AfterEach
    void endEverything() throws IOException {
        all.forEach(one -> one.process().destroyForcibly().onExit().join());
        redis.stop();
    }

    @Test
    void holdsNeverOverlapWhileHoldersAreKilled() throws Exception {
        for (int process = 0; process < PROCESSES; process++) {
            start();
        }
        running.forEach(HoldersKilledTest::awaitAtWork);
        long end = System.nanoTime() + LASTING.toNanos();
        int kills = 0;
        while (System.nanoTime() < end || kills < MIN_KILLS) {
            start();
            awaitAtWork(running.getLast());
            running.removeFirst().process().destroyForcibly().waitFor();
            kills++;
        }
        for (Running left : running) {
            left.process().destroyForcibly().waitFor();
        }

        List<Held> held = new ArrayList<>();
        for (Running one : all) {
            held.addAll(history(one.history()));
        }
        assertThat(held).hasSizeGreaterThan(PROCESSES * AT_WORK);
        assertNoTwoOverlap(held);
        assertFencesGrow(held);
        assertTheAuditSaysTheSame(held);
        System.out.printf("%d holds of %d processes, %d killed at work%n", held.size(), all.size(), kills);
    }

    @Test
    void theCheckFindsViolations() {
        Stay stay = new Stay(LocalDate.of(2027, 3, 1), LocalDate.of(2027, 3, 4));
        Held first = new Held("101", stay, 1_000, 900, 1_100, 5_000);
        Held beside = new Held("101", stay, 4_999, 4_000, 5_100, 9_000);
        Held behind = new Held("101", stay, 999, 1_200, 1_300, 900);
        assertNoTwoOverlap(List.of(first, new Held("101", stay, 5_000, 4_000, 5_100, 9_000)));
        assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> assertNoTwoOverlap(List.of(beside, first)));
        assertFencesGrow(List.of(first, beside));
        assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> assertFencesGrow(List.of(first, behind)));
    }

    private static List<Held> history(Path file) throws IOException {
        Map<String, Held> held = new HashMap<>();
        for (String line : whole(Files.readString(file))) {
            String[] word = line.split(" ", -1);
            if (word[0].equals("held")) {
                long fence = Long.parseLong(word[4]);
                held.put(
                        word[1] + " " + fence,
                        new Held(
                                word[1],
                                new Stay(LocalDate.parse(word[2]), LocalDate.parse(word[3])),
                                fence,
                                Long.parseLong(word[6]),
                                Long.parseLong(word[7]),
                                Long.parseLong(word[5])));
            } else {
                held.computeIfPresent(
                        word[1] + " " + word[2],
                        (key, one) -> new Held(
                                one.room(),
                                one.stay(),
                                one.fence(),
                                one.asked(),
                                one.answered(),
                                Math.min(one.end(), Long.parseLong(word[3]))));
            }
        }
        return List.copyOf(held.values());
    }

    /** The last line may be cut off: its writer was killed. */
    private static List<String> whole(String text) {
        return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    }

    private static void assertNoTwoOverlap(List<Held> held) {
        List<Held> byGrant =
                held.stream().sorted(Comparator.comparingLong(Held::fence)).toList();
        List<Held> live = new ArrayList<>();
        for (Held next : byGrant) {
            live.removeIf(one -> one.end() <= next.fence());
            assertThat(live.stream().filter(one -> one.livesBeside(next)))
                    .as("live when " + next + " was granted")
                    .isEmpty();
            live.add(next);
        }
    }

    /**
     * Of two claims of a room, one answered before the other was asked, the later has the higher fence; none is given
     * twice.
     */
    private static void assertFencesGrow(List<Held> held) {
        held.stream().map(Held::room).distinct().forEach(room -> {
            List<Held> asked = held.stream()
                    .filter(one -> one.room().equals(room))
                    .sorted(Comparator.comparingLong(Held::asked))
                    .toList();
            List<Held> answered = asked.stream()
                    .sorted(Comparator.comparingLong(Held::answered))
                    .toList();
            long highest = 0;
            int before = 0;
            for (Held next : asked) {
                while (answered.get(before).answered() < next.asked()) {
                    highest = Math.max(highest, answered.get(before).fence());
                    before++;
                }
                assertThat(next.fence()).as(next + " after it").isGreaterThan(highest);
            }
            assertThat(asked).extracting(Held::fence).doesNotHaveDuplicates();
        });
    }

    /** Each fence was acquired once, for the stay that its holder was told, and ended once at most. */
    private static void assertTheAuditSaysTheSame(List<Held> held) {
        Map<String, String> stays = new HashMap<>();
        held.forEach(one ->
                stays.put("room:" + one.room() + " " + one.fence(), one.stay().toString()));
        List<String[]> acquired = audited("acquired");
        assertThat(acquired).hasSizeGreaterThan(PROCESSES * AT_WORK);
        assertThat(acquired.stream().map(row -> row[0] + " " + row[1])).doesNotHaveDuplicates();
        assertThat(acquired)
                .allSatisfy(row -> assertThat(stays.getOrDefault(row[0] + " " + row[1], row[2]))
                        .isEqualTo(row[2]));
        assertThat(Stream.concat(audited("released").stream(), audited("expired").stream())
                        .map(row -> row[0] + " " + row[1]))
                .as("ended")
                .doesNotHaveDuplicates();
    }

    private static List<String[]> audited(String event) {
        return DATABASE
                .asOwner(
                        "select resource_id || ' ' || fence || ' ' || (details ->> 'stay') from conserje.lock_audit"
                                + " where event = ? order by id",
                        event)
                .stream()
                .map(row -> row.split(" ", -1))
                .toList();
    }

    private static void awaitAtWork(Running one) {
        await().atMost(Duration.ofMinutes(1))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> {
                    assertThat(one.process().isAlive())
                            .as(Files.readString(one.log()))
                            .isTrue();
                    return Files.exists(one.history())
                            && whole(Files.readString(one.history())).size() >= AT_WORK;
                });
    }

    private void start() throws IOException {
        Path log = folder.resolve("process-" + all.size() + ".log");
        Path history = folder.resolve("process-" + all.size() + ".history");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Dorg.jooq.no-logo=true",
                        "-Dorg.jooq.no-tips=true",
                        "-cp",
                        System.getProperty("java.class.path"),
                        HoldingProcess.class.getName(),
                        Integer.toString(DATABASE.port()),
                        Integer.toString(port),
                        history.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        Running one = new Running(process, history, log);
        all.add(one);
        running.addLast(one);
    }
}
