package io.conserje.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.conserje.application.fixture.Fresh;
import io.conserje.application.messaging.MessageHandler.Answer;
import io.conserje.application.messaging.MessagingListener;
import io.conserje.application.messaging.ReplySender.Delivery;
import io.conserje.application.messaging.Turn;
import io.conserje.application.store.StoreUnavailableException;
import io.conserje.domain.dlq.Backoff;
import io.conserje.domain.dlq.RetryPolicy;
import io.conserje.domain.session.GuestRef;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.library.Conserje;
import io.conserje.postgres.testing.TestDatabase;
import io.conserje.redis.RedisAdapters;
import io.conserje.redis.RedisSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.embedded.RedisServer;

/** Redis, where guests are remembered, is away for longer than all tries of a message take. */
class SessionsAwayTest {

    private static final RetryPolicy ALMOST_NONE =
            new RetryPolicy(1, new Backoff(Duration.ofMillis(10), Duration.ofMillis(10), 0));

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    private final TenantId hotel = Fresh.tenant();
    private final GuestRef guest = Fresh.guest();
    private final AtomicInteger postponed = new AtomicInteger();
    private final MessagingListener counting = new MessagingListener() {
        @Override
        public void messagePostponed(Turn turn, Duration after, StoreUnavailableException away) {
            postponed.incrementAndGet();
        }
    };

    @BeforeEach
    void openTheHotel() {
        DATABASE.empty();
        DATABASE.givenTenants(hotel);
    }

    @Test
    void messagesWaitForTheSessionsWithoutAFailedAttempt() throws Exception {
        int port = freePort();
        RedisServer redis = started(port);
        try (RedisAdapters adapters = RedisAdapters.connect(
                        new RedisSettings(URI.create("redis://127.0.0.1:" + port), Duration.ofMillis(300), 8));
                Conserje conserje = conserje(adapters)) {
            conserje.start();
            conserje.accept(hotel, List.of(Fresh.message(guest, "first")));
            await().until(() -> states().equals(List.of("handled 0 1")));
            redis.stop();
            conserje.accept(hotel, List.of(Fresh.message(guest, "second"), Fresh.message(guest, "third")));
            await().atMost(Duration.ofMinutes(1)).until(() -> postponed.get() >= 3);
            assertThat(states()).containsExactly("handled 0 1", "pending 0 2");
            redis = started(port);
            await().atMost(Duration.ofMinutes(1)).until(() -> states().equals(List.of("handled 0 3")));
        } finally {
            redis.stop();
        }
        assertThat(DATABASE.asOwner("select count(*) from conserje.inbox_attempts"))
                .containsExactly("0");
    }

    private Conserje conserje(RedisAdapters adapters) {
        return Conserje.on(DATABASE.app())
                .sessions(adapters.sessions())
                .retries(ALMOST_NONE)
                .handler(incoming ->
                        new Answer(List.of(), Map.of("count", incoming.memory().getOrDefault("count", "") + "I")))
                .sender(reply -> new Delivery.Sent("none"))
                .listen(counting)
                .build();
    }

    private static List<String> states() {
        return DATABASE.asOwner("select state || ' ' || failures || ' ' || count(*) from conserje.inbox"
                + " group by state, failures order by state");
    }

    private static RedisServer started(int port) throws IOException {
        RedisServer server = RedisServer.newRedisServer()
                .port(port)
                .bind("127.0.0.1")
                .setting("save \"\"")
                .build();
        server.start();
        return server;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
