package io.conserje.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.conserje.application.fixture.Crowd;
import io.conserje.application.fixture.Fresh;
import io.conserje.application.messaging.MessageHandler.Answer;
import io.conserje.application.messaging.ReplySender.Delivery;
import io.conserje.application.tenancy.ResolveTenant;
import io.conserje.bootstrap.WebhookClient.Text;
import io.conserje.domain.messaging.Reply;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.http.HttpAdapters;
import io.conserje.http.ServerConfig;
import io.conserje.http.WebServer;
import io.conserje.library.Conserje;
import io.conserje.postgres.testing.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A channel that delivers everything twenty times, over sixteen connections at once, each time bundled in another way.
 */
class RedeliveryStormTest {

    private static final int MESSAGES = 1000;
    private static final int TIMES = 20;
    private static final int CONNECTIONS = 16;
    private static final int IN_A_BODY = 5;

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    private final Map<String, AtomicInteger> handled = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> sent = new ConcurrentHashMap<>();
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicInteger duplicates = new AtomicInteger();

    @Test
    void acceptsEachMessageOnceInAStormOfDeliveries() throws Exception {
        DATABASE.empty();
        DATABASE.givenTenants(TenantId.DEFAULT);
        List<Text> messages = IntStream.range(0, MESSAGES)
                .mapToObj(message -> new Text("storm-" + message, "54911" + Fresh.digits(), "Hola"))
                .toList();
        Queue<List<Text>> bodies = bodies(messages);
        try (Conserje conserje = Conserje.on(DATABASE.app())
                        .tenancy(ResolveTenant.Mode.SINGLE)
                        .handler(incoming -> {
                            count(handled, incoming.message().providerId().value());
                            return new Answer(List.of(new Reply("heard")), Map.of());
                        })
                        .sender(reply -> {
                            count(sent, reply.id().toString());
                            return new Delivery.Sent("none");
                        })
                        .build();
                WebServer server = HttpAdapters.server(
                                new ServerConfig("127.0.0.1", 0, true, null, null, null, Duration.ofSeconds(5)),
                                conserje.acceptWebhook())
                        .build()) {
            conserje.start();
            server.start();
            Crowd.of(CONNECTIONS, member -> () -> deliverAll(server.port(), bodies));
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> DATABASE.asOwner("select 1 from conserje.guest_queues"
                                    + " union all select 1 from conserje.replies where state = 'pending'")
                            .isEmpty());
        }
        assertThat(accepted).hasValue(MESSAGES);
        assertThat(duplicates).hasValue(MESSAGES * (TIMES - 1));
        assertThat(handled)
                .hasSize(MESSAGES)
                .allSatisfy((id, times) -> assertThat(times).hasValue(1));
        assertThat(sent)
                .hasSize(MESSAGES)
                .allSatisfy((id, times) -> assertThat(times).hasValue(1));
    }

    /** Every message as often, each time in other company and another order. */
    private static Queue<List<Text>> bodies(List<Text> messages) {
        Random dice = new Random(20);
        Queue<List<Text>> bodies = new ConcurrentLinkedQueue<>();
        for (int time = 0; time < TIMES; time++) {
            List<Text> shuffled = new ArrayList<>(messages);
            Collections.shuffle(shuffled, dice);
            for (int from = 0; from < MESSAGES; from += IN_A_BODY) {
                bodies.add(List.copyOf(shuffled.subList(from, from + IN_A_BODY)));
            }
        }
        return bodies;
    }

    private Void deliverAll(int port, Queue<List<Text>> bodies) throws Exception {
        try (WebhookClient channel = new WebhookClient()) {
            for (List<Text> body = bodies.poll(); body != null; body = bodies.poll()) {
                WebhookClient.Answer answer = channel.deliver(port, body);
                assertThat(answer.status()).isEqualTo(200);
                accepted.addAndGet(answer.accepted());
                duplicates.addAndGet(answer.duplicates());
            }
        }
        return null;
    }

    private static void count(Map<String, AtomicInteger> times, String what) {
        times.computeIfAbsent(what, first -> new AtomicInteger()).incrementAndGet();
    }
}
