package io.conserje.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.conserje.application.fixture.Fresh;
import io.conserje.bootstrap.WebhookClient.Answer;
import io.conserje.bootstrap.WebhookClient.Text;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills one of two service processes under load, in turn ({@code kill -9}): 30 times, or as often as
 * {@code -Dkill.rounds=N} says. Then it compares the answers to the channel with the messages that handlers received and
 * the replies that guests received.
 */
@Timeout(value = 30, unit = TimeUnit.MINUTES) // its interrupt ends clients that wait for an answer
class ServicesKilledTest {

    private static final int ROUNDS = Integer.getInteger("kill.rounds", 30);
    private static final int CLIENTS = 3;
    private static final int GUESTS_EACH = 8;
    /** A process is at work once it has heard so many messages. */
    private static final int AT_WORK = 10;

    private static final Duration BETWEEN_DELIVERIES = Duration.ofMillis(400);

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    @TempDir
    Path folder;

    private final List<Running> running = new CopyOnWriteArrayList<>();
    private final Set<String> killed = new HashSet<>();
    private final AtomicBoolean enough = new AtomicBoolean();
    private int started;

    private record Running(String name, Process process, int port) {}

    /** One call of a handler, or one reply that a channel took. */
    private record Seen(String process, String what) {}

    @BeforeEach
    void beginAnew() {
        DATABASE.empty();
        DATABASE.givenTenants(TenantId.DEFAULT);
        DATABASE.run("create table public.heard"
                + " (seq bigint generated always as identity, process text, guest text, place int)");
        DATABASE.run("create table public.sent"
                + " (seq bigint generated always as identity, process text, reply_id uuid, guest text)");
        DATABASE.run("grant insert on public.heard, public.sent to conserje_app");
    }

    @AfterEach
    void endEverything() {
        enough.set(true);
        running.forEach(service -> service.process().destroyForcibly());
        DATABASE.run("drop table public.heard, public.sent");
    }

