package io.conserje.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import io.conserje.application.fixture.Fresh;
import io.conserje.application.session.Sessions;
import io.conserje.application.session.Sessions.Saving;
import io.conserje.application.session.SessionsContract;
import io.conserje.application.store.StoreUnavailableException;
import io.conserje.domain.session.Session;
import io.conserje.domain.session.TurnId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

final class RedisAdaptersTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** How much longer a busy machine may take. */
    private static final Duration SLACK = Duration.ofSeconds(3);

    private final Session session =
            Session.fresh(Fresh.tenant(), Fresh.guest()).advance(new TurnId("m-1"), Map.of("said", "secret words"));

    @Test
    void aRunningServerAnswersAndDescribesItself() {
        try (LocalRedis server = new LocalRedis("maxmemory-policy allkeys-lru");
                RedisAdapters adapters = server.adapters()) {
            assertThat(adapters.ping()).isTrue();
            assertThat(adapters.evictionPolicy()).contains("allkeys-lru");
            assertThat(adapters.serverVersion()).get().asString().matches("[0-9]+\\.[0-9]+\\.[0-9]+");
        }
    }

    @Test
    void failsInTimeWithoutAServerAndWorksOnceItStarts() {
        LocalRedis server = new LocalRedis();
        server.stop();
        try (RedisAdapters adapters = server.adapters(TIMEOUT)) {
            assertUnavailable(adapters.sessions());
            assertThat(adapters.ping()).isFalse();
            assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(adapters::evictionPolicy);
            assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(adapters::serverVersion);
            server.restart();
            assertRecovers(adapters);
        } finally {
            server.close();
        }
    }

    @Test
    void failsInTimeWhenTheServerStopsAndWorksOnceItIsBack() {
        LocalRedis server = new LocalRedis();
        try (RedisAdapters adapters = server.adapters(TIMEOUT)) {
            await().atMost(PATIENCE).until(adapters::ping);
            assertThat(adapters.sessions().save(session, SessionsContract.LASTING))
                    .isInstanceOf(Saving.Saved.class);
            server.stop();
            assertUnavailable(adapters.sessions());
            assertThat(adapters.ping()).isFalse();
            server.restart();
            assertRecovers(adapters);
        } finally {
            server.close();
        }
    }

    @Test
    void failsInTimeIfTheServerAcceptsConnectionsButNeverAnswers() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                RedisAdapters adapters = RedisAdapters.connect(
                        new RedisSettings(URI.create("redis://127.0.0.1:" + silent.getLocalPort()), TIMEOUT, 2))) {
            assertUnavailable(adapters.sessions());
            assertThat(adapters.ping()).isFalse();
        }
    }

    @Test
    void failsInTimeWhileTheServerHangsAndWorksAfterwards() {
        try (LocalRedis server = new LocalRedis();
                RedisAdapters adapters = server.adapters(TIMEOUT)) {
            await().atMost(PATIENCE).until(adapters::ping);
            server.freeze();
            try {
                assertThat(adapters.ping()).isFalse();
                assertUnavailable(adapters.sessions());
            } finally {
                server.thaw();
            }
            assertRecovers(adapters);
        }
    }

    @Test
    void connectsToAHostWithAnUnderscore() {
        try (RedisAdapters adapters =
                RedisAdapters.connect(new RedisSettings(URI.create("redis://my_redis.invalid:6379"), TIMEOUT, 2))) {
            assertThatExceptionOfType(StoreUnavailableException.class)
                    .isThrownBy(adapters::serverVersion)
                    .withMessageContaining("redis://my_redis.invalid:6379/0");
        }
    }

    @Test
    void reportsAWrongPasswordWithoutShowingIt() {
        try (LocalRedis server = new LocalRedis("requirepass right");
                RedisAdapters wrong = RedisAdapters.connect(new RedisSettings(
                        URI.create("redis://default:hunter2@127.0.0.1:" + server.port()), PATIENCE, 2));
                RedisAdapters none = server.adapters(PATIENCE);
                RedisAdapters right = RedisAdapters.connect(
                        new RedisSettings(URI.create("redis://:right@127.0.0.1:" + server.port()), PATIENCE, 2))) {
            assertThat(right.ping()).isTrue();
            assertThat(wrong.ping()).isFalse();
            assertThatExceptionOfType(StoreUnavailableException.class)
                    .isThrownBy(() -> wrong.sessions().active(Set.of(session.tenant())))
                    .withMessageContaining("password")
                    .satisfies(Quoting.noneOf("hunter2"));
            assertThatExceptionOfType(StoreUnavailableException.class)
                    .isThrownBy(() -> none.sessions().active(Set.of(session.tenant())))
                    .withMessageContaining("requires a password");
        }
    }

    @Test
    void reportsAFullServerAsUnavailable() {
        try (LocalRedis server = new LocalRedis();
                RedisAdapters adapters = server.adapters();
                RespClient operator = new RespClient(server.port())) {
            assertThat(adapters.ping()).isTrue();
            operator.send("CONFIG", "SET", "maxmemory", "1");
            assertThatExceptionOfType(StoreUnavailableException.class)
                    .isThrownBy(() -> adapters.sessions().save(session, SessionsContract.LASTING))
                    .withMessageContaining("memory is full")
                    .satisfies(Quoting.noneOf("secret words", session.guest().address()));
        }
    }

    @Test
    void reportsAReadOnlyReplica() {
        try (LocalRedis primary = new LocalRedis();
                LocalRedis replica = new LocalRedis("replicaof 127.0.0.1 " + primary.port());
                RedisAdapters adapters = replica.adapters()) {
            assertThatExceptionOfType(StoreUnavailableException.class)
                    .isThrownBy(() -> adapters.sessions().save(session, SessionsContract.LASTING))
                    .withMessageContaining("read-only replica");
        }
    }

    @Test
    void databasesAreSeparate() {
        try (LocalRedis server = new LocalRedis();
                RedisAdapters zero = server.adapters();
                RedisAdapters five = RedisAdapters.connect(
                        RedisSettings.of(URI.create("redis://127.0.0.1:" + server.port() + "/5")))) {
            zero.sessions().save(session, SessionsContract.LASTING);
            assertThat(five.sessions().find(session.tenant(), session.guest())).isEmpty();
            assertThat(zero.sessions().find(session.tenant(), session.guest())).isPresent();
        }
    }

    @Test
    void anInterruptedCallerKeepsTheInterrupt() {
        try (LocalRedis server = new LocalRedis();
                RedisAdapters adapters = server.adapters()) {
            Thread.currentThread().interrupt();
            assertThatExceptionOfType(StoreUnavailableException.class)
                    .isThrownBy(() -> adapters.sessions().active(Set.of(session.tenant())))
                    .withMessageContaining("interrupted");
            assertThat(Thread.interrupted()).isTrue();
            assertThat(adapters.ping()).isTrue();
        }
    }

    @Test
    void closedAdaptersThrow() {
        try (LocalRedis server = new LocalRedis()) {
            RedisAdapters adapters = server.adapters();
            assertThat(adapters.ping()).isTrue();
            adapters.close();
            adapters.close();
            assertThatIllegalStateException()
                    .isThrownBy(() -> adapters.sessions().active(Set.of(session.tenant())))
                    .withMessageContaining("closed");
        }
    }

    private void assertUnavailable(Sessions sessions) {
        assertUnavailable(() -> sessions.find(session.tenant(), session.guest()));
        assertUnavailable(() -> sessions.save(session, SessionsContract.LASTING));
        assertUnavailable(() -> sessions.end(session.tenant(), session.guest()));
        assertUnavailable(() -> sessions.active(Set.of(session.tenant())));
    }

    private void assertUnavailable(ThrowingCallable operation) {
        long began = System.nanoTime();
        assertThatExceptionOfType(StoreUnavailableException.class)
                .isThrownBy(operation)
                .withMessageContaining("redis://127.0.0.1:")
                .withMessageContaining("Check that it runs")
                .satisfies(Quoting.noneOf("secret words", session.guest().address()));
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(TIMEOUT.plus(SLACK));
    }

    private void assertRecovers(RedisAdapters adapters) {
        await().atMost(PATIENCE).until(adapters::ping);
        Session again = Session.fresh(session.tenant(), Fresh.guest());
        assertThat(adapters.sessions().save(again, SessionsContract.LASTING)).isInstanceOf(Saving.Saved.class);
        assertThat(adapters.sessions().find(again.tenant(), again.guest())).isPresent();
    }
}
