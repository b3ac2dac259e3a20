package io.conserje.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.conserje.application.tenancy.TenantRegistry;
import io.conserje.bootstrap.config.Settings;
import io.conserje.bootstrap.embedded.EmbeddedServers;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.Identifier;
import io.conserje.domain.tenancy.Tenant;
import io.conserje.domain.tenancy.TenantId;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole path on real servers: a WhatsApp message in, a reply out, hotels kept apart. */
class ServiceTest {

    /** The plan's own example (its section 3.3), to the letter but for the guest. */
    private static final String PLANS_MESSAGE = """
            {
              "entry": [{
                "changes": [{
                  "value": {
                    "messages": [{
                      "from": "%s",
                      "text": {"body": "Hola, necesito disponibilidad para este fin de semana"},
                      "timestamp": "1700000000"
                    }]
                  }
                }]
              }]
            }""";

    @TempDir
    static Path folder;

    private static EmbeddedServers servers;

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
    void answersThePlansMessageOnce() throws Exception {
        try (Service service = start(Map.of())) {
            known(service, "default", "Hotel Default");
            String guest = guest();
            assertThat(deliver(service, PLANS_MESSAGE.formatted(guest)).body())
                    .isEqualTo("{\"status\":\"accepted\",\"accepted\":1,\"duplicates\":0,\"ignored\":0}");
            await().untilAsserted(() -> assertThat(repliesTo(service, guest)).hasSize(1));
            assertThat(deliver(service, PLANS_MESSAGE.formatted(guest)).body())
                    .isEqualTo("{\"status\":\"accepted\",\"accepted\":0,\"duplicates\":1,\"ignored\":0}");
            assertThat(repliesTo(service, guest)).singleElement().asString().contains("ARS");

            assertThat(get(service, "/metrics"))
                    .contains("tenant_resolution_total{result=\"default\"} 2.0")
                    .containsPattern("redis_cache_(hits|misses)_total 1.0")
                    .contains("postgres_connections_active")
                    .containsPattern("rls_transactions_total\\{scope=\"tenant\"} [1-9]")
                    .containsPattern("rls_transactions_total\\{scope=\"system\"} [1-9]")
                    .contains("session_active_total ")
                    .contains("tenants_active_total ")
                    .contains("processes_serving ", "database_closed 0", "hotels_closed 0");
        }
    }

    /** The plan names two gauges with a suffix that Prometheus reserves for counters. */
    @Test
    @Tag("promtool")
    void promtoolAcceptsAllMetricsButTwoOfThePlan() throws Exception {
        try (Service service = start(Map.of())) {
            known(service, "default", "Hotel Default");
            String guest = guest();
            deliver(service, PLANS_MESSAGE.formatted(guest));
            await().untilAsserted(() -> assertThat(repliesTo(service, guest)).hasSize(1));
            assertThat(promtool(get(service, "/metrics")))
                    .containsExactlyInAnyOrder(
                            "session_active_total non-counter metrics should not have \"_total\" suffix",
                            "tenants_active_total non-counter metrics should not have \"_total\" suffix");
        }
    }

    private static List<String> promtool(String metrics) throws Exception {
        Process promtool = new ProcessBuilder("promtool", "check", "metrics")
                .redirectErrorStream(true)
                .start();
        try (OutputStream input = promtool.getOutputStream()) {
            input.write(metrics.getBytes(StandardCharsets.UTF_8));
        }
        return new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
    }

    @Test
    void healthChecksAnswerAsInThePlan() throws Exception {
        try (Service service = start(Map.of())) {
            assertThat(get(service, "/health/live")).isEqualTo("{\"status\":\"healthy\"}");
            assertThat(get(service, "/health/ready"))
                    .isEqualTo("{\"status\":\"ready\",\"dependencies\":{\"postgres\":true,\"redis\":true}}");
        }
    }

