package io.conserje.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.conserje.application.event.Listener;
import io.conserje.application.messaging.MessageHandler;
import io.conserje.application.messaging.MessageHandler.Answer;
import io.conserje.application.messaging.ReplySender.Delivery;
import io.conserje.application.process.DatabaseClosedException;
import io.conserje.application.process.Gate;
import io.conserje.application.process.GateListener;
import io.conserje.application.tenancy.ResolveTenant;
import io.conserje.bootstrap.WebhookClient.Text;
import io.conserje.domain.messaging.InboundMessage;
import io.conserje.domain.messaging.MessageContent;
import io.conserje.domain.messaging.ProviderMessageId;
import io.conserje.domain.messaging.Reply;
import io.conserje.domain.session.GuestRef;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.http.HttpAdapters;
import io.conserje.http.ServerConfig;
import io.conserje.http.WebServer;
import io.conserje.library.Conserje;
import io.conserje.postgres.testing.TestDatabase;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Services on a database that is frozen, closed, or of another epoch, over real HTTP. */
class ClosedDatabaseTest {

    private static final TenantId SUR = new TenantId("hotel-sur");
    private static final TenantId NORTE = new TenantId("hotel-norte");

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    private final Queue<String> handled = new ConcurrentLinkedQueue<>();
    private final Queue<String> sent = new ConcurrentLinkedQueue<>();
    private final AtomicInteger texts = new AtomicInteger();

    /** A service with a pool of its own. */
    private final class Served implements AutoCloseable {
        private final HikariDataSource pool = TestDatabase.pool(DATABASE.port(), "conserje_app", 6);
        private final Conserje conserje;
        private final WebServer http;

        Served(MessageHandler handler, Listener... listeners) {
            conserje = Conserje.on(pool)
                    .tenancy(ResolveTenant.Mode.SINGLE)
                    .handler(handler)
                    .sender(reply -> {
                        sent.add(reply.reply().text());
                        return new Delivery.Sent("none");
                    })
                    .listen(List.of(listeners))
                    .build();
            http = HttpAdapters.server(
                            new ServerConfig("127.0.0.1", 0, true, null, null, null, Duration.ofSeconds(5)),
                            conserje.acceptWebhook())
                    .gate(conserje.gate())
                    .build();
            conserje.start();
            http.start();
        }

        int port() {
            return http.port();
        }

        @Override
        public void close() {
            http.close();
            conserje.close();
            pool.close();
        }
    }

    private Answer heard(MessageHandler.Incoming incoming) {
        handled.add(((MessageContent.Text) incoming.message().content()).body());
        return new Answer(List.of(new Reply("heard")), Map.of());
    }

    private static void close(String scope, String kind) {
        DATABASE.run("insert into conserje.closures (scope, kind, reason) values ('" + scope + "', '" + kind
                + "', 'transfer 1')");
    }

    private static void open() {
        DATABASE.run("truncate conserje.closures");
    }

    private Text text() {
        int number = texts.incrementAndGet();
        return new Text("wamid." + number, String.valueOf(5_491_100_000_000L + number), "text " + number);
    }

    private static InboundMessage message(String text) {
        return new InboundMessage(
                new ProviderMessageId(text),
                GuestRef.phone(Channel.WHATSAPP, "+5491112345678"),
                null,
                new MessageContent.Text(text),
                Instant.EPOCH);
    }

    private static List<String> states() {
        return DATABASE.asOwner("select state || ' ' || in_hand from conserje.processes order by 1");
    }

    @BeforeEach
    void hotels() {
        DATABASE.empty();
        DATABASE.run("truncate conserje.processes");
        DATABASE.givenTenants(TenantId.DEFAULT, SUR, NORTE);
    }

    @AfterEach
    void openAgain() {
        open();
        DATABASE.run("update conserje.schema_epoch set epoch = 1, oldest_process = 1");
    }

