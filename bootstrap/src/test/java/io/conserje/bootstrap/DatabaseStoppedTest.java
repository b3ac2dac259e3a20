package io.conserje.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.conserje.application.fixture.Fresh;
import io.conserje.bootstrap.WebhookClient.Answer;
import io.conserje.bootstrap.WebhookClient.Text;
import io.conserje.bootstrap.config.DatabaseUrl;
import io.conserje.bootstrap.config.Settings;
import io.conserje.domain.tenancy.Tenant;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.testing.TestDatabase;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** PostgreSQL is stopped for ten seconds under load and started again: whoever was told "accepted" is answered. */
@Timeout(value = 5, unit = TimeUnit.MINUTES) // whose interrupt ends clients that wait for an answer
class DatabaseStoppedTest {

    private static final Duration AWAY = Duration.ofSeconds(10);
    private static final int CLIENTS = 4;

    @TempDir
    Path folder;

    private final AtomicBoolean enough = new AtomicBoolean();
    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();

    @Test
    void handlesAcceptedMessagesAfterTheDatabaseReturns() throws Exception {
        int port = freePort();
        EmbeddedPostgres database = startDatabase(port);
        try (Service service = Service.start(settings(port));
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();
                WebhookClient operator = new WebhookClient()) {
            service.conserje().registry().register(Tenant.named(TenantId.DEFAULT, "Hotel Default"));
            List<Future<Integer>> delivering = IntStream.range(0, CLIENTS)
                    .mapToObj(client -> clients.submit(delivering(client, service.port())))
                    .toList();
            int told = 0;
            try {
                await().atMost(Duration.ofSeconds(30)).until(() -> accepted().count() >= 20);
                database.close();
                Instant stopped = Instant.now();
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> refused().count() >= CLIENTS
                                && Duration.between(stopped, Instant.now()).compareTo(AWAY) >= 0);
                assertThat(operator.get(service.port(), "/health/ready")).contains("\"postgres\":false");
                assertThat(operator.get(service.port(), "/health/live")).isEqualTo("{\"status\":\"healthy\"}");
                assertMetricsAnswerWithoutTheDatabase(operator, service.port());

                database = startDatabase(port);
                long before = accepted().count();
                await().atMost(Duration.ofSeconds(60)).until(() -> accepted().count() >= before + 20);
                enough.set(true);
                for (Future<Integer> client : delivering) {
                    told += client.get(60, TimeUnit.SECONDS);
                }
            } finally {
                // After a failure what they deliver may never be accepted; else they have ended.
                clients.shutdownNow();
            }
            int messages = told;
            await().atMost(Duration.ofSeconds(90))
                    .untilAsserted(() -> assertThat(states(port)).containsExactly("handled " + messages));
            assertThat(operator.get(service.port(), "/health/ready")).contains("\"postgres\":true");
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(operator.get(service.port(), "/metrics"))
                            .contains("\nqueue_messages_pending 0\n", "\ntenants_active_total 1\n"));
        } finally {
            database.close();
        }
        assertThat(answers).allSatisfy(answer -> assertThat(answer.status()).isIn(200, 503));
        assertThat(refused().map(Answer::retryAfter)).allMatch(Optional::isPresent);
    }

    /** Nine figures are in the database: who asked it for one after the other would wait for the pool as often. */
    private static void assertMetricsAnswerWithoutTheDatabase(WebhookClient operator, int port)
            throws IOException, InterruptedException {
        Instant asked = Instant.now();
        assertThat(operator.get(port, "/metrics"))
                .contains("\nwebhook_messages_total{")
                .doesNotContain("\nqueue_messages_pending ", "\nsession_active_total ", "\ntenants_active_total ");
        assertThat(Duration.between(asked, Instant.now())).isLessThan(Duration.ofSeconds(4));
    }

    /**
     * Delivers one message after the other, each until it is told that it is accepted, or is interrupted; returns how
     * many it was told of.
     */
    private Callable<Integer> delivering(int client, int port) {
        return () -> {
            int told = 0;
            try (WebhookClient channel = new WebhookClient()) {
                while (!enough.get()) {
                    Text text = new Text("m-" + client + "-" + told, "54911" + Fresh.digits(), "Hola");
                    while (channel(channel, port, text).status() != 200) {
                        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
                    }
                    told++;
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
                }
            }
            return told;
        };
    }

    private Answer channel(WebhookClient channel, int port, Text text) throws IOException, InterruptedException {
        Answer answer = channel.deliver(port, List.of(text));
        answers.add(answer);
        return answer;
    }

    private Stream<Answer> accepted() {
        return answers.stream().filter(answer -> answer.status() == 200);
    }

    private Stream<Answer> refused() {
        return answers.stream().filter(answer -> answer.status() == 503);
    }

    private static List<String> states(int port) {
        try (var pool = TestDatabase.pool(TestDatabase.Target.LOCAL, port, "postgres", 1)) {
            return TestDatabase.query(
                    pool, "select state || ' ' || count(*) from conserje.inbox group by state order by state");
        }
    }

    private static Settings settings(int port) {
        return Settings.from(
                        Map.of("ENVIRONMENT", "development", "PORT", "0", "SESSIONS", "postgres", "LOCKS", "postgres"))
                .at(DatabaseUrl.parse("postgresql://postgres@127.0.0.1:" + port + "/postgres"), null);
    }

    /** The same server each time: its port, its data, and every promise of durability. */
    private EmbeddedPostgres startDatabase(int port) throws IOException {
        return EmbeddedPostgres.builder()
                .setPort(port)
                .setDataDirectory(folder.resolve("data"))
                .setCleanDataDirectory(false)
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .start();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