    @Test
    void answersForTheHotelOfTheGuest() throws Exception {
        try (Service service = start(Map.of("TENANCY_STRICT", "true"))) {
            known(service, "hotel-sur", "Hotel del Sur", "1111");
            known(service, "hotel-norte", "Hotel del Norte", "2222");
            String guest = guest();
            deliver(service, message("1111", guest, "Hola"));
            deliver(service, message("2222", guest, "Hola"));
            await().untilAsserted(() -> assertThat(repliesTo(service, guest)).hasSize(2));
            assertThat(repliesTo(service, guest))
                    .anyMatch(text -> text.contains("Hotel del Sur"))
                    .anyMatch(text -> text.contains("Hotel del Norte"));
            assertThat(deliver(service, message("3333", guest, "Hola")).body()).contains("\"ignored\":1");
            assertThat(get(service, "/metrics")).contains("tenant_resolution_total{result=\"unknown\"} 1.0");
        }
    }

    @Test
    void answersTwoMessagesOfOneBodyInOrder() throws Exception {
        try (Service service = start(Map.of())) {
            known(service, "default", "Hotel Default");
            String guest = guest();
            deliver(service, """
                    {"entry": [{"changes": [{"value": {"messages": [
                      {"id": "%1$s-1", "from": "%1$s", "type": "text", "text": {"body": "Do you have rooms?"}},
                      {"id": "%1$s-2", "from": "%1$s", "type": "text", "text": {"body": "tomorrow for 2 nights"}}
                    ]}}]}]}""".formatted(guest));
            await().untilAsserted(() -> assertThat(repliesTo(service, guest)).hasSize(2));
            List<String> newestFirst = repliesTo(service, guest);
            assertThat(newestFirst.get(0)).contains("ARS").doesNotContain("When");
            assertThat(newestFirst.get(1)).doesNotContain("ARS");
        }
    }

    @Test
    void answersMessagesWithinSecondsOnce() throws Exception {
        try (Service service = start(Map.of("COALESCE", "2s"))) {
            known(service, "default", "Hotel Default", "1111");
            String guest = guest();
            for (String text : List.of("hola", "tienen lugar", "mañana por 2 noches")) {
                deliver(service, message("1111", guest, text));
            }
            await().untilAsserted(() -> assertThat(repliesTo(service, guest)).hasSize(1));
            assertThat(repliesTo(service, guest)).singleElement().asString().contains("ARS");
            assertThat(get(service, "/metrics")).contains("queue_messages_joined_total 2.0");
        }
    }

    @Test
    void requiresTheSignatureIfThereIsAnAppSecret() throws Exception {
        String secret = "an-app-secret-of-a-test";
        try (Service service = start(Map.of("WHATSAPP_APP_SECRET", secret))) {
            known(service, "default", "Hotel Default");
            String guest = guest();
            String body = PLANS_MESSAGE.formatted(guest);
            assertThat(deliver(service, body).statusCode()).isEqualTo(401);
            assertThat(deliver(service, body, "sha256=" + sign(body, "another")).statusCode())
                    .isEqualTo(401);
            String encodedAnew = body.replaceAll("\\s+", "");
            assertThat(deliver(service, body, "sha256=" + sign(encodedAnew, secret))
                            .statusCode())
                    .isEqualTo(401);
            assertThat(deliver(service, body, "sha256=" + sign(body, secret)).statusCode())
                    .isEqualTo(200);
            // A message that is left over would be counted by the service of the next test.
            await().untilAsserted(() -> assertThat(repliesTo(service, guest)).hasSize(1));
        }
    }

    @Test
    void runsOnPostgresWithoutRedis() throws Exception {
        try (Service service = startWithout("REDIS_URL", Map.of("SESSIONS", "postgres", "LOCKS", "postgres"))) {
            known(service, "default", "Hotel Default");
            String guest = guest();
            deliver(service, PLANS_MESSAGE.formatted(guest));
            await().untilAsserted(() -> assertThat(repliesTo(service, guest)).hasSize(1));
            assertThat(get(service, "/health/ready"))
                    .isEqualTo("{\"status\":\"ready\",\"dependencies\":{\"postgres\":true}}");
        }
    }

