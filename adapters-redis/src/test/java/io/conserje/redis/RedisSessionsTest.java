package io.conserje.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.conserje.application.fixture.Fresh;
import io.conserje.application.session.Sessions;
import io.conserje.application.session.Sessions.Saving;
import io.conserje.application.session.SessionsContract;
import io.conserje.application.store.StoreCorruptException;
import io.conserje.domain.session.GuestRef;
import io.conserje.domain.session.IdleTimeout;
import io.conserje.domain.session.Session;
import io.conserje.domain.session.TurnId;
import io.conserje.domain.session.Version;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.TenantId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class RedisSessionsTest implements SessionsContract {

    private static LocalRedis server;
    private static RedisAdapters adapters;
    private RespClient redis;

    @BeforeAll
    static void start() {
        server = new LocalRedis();
        adapters = server.adapters();
    }

    @AfterAll
    static void stop() {
        adapters.close();
        server.close();
    }

    @BeforeEach
    void open() {
        redis = new RespClient(server.port());
    }

    @AfterEach
    void close() {
        redis.close();
    }

    @Override
    public Sessions sessions() {
        return adapters.sessions();
    }

    @Override
    public void letPass(Duration duration) {
        RedisLocksTest.pass(duration);
    }

    @Test
    void eachOperationIsOneCommandToTheServer() {
        Session session = remembering("Hola");
        warmUp();
        assertThat(commandsOf(() -> sessions().find(session.tenant(), session.guest())))
                .containsExactly("HMGET");
        assertThat(commandsOf(() -> sessions().save(session, LASTING))).containsExactly("EVALSHA");
        assertThat(commandsOf(() -> sessions().active(Set.of(session.tenant()))))
                .containsExactly("EVALSHA");
        assertThat(commandsOf(() -> sessions().end(session.tenant(), session.guest())))
                .containsExactly("EVALSHA");
    }

    @Test
    void loadsScriptsAgainThatTheServerForgot() {
        Session session = remembering("Hola");
        warmUp();
        redis.send("SCRIPT", "FLUSH");
        assertThat(sessions().save(session, LASTING)).isInstanceOf(Saving.Saved.class);
        redis.send("SCRIPT", "FLUSH");
        assertThat(sessions().active(Set.of(session.tenant()))).isOne();
        redis.send("SCRIPT", "FLUSH");
        assertThat(sessions().end(session.tenant(), session.guest())).isTrue();
    }

    @Test
    void aRepeatedSaveIsDoneOnce() {
        Session session = remembering("Hola");
        List<String> sent = new ArrayList<>();
        monitored(sent, () -> sessions().save(session, LASTING));
        Session saved = sessions().find(session.tenant(), session.guest()).orElseThrow();
        String[] command = words(sent.getFirst());
        String version = Long.toString(saved.version().value());
        assertThat(redis.send(command)).isEqualTo(version);
        assertThat(redis.send(command)).isEqualTo(version);
        assertThat(sessions().find(session.tenant(), session.guest())).contains(saved);
        sessions().save(saved, LASTING);
        assertThat(redis.send(command)).isEqualTo("0");
    }

    @Test
    void aSessionIsAReadableHash() {
        GuestRef guest = GuestRef.phone(Channel.WHATSAPP, "+5491112345678");
        Session session = Session.fresh(Fresh.tenant(), guest)
                .advance(new TurnId("m-1"), Map.of("habitación", "101 🛎"))
                .advance(new TurnId("m-2"), Map.of("habitación", "102"));
        sessions().save(session, LASTING);
        String key = "conserje:{" + session.tenant() + "}:session:whatsapp:+5491112345678";
        assertThat(redis.send("HGET", key, "version")).matches("[0-9]{16}");
        assertThat(redis.send("HGET", key, "state"))
                .isEqualTo("{\"attributes\":{\"habitación\":\"102\"},\"turn\":\"m-2\","
                        + "\"before\":{\"habitación\":\"101 🛎\"}}");
    }

    @Test
    void theKeysOfATenantShareAHashTag() {
        Session session = remembering("Hola");
        sessions().save(session, LASTING);
        assertThat(redis.send("KEYS", "*" + session.tenant() + "*").lines())
                .hasSize(2)
                .allMatch(key -> key.startsWith("conserje:{" + session.tenant() + "}:"));
    }

    @Test
    void noKeyRemainsAfterTheLastSessionExpired() {
        Session session = remembering("Hola");
        sessions().save(session, BRIEF);
        assertThat(redis.send("KEYS", "*" + session.tenant() + "*")).isNotEmpty();
        letPass(BRIEF.value().plusMillis(2));
        assertThat(redis.send("KEYS", "*" + session.tenant() + "*")).isEmpty();
    }

    @Test
    void theIndexLivesAsLongAsItsLongestSession() {
        TenantId tenant = Fresh.tenant();
        String index = "conserje:{" + tenant + "}:sessions";
        sessions().save(Session.fresh(tenant, Fresh.guest()), LASTING);
        sessions().save(Session.fresh(tenant, Fresh.guest()), BRIEF);
        letPass(BRIEF.value());
        sessions().save(Session.fresh(tenant, Fresh.guest()), new IdleTimeout(Duration.ofMinutes(1)));
        assertThat(redis.send("ZCARD", index)).isEqualTo("2");
        assertThat(Long.parseLong(redis.send("PTTL", index)))
                .isBetween(
                        Duration.ofMinutes(59).toMillis(), Duration.ofHours(1).toMillis());
    }

    @Test
    void reportsUnreadableDataAsCorruptWithoutQuotingIt() {
        Session session = remembering("Hola");
        String key = "conserje:{" + session.tenant() + "}:session:whatsapp:"
                + session.guest().address();
        for (String state : List.of(
                "5491199",
                "{\"attributes\":",
                "{}",
                "[]",
                "null",
                "{\"attributes\":{\"5491199\":null}}",
                "{\"attributes\":{\"a\":{\"5491199\":1}}}",
                "{\"attributes\":{},\"turn\":\"5491199\"}",
                "{\"attributes\":{},\"turn\":\"\",\"before\":{}}")) {
            redis.send("HSET", key, "version", "1", "state", state);
            assertCorrupt(session);
        }
        for (String version : List.of("5491199x", "-1", "")) {
            redis.send("HSET", key, "version", version, "state", "{\"attributes\":{}}");
            assertCorrupt(session);
        }
        redis.send("HDEL", key, "version");
        assertCorrupt(session);
        redis.send("HSET", key, "version", "1");
        redis.send("HDEL", key, "state");
        assertCorrupt(session);
        assertThat(sessions().end(session.tenant(), session.guest())).isTrue();
    }

    @Test
    void reportsAKeyOfAnotherTypeAsCorrupt() {
        Session session = remembering("5491199");
        String key = "conserje:{" + session.tenant() + "}:session:whatsapp:"
                + session.guest().address();
        redis.send("SET", key, "somebody else's");
        assertCorrupt(session);
        assertThatExceptionOfType(StoreCorruptException.class)
                .isThrownBy(() -> sessions().save(session, LASTING))
                .withMessageContaining("database of its own")
                .satisfies(Quoting.noneOf("5491199"));
    }

    @Test
    void ignoresMembersThatANewerVersionAdded() {
        Session session = remembering("Hola");
        String key = "conserje:{" + session.tenant() + "}:session:whatsapp:"
                + session.guest().address();
        redis.send("HSET", key, "version", "3", "state", "{\"attributes\":{\"a\":\"b\"},\"mood\":[1]}", "more", "x");
        assertThat(sessions().find(session.tenant(), session.guest()))
                .contains(new Session(session.tenant(), session.guest(), new Version(3), Map.of("a", "b"), null));
    }

    private void assertCorrupt(Session session) {
        assertThatExceptionOfType(StoreCorruptException.class)
                .isThrownBy(() -> sessions().find(session.tenant(), session.guest()))
                .withMessageNotContaining(session.guest().address())
                .satisfies(Quoting.noneOf("5491199"));
    }

    private static Session remembering(String said) {
        return Session.fresh(Fresh.tenant(), Fresh.guest()).advance(new TurnId("m-1"), Map.of("said", said));
    }

    /** The first use of a connection and of a script sends more commands. */
    private void warmUp() {
        Session session = remembering("Hola");
        sessions().save(session, LASTING);
        sessions().active(Set.of(session.tenant()));
        sessions().end(session.tenant(), session.guest());
    }

    /** Returns the names of the commands that clients sent, without those that scripts ran. */
    private List<String> commandsOf(Runnable operation) {
        List<String> lines = new ArrayList<>();
        monitored(lines, operation);
        return lines.stream().map(line -> words(line)[0]).toList();
    }

    private void monitored(List<String> lines, Runnable operation) {
        try (RespClient monitor = new RespClient(server.port())) {
            assertThat(monitor.send("MONITOR")).isEqualTo("OK");
            operation.run();
            redis.send("ECHO", "end of the operation");
            for (String line = monitor.next(); !line.contains("end of the operation"); line = monitor.next()) {
                // The client pings its connections now and then.
                if (!line.contains(" lua]") && !line.endsWith("\"PING\"")) {
                    lines.add(line);
                }
            }
        }
    }

    /** Splits a line of MONITOR: {@code time [db address] "word" "word" ...}, with backslashes as escapes. */
    private static String[] words(String line) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean inside = false;
        for (int at = line.indexOf(']') + 1; at < line.length(); at++) {
            char next = line.charAt(at);
            if (inside && next == '\\') {
                word.append(line.charAt(++at));
            } else if (next == '"') {
                if (inside) {
                    words.add(word.toString());
                    word.setLength(0);
                }
                inside = !inside;
            } else if (inside) {
                word.append(next);
            }
        }
        return words.toArray(String[]::new);
    }
}