    @Test
    void handlesAcceptedMessagesInOrderWhileServicesAreKilled() throws Exception {
        start();
        start();
        Map<String, Integer> told = new HashMap<>();
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Map<String, Integer>>> delivering = IntStream.range(0, CLIENTS)
                    .mapToObj(client -> clients.submit(delivering()))
                    .toList();
            try {
                for (int round = 0; round < ROUNDS; round++) {
                    awaitAtWork(running.getLast());
                    kill(running.removeFirst());
                    start();
                }
            } finally {
                enough.set(true);
            }
            for (Future<Map<String, Integer>> client : delivering) {
                told.putAll(client.get());
            }
        }
        await().atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(250))
                .untilAsserted(() -> assertThat(unfinished()).isEmpty());

        assertThat(told).hasSize(CLIENTS * GUESTS_EACH);
        told.forEach(this::assertHeardInOrder);
        int messages = told.values().stream().mapToInt(Integer::intValue).sum();
        List<Seen> heard = seen("select process || ' ' || guest || '/' || place from public.heard order by seq");
        List<Seen> sent = seen("select process || ' ' || reply_id from public.sent order by seq");
        assertThat(heard.stream().map(Seen::what).distinct()).hasSize(messages);
        assertThat(sent.stream().map(Seen::what).distinct())
                .as("a reply for each message, each sent")
                .hasSize(messages);
        assertThat(DATABASE.asOwner("select count(*) from conserje.replies")).containsExactly(String.valueOf(messages));
        System.out.printf(
                "%d kills: %d messages, %d handled again, %d replies sent again%n",
                ROUNDS, messages, repeats(heard), repeats(sent));
    }

    /** A guest at a time and in order, repeats included, whatever died. */
    private void assertHeardInOrder(String guest, int told) {
        List<Integer> places =
                DATABASE.asOwner("select place from public.heard where guest = ? order by seq", "+" + guest).stream()
                        .map(Integer::valueOf)
                        .toList();
        assertThat(places).as("what a guest was heard to say").isSorted();
        assertThat(places.stream().distinct())
                .containsExactlyElementsOf(IntStream.range(0, told).boxed().toList());
    }

    /** How many were seen more than once; every time but the last by a process that was killed. */
    private int repeats(List<Seen> all) {
        Map<String, String> last = new HashMap<>();
        int repeats = 0;
        for (Seen one : all) {
            String before = last.put(one.what(), one.process());
            if (before != null) {
                assertThat(killed).as("who began what another repeated").contains(before);
                repeats++;
            }
        }
        assertThat(repeats)
                .as("at most what was in hand when a process died")
                .isLessThanOrEqualTo(ROUNDS * RecordingService.CONCURRENCY);
        return repeats;
    }

    private static List<Seen> seen(String query) {
        return DATABASE.asOwner(query).stream()
                .map(row -> new Seen(row.substring(0, row.indexOf(' ')), row.substring(row.indexOf(' ') + 1)))
                .toList();
    }

    /** Whatever is not at its end, or stands in a queue that should be empty. */
    private static List<String> unfinished() {
        return DATABASE.asOwner("select 'message ' || state from conserje.inbox where state <> 'handled'"
                + " union all select 'queue' from conserje.guest_queues"
                + " union all select 'reply ' || state from conserje.replies where state <> 'sent'");
    }

    /**
     * Delivers until it is enough, each body until a service says that it has it; returns how many it has of each
     * guest.
     */
    private Callable<Map<String, Integer>> delivering() {
        return () -> {
            List<String> guests = IntStream.range(0, GUESTS_EACH)
                    .mapToObj(guest -> "54911" + Fresh.digits())
                    .toList();
            int place = 0;
            try (WebhookClient channel = new WebhookClient()) {
                while (!enough.get() || place == 0) {
                    int now = place;
                    deliver(
                            channel,
                            guests.stream()
                                    .map(guest -> new Text(guest + "-" + now, guest, Integer.toString(now)))
                                    .toList());
                    place++;
                    LockSupport.parkNanos(BETWEEN_DELIVERIES.toNanos());
                }
            }
            Map<String, Integer> told = new HashMap<>();
            for (String guest : guests) {
                told.put(guest, place);
            }
            return told;
        };
    }

    private void deliver(WebhookClient channel, List<Text> texts) throws InterruptedException {
        boolean told = false;
        while (!told) {
            Running service = running.get(ThreadLocalRandom.current().nextInt(running.size()));
            try {
                Answer answer = channel.deliver(service.port(), texts);
                told = answer.status() == 200 && answer.accepted() + answer.duplicates() == texts.size();
            } catch (IOException died) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
        }
    }

    private static void awaitAtWork(Running service) {
        await().atMost(Duration.ofMinutes(1))
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(() -> assertThat(DATABASE.asOwner(
                                "select count(*) >= " + AT_WORK + " from public.heard where process = ?",
                                service.name()))
                        .containsExactly("t"));
    }

    private void kill(Running service) throws InterruptedException {
        service.process().destroyForcibly().waitFor();
        killed.add(service.name());
    }

    private void start() throws IOException {
        String name = "service-" + started++;
        Path log = folder.resolve(name + ".log");
        Path port = folder.resolve(name + ".port");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx160m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Dorg.jooq.no-logo=true",
                        "-Dorg.jooq.no-tips=true",
                        "-cp",
                        System.getProperty("java.class.path"),
                        RecordingService.class.getName(),
                        Integer.toString(DATABASE.port()),
                        name,
                        port.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            await().atMost(Duration.ofMinutes(1))
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> {
                        assertThat(process.isAlive()).as(Files.readString(log)).isTrue();
                        return Files.exists(port);
                    });
            running.add(new Running(name, process, Integer.parseInt(Files.readString(port))));
        } catch (RuntimeException | Error failed) {
            process.destroyForcibly();
            throw failed;
        }
    }
}