    @Test
    void ignoresARedisThatNothingUses() throws Exception {
        Map<String, String> environment =
                Map.of("REDIS_URL", "redis://127.0.0.1:1", "SESSIONS", "postgres", "LOCKS", "postgres");
        try (Service service = startWithout("REDIS_URL", environment)) {
            assertThat(get(service, "/health/ready"))
                    .isEqualTo("{\"status\":\"ready\",\"dependencies\":{\"postgres\":true}}");
        }
    }

    @Test
    void checksARedisThatHasSessionsOrLocks() throws Exception {
        for (Map<String, String> stores : List.of(
                Map.of("SESSIONS", "redis", "LOCKS", "postgres"), Map.of("SESSIONS", "postgres", "LOCKS", "redis"))) {
            Map<String, String> environment = new HashMap<>(stores);
            environment.put("REDIS_URL", "redis://127.0.0.1:1");
            assertThat(readinessWith(environment))
                    .isEqualTo("{\"status\":\"degraded\",\"dependencies\":{\"postgres\":true,\"redis\":false}}");
            environment.put("READY_WITHOUT_REDIS", "false");
            assertThat(readinessWith(environment))
                    .isEqualTo("{\"status\":\"unavailable\",\"dependencies\":{\"postgres\":true,\"redis\":false}}");
        }
    }

    private static String readinessWith(Map<String, String> environment) throws Exception {
        try (Service service = startWithout("REDIS_URL", environment)) {
            return get(service, "/health/ready");
        }
    }

    private static Service start(Map<String, String> more) {
        return startWithout("", more);
    }

    private static Service startWithout(String left, Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(Map.of("ENVIRONMENT", "development", "PORT", "0"));
        environment.putAll(more);
        Settings settings = Settings.from(environment);
        return Service.start(settings.at(servers.postgres(), left.equals("REDIS_URL") ? null : servers.redis()));
    }

    private static void known(Service service, String id, String name, String... lines) {
        TenantRegistry registry = service.conserje().registry();
        registry.register(Tenant.named(new TenantId(id), name));
        for (String line : lines) {
            registry.assign(new TenantId(id), Identifier.phoneNumberId(Channel.WHATSAPP, line));
        }
    }

    private static String message(String line, String guest, String text) {
        return """
                {"entry": [{"changes": [{"value": {"metadata": {"phone_number_id": "%s"}, "messages": [
                  {"id": "%s", "from": "%s", "type": "text", "text": {"body": "%s"}}]}}]}]}""".formatted(line, UUID.randomUUID(), guest, text);
    }

    private static String guest() {
        long digits = UUID.randomUUID().getMostSignificantBits() >>> 24;
        return "549" + (digits % 10_000_000_000L);
    }

    private static HttpResponse<String> deliver(Service service, String body) throws Exception {
        return deliver(service, body, null);
    }

    private static HttpResponse<String> deliver(Service service, String body, @Nullable String signature)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(service, "/api/webhooks/whatsapp"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (signature != null) {
            request.header("X-Hub-Signature-256", signature);
        }
        return send(request.build());
    }

    private static String get(Service service, String path) throws Exception {
        return send(HttpRequest.newBuilder(uri(service, path)).build()).body();
    }

    private static HttpResponse<String> send(HttpRequest request) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        }
    }

    private static URI uri(Service service, String path) {
        return URI.create("http://127.0.0.1:" + service.port() + path);
    }

    /** Newest first. */
    private static List<String> repliesTo(Service service, String guest) throws Exception {
        String replies = get(service, "/api/dev/replies");
        return Pattern.compile("\"to\":\"\\+" + guest + "\",\"text\":\"(.*?)\"}")
                .matcher(replies)
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toList());
    }

    private static String sign(String body, String secret) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
    }
}
