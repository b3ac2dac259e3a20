package io.conserje.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.conserje.bootstrap.config.Settings;
import io.conserje.bootstrap.embedded.EmbeddedServers;
import io.conserje.domain.tenancy.Tenant;
import io.conserje.domain.tenancy.TenantId;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A service that is killed ({@code kill -9}) with messages accepted and not handled answers each of them after its
 * restart.
 */
class ServiceKilledTest {

    private static final int GUESTS = 500;
    private static final Pattern SERVING = Pattern.compile("Serving on http://127\\.0\\.0\\.1:([0-9]+)");
    private static final Pattern REPLY = Pattern.compile("\"to\":\"\\+(549[0-9]+)\"");

    @TempDir
    Path folder;

    @Test
    void answersEveryAcceptedMessageAfterARestart() throws Exception {
        Map<String, String> development = Map.of("ENVIRONMENT", "development", "PORT", "0");
        try (EmbeddedServers servers =
                EmbeddedServers.start(folder.resolve("data"), EmbeddedServers.neededBy(Settings.from(development)))) {
            Settings settings = Settings.from(development).at(servers.postgres(), servers.redis());
            try (Service once = Service.start(settings)) {
                once.conserje().registry().register(Tenant.named(TenantId.DEFAULT, "Hotel Default"));
            }
            Process service = start(servers);
            int accepted = deliver(port(service));
            service.destroyForcibly().waitFor();
            assertThat(accepted).isEqualTo(GUESTS);

            List<String> before = answered(servers);
            assertThat(before).as("killed in the middle of the work").hasSizeLessThan(GUESTS);
            try (Service again = Service.start(settings)) {
                await().atMost(Duration.ofSeconds(90))
                        .untilAsserted(() -> assertThat(answered(servers)).hasSize(GUESTS));
                assertThat(replies(again.port())).isNotEmpty();
            }
            assertThat(answered(servers)).doesNotHaveDuplicates();
        }
    }

    /** Guests whose message ended as handled. */
    private static List<String> answered(EmbeddedServers servers) throws Exception {
        String url = String.valueOf(servers.postgres()).replaceFirst("postgresql://postgres@", "jdbc:postgresql://");
        List<String> guests = new ArrayList<>();
        try (var connection = DriverManager.getConnection(url, "postgres", "");
                var statement = connection.createStatement();
                var rows = statement.executeQuery("select guest from conserje.inbox where state = 'handled'")) {
            while (rows.next()) {
                guests.add(rows.getString(1));
            }
        }
        return guests;
    }

    private Process start(EmbeddedServers servers) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "io.conserje.bootstrap.Launcher",
                "serve");
        builder.environment()
                .putAll(Map.of(
                        "ENVIRONMENT",
                        "development",
                        "PORT",
                        "0",
                        "POSTGRES_URL",
                        String.valueOf(servers.postgres()),
                        "REDIS_URL",
                        String.valueOf(servers.redis())));
        builder.redirectErrorStream(true)
                .redirectOutput(folder.resolve("service.log").toFile());
        return builder.start();
    }

    private int port(Process service) {
        return await().atMost(Duration.ofSeconds(60)).until(() -> servedOn(service), port -> port > 0);
    }

    private int servedOn(Process service) throws IOException {
        String log = Files.readString(folder.resolve("service.log"));
        assertThat(service.isAlive()).as(log).isTrue();
        Matcher serving = SERVING.matcher(log);
        return serving.find() ? Integer.parseInt(serving.group(1)) : 0;
    }

    /** All guests in one body: it is durable as a whole before the first of them can be answered. */
    private static int deliver(int port) throws Exception {
        StringBuilder messages = new StringBuilder();
        for (int guest = 0; guest < GUESTS; guest++) {
            messages.append(guest == 0 ? "" : ",").append("""
                    {"id": "m-%1$d", "from": "54911%2$06d", "type": "text", "text": {"body": "Hola"}}""".formatted(guest, guest));
        }
        String body = "{\"entry\": [{\"changes\": [{\"value\": {\"messages\": [" + messages + "]}}]}]}";
        String answer = send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/webhooks/whatsapp"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
        Matcher accepted = Pattern.compile("\"accepted\":([0-9]+)").matcher(answer);
        assertThat(accepted.find()).as(answer).isTrue();
        return Integer.parseInt(accepted.group(1));
    }

    private static List<String> replies(int port) throws Exception {
        String answer = send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/dev/replies"))
                .build());
        return REPLY.matcher(answer).results().map(found -> found.group(1)).toList();
    }

    private static String send(HttpRequest request) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
        }
    }
}