    @Test
    void twoServicesUnderLoadStopWithinASecondOfAFreeze() throws Exception {
        AtomicBoolean loading = new AtomicBoolean(true);
        AtomicLong lastAccepted = new AtomicLong();
        AtomicInteger refused = new AtomicInteger();
        Queue<Integer> statuses = new ConcurrentLinkedQueue<>();
        try (Served one = new Served(this::heard);
                Served two = new Served(this::heard);
                WebhookClient client = new WebhookClient()) {
            List<Thread> senders = List.of(one, two, one, two).stream()
                    .map(service -> Thread.startVirtualThread(() -> {
                        while (loading.get()) {
                            int status = deliver(client, service, text());
                            statuses.add(status);
                            if (status == 200) {
                                lastAccepted.accumulateAndGet(System.nanoTime(), Math::max);
                            } else {
                                refused.incrementAndGet();
                            }
                            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
                        }
                    }))
                    .toList();
            await().until(() -> handled.size() > 20);
            long frozen = System.nanoTime();
            close("*", "frozen");
            await().untilAsserted(() -> assertThat(states()).containsExactly("frozen 0", "frozen 0"));
            int before = refused.get();
            await().until(() -> refused.get() > before + 20);

            assertThat(Duration.ofNanos(lastAccepted.get() - frozen)).isLessThan(Duration.ofSeconds(1));
            assertThat(statuses).containsOnly(200, 503);
            List<String> stored = DATABASE.asOwner("select count(*)::text from conserje.inbox");
            WebhookClient.Answer answer = client.deliver(one.port(), List.of(text()));
            assertThat(answer.retryAfter()).hasValue("5");
            assertThat(client.get(two.port(), "/health/ready")).contains("\"status\":\"frozen\"", "transfer 1");
            int replies = sent.size();
            assertThat(DATABASE.asOwner("select count(*)::text from conserje.inbox"))
                    .isEqualTo(stored);
            assertThat(sent).hasSize(replies);

            long thawed = System.nanoTime();
            open();
            await().pollInterval(Duration.ofMillis(20)).until(() -> lastAccepted.get() > thawed);
            await().until(() -> states().stream().allMatch(state -> state.startsWith("serving")));
            loading.set(false);
            for (Thread sender : senders) {
                sender.join();
            }
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(DATABASE.asOwner(
                                    "select count(*)::text from conserje.inbox where state <> 'handled'"))
                            .containsExactly("0"));
        }
        assertThat(states()).as("processes that have ended").isEmpty();
    }

    private static int deliver(WebhookClient client, Served service, Text text) {
        try {
            return client.deliver(service.port(), List.of(text)).status();
        } catch (IOException | InterruptedException failed) {
            throw new IllegalStateException(failed);
        }
    }

    @Test
    void workInHandEndsAndNothingElseIsClaimed() throws Exception {
        CountDownLatch finish = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        MessageHandler slow = incoming -> {
            begun.countDown();
            await().until(() -> finish.getCount() == 0);
            return heard(incoming);
        };
        try (Served service = new Served(slow)) {
            service.conserje.accept(SUR, List.of(message("in hand"), message("waits")));
            begun.await();
            close("*", "frozen");
            await().until(() -> states().equals(List.of("frozen 1")));
            finish.countDown();
            await().until(() -> states().equals(List.of("frozen 0")));

            assertThat(handled).containsExactly("in hand");
            assertThat(sent).isEmpty();
            assertThatThrownBy(() -> service.conserje.accept(SUR, List.of(message("late"))))
                    .isInstanceOf(DatabaseClosedException.class);

            open();
            await().until(() -> sent.size() == 2);
            assertThat(handled).containsExactly("in hand", "waits");
        }
    }

    @Test
    void aServiceOnAClosedDatabaseWaitsAndBeginsByItself() {
        DATABASE.adapters().inbox(SUR).accept(List.of(message("copied")));
        close("*", "closed");
        List<String> events = new CopyOnWriteArrayList<>();
        GateListener listener = new GateListener() {
            @Override
            public void closed(Gate.Status status) {
                events.add("closed " + status.state());
            }

            @Override
            public void opened() {
                events.add("opened");
            }
        };
        try (Served service = new Served(this::heard, listener)) {
            assertThat(service.conserje.gate().status().state()).isEqualTo(Gate.State.WAITING);
            await().until(() -> states().equals(List.of("waiting 0")));
            assertThat(handled).isEmpty();

            open();
            await().until(() -> handled.size() == 1);
            assertThat(events).containsExactly("closed WAITING", "opened");
        }
    }

    @Test
    void oneFrozenHotelStopsAlone() {
        try (Served service = new Served(this::heard)) {
            close("hotel-sur", "frozen");
            await().until(() -> service.conserje.gate().closedHotels().equals(Set.of(SUR)));
            DATABASE.adapters().inbox(SUR).accept(List.of(message("left alone")));

            assertThatThrownBy(() -> service.conserje.accept(SUR, List.of(message("late"))))
                    .isInstanceOf(DatabaseClosedException.class)
                    .hasMessageContaining("hotel-sur");
            service.conserje.accept(NORTE, List.of(message("goes on")));
            await().until(() -> sent.size() == 1);
            assertThat(handled).containsExactly("goes on");

            open();
            await().until(() -> handled.contains("left alone"));
        }
    }

    @Test
    void aProcessThatIsTooOldRefusesToStart() {
        DATABASE.run("update conserje.schema_epoch set epoch = 9, oldest_process = 9");

        try (Conserje conserje = Conserje.on(DATABASE.app())
                .handler(this::heard)
                .sender(reply -> new Delivery.Sent("none"))
                .build()) {
            assertThatThrownBy(conserje::start)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("too old for the schema")
                    .hasMessageContaining("Start the version");
        }
    }

    @Test
    void aServingProcessStopsWhenTheSchemaBecomesTooNew() throws Exception {
        try (Served service = new Served(this::heard);
                WebhookClient client = new WebhookClient()) {
            assertThat(deliver(client, service, text())).isEqualTo(200);
            await().until(() -> handled.size() == 1);
            DATABASE.run("update conserje.schema_epoch set epoch = 9, oldest_process = 9");
            await().until(() -> client.get(service.port(), "/health/ready").contains("\"status\":\"unavailable\""));

            assertThat(deliver(client, service, text())).isEqualTo(503);
            assertThat(client.get(service.port(), "/health/ready")).contains("too old for the schema");
            await().until(() -> states().equals(List.of("waiting 0")));
        }
    }
}
