package io.conserje.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.conserje.application.reply.ReplyFilter;
import io.conserje.application.reply.ReplyFilter.Shown;
import io.conserje.application.reply.ReplyRecord;
import io.conserje.bootstrap.config.Settings;
import io.conserje.bootstrap.embedded.EmbeddedServers;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.Identifier;
import io.conserje.domain.tenancy.Tenant;
import io.conserje.domain.tenancy.TenantId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service whose access token expires and is renewed, and whose replies then fail or arrive. */
class RepliesHeldTest {

    private static final TenantId SUR = new TenantId("hotel-sur");
    private static final String LINE = "100000000000001";
    private static final Pattern TO = Pattern.compile("\"to\":\"([0-9]+)\"");
    private static final String EXPIRED = "{\"error\":{\"message\":\"Error validating access token\","
            + "\"type\":\"OAuthException\",\"code\":190,\"error_subcode\":463}}";

    @TempDir
    static Path folder;

    private static EmbeddedServers servers;

    private final HttpClient client = HttpClient.newHttpClient();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<String> taken = new CopyOnWriteArrayList<>();
    private volatile boolean expired = true;

    @BeforeAll
    static void startServers() {
        servers = EmbeddedServers.start(
                folder.resolve("data"), EmbeddedServers.neededBy(Settings.from(Map.of("ENVIRONMENT", "development"))));
    }

    @AfterAll
    static void stopServers() {
        servers.close();
    }

    @Test
    void repliesWaitForTheTokenAndTheirFateIsKnown() throws Exception {
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        HttpServer graph = graph(threads);
        try (Service service = service(graph)) {
            service.conserje().registry().register(Tenant.named(SUR, "Hotel del Sur"));
            service.conserje().registry().assign(SUR, Identifier.phoneNumberId(Channel.WHATSAPP, LINE));
            List<String> guests = List.of("5491100000001", "5491100000002", "5491100000003");
            for (String guest : guests) {
                deliver(service, message(guest, "Hola"));
            }
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(list(service, Shown.HELD)).hasSize(3));
            assertThat(get(service, "/health/ready"))
                    .contains("\"status\":\"ready\"", "\"line\":\"…0001\"", "\"fix\":\"renew_token\"");
            assertThat(get(service, "/metrics")).contains("lines_held{fix=\"renew_token\"} 1.0");
            assertThat(asked).hasSizeLessThan(10);
            assertThat(taken).isEmpty();

            expired = false;
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(taken).hasSize(3));
            assertThat(taken).containsExactlyInAnyOrderElementsOf(guests);
            await().untilAsserted(() -> assertThat(list(service, Shown.SENT)).hasSize(3));
            assertThat(list(service, Shown.ALL)).allMatch(reply -> reply.failures() == 0);
            await().untilAsserted(
                            () -> assertThat(get(service, "/health/ready")).doesNotContain("heldLines"));

            deliver(
                    service,
                    status(
                            "wamid.5491100000001",
                            "\"failed\",\"errors\":[{\"code\":131042,\"title\":" + "\"Payment issue\"}]"));
            deliver(service, status("wamid.5491100000002", "\"read\""));
            deliver(service, status("wamid.5491100000002", "\"delivered\""));
            assertThat(list(service, Shown.DEAD))
                    .singleElement()
                    .satisfies(dead -> assertThat(dead.to().address()).isEqualTo("+5491100000001"));
            assertThat(list(service, Shown.READ)).hasSize(1);
            assertThat(get(service, "/metrics"))
                    .contains("reply_status_total{status=\"failed\"} 1.0")
                    .contains("reply_status_total{status=\"delivered\"} 0.0")
                    .contains("reply_failures_total{code=\"131042\"} 1.0");
        } finally {
            graph.stop(0);
            threads.close();
            client.close();
        }
    }

    private HttpServer graph(ExecutorService threads) throws IOException {
        HttpServer graph = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        graph.setExecutor(threads);
        graph.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            Matcher to = TO.matcher(body);
            String guest = to.find() ? to.group(1) : "nobody";
            boolean refused = expired;
            (refused ? asked : taken).add(guest);
            byte[] answer = (refused ? EXPIRED : "{\"messages\":[{\"id\":\"wamid." + guest + "\"}]}")
                    .getBytes(StandardCharsets.UTF_8);
            try (exchange) {
                exchange.sendResponseHeaders(refused ? 401 : 200, answer.length);
                exchange.getResponseBody().write(answer);
            }
        });
        graph.start();
        return graph;
    }

    private Service service(HttpServer graph) {
        return Service.start(Settings.from(Map.of(
                        "ENVIRONMENT",
                        "development",
                        "PORT",
                        "0",
                        "TENANCY_STRICT",
                        "true",
                        "WHATSAPP_ACCESS_TOKEN",
                        "EAAG-token-of-a-test-0123456789",
                        "WHATSAPP_API_URL",
                        "http://127.0.0.1:" + graph.getAddress().getPort() + "/v25.0",
                        "LINE_PROBE_PAUSE",
                        "500ms"))
                .at(servers.postgres(), servers.redis()));
    }

    private static List<ReplyRecord> list(Service service, Shown shown) {
        return service.conserje()
                .browseReplies()
                .page(SUR, ReplyFilter.of(shown), null, 10)
                .replies();
    }

    private static String message(String guest, String text) {
        return "\"messages\":[{\"id\":\"wamid.in." + UUID.randomUUID() + "\",\"from\":\"" + guest
                + "\",\"type\":\"text\",\"text\":{\"body\":\"" + text + "\"}}]";
    }

    private static String status(String id, String status) {
        return "\"statuses\":[{\"id\":\"" + id + "\",\"timestamp\":\"1790000000\",\"status\":" + status + "}]";
    }

    private void deliver(Service service, String content) throws IOException, InterruptedException {
        String body = "{\"entry\":[{\"changes\":[{\"value\":{\"metadata\":{\"phone_number_id\":\"" + LINE + "\"},"
                + content + "}}]}]}";
        HttpResponse<String> response = client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + "/api/webhooks/whatsapp"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    }

    private String get(Service service, String path) throws IOException, InterruptedException {
        return client.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8))
                .body();
    }
}
