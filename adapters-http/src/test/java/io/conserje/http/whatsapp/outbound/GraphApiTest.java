package io.conserje.http.whatsapp.outbound;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.conserje.application.fixture.Outbound;
import io.conserje.application.messaging.Fix;
import io.conserje.application.messaging.OutboundReply;
import io.conserje.application.messaging.ReplySender.Delivery;
import io.conserje.application.messaging.ReplySender.Delivery.Held;
import io.conserje.application.messaging.ReplySender.Delivery.Refused;
import io.conserje.application.messaging.ReplySender.Delivery.RetryLater;
import io.conserje.application.messaging.ReplySender.Delivery.Sent;
import io.conserje.application.messaging.ReplySender.Delivery.Uncertain;
import io.conserje.domain.messaging.ChannelFeatures;
import io.conserje.domain.messaging.HotelLine;
import io.conserje.domain.messaging.OutboundMessage;
import io.conserje.domain.messaging.ProviderMessageId;
import io.conserje.domain.messaging.Reply;
import io.conserje.domain.session.GuestRef;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.http.json.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs against a local server that follows the Graph API's contract, or breaks it where a test needs that. */
class GraphApiTest {

    private static final String TOKEN = "EAAG-token";
    private static final Duration ANSWER = Duration.ofSeconds(10);

    private interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    private record Received(
            String method,
            String path,
            @Nullable String query,
            String authorization,
            String contentType,
            JsonNode body) {}

    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final CountDownLatch done = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private HttpServer graph;
    private volatile Answer answer = exchange -> respond(exchange, 200, sent("wamid.HBgL"));

    @BeforeEach
    void start() throws IOException {
        graph = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        graph.setExecutor(threads);
        graph.createContext("/", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            received.add(new Received(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().getPath(),
                    exchange.getRequestURI().getQuery(),
                    exchange.getRequestHeaders().getFirst("Authorization"),
                    exchange.getRequestHeaders().getFirst("Content-Type"),
                    Json.read(body, body.length).orElseThrow()));
            try (exchange) {
                answer.to(exchange);
            }
        });
        graph.start();
    }

    @AfterEach
    void stop() {
        done.countDown();
        graph.stop(0);
        threads.close();
    }

    private URI url() {
        return URI.create("http://127.0.0.1:" + graph.getAddress().getPort() + "/v25.0");
    }

    private GraphApi api() {
        return api(ANSWER);
    }

    private GraphApi api(Duration answerWithin) {
        return new GraphApi(url(), TOKEN, null, Duration.ofSeconds(5), answerWithin);
    }

    private static void respond(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private static String sent(String id) {
        return "{\"messaging_product\":\"whatsapp\",\"contacts\":[{\"input\":\"5491112345678\",\"wa_id\":"
                + "\"5491112345678\"}],\"messages\":[{\"id\":\"" + id + "\"}]}";
    }

    private static String error(int code) {
        return "{\"error\":{\"message\":\"(#" + code + ") about 5491112345678 and EAAG-token\",\"type\":"
                + "\"OAuthException\",\"code\":" + code + ",\"fbtrace_id\":\"x\"}}";
    }

    private static OutboundReply reply(String address, @Nullable String line) {
        return reply(GuestRef.stored(Channel.WHATSAPP, address), line);
    }

    private static OutboundReply reply(GuestRef guest, @Nullable String line) {
        return new OutboundReply(
                new UUID(0, 1),
                new TenantId("hotel-centro"),
                guest,
                line == null ? null : HotelLine.stored(Channel.WHATSAPP, line),
                new Reply("¡Hola! 😀 \"Doble\"\nhttps://example.com"),
                0,
                new UUID(0, 2));
    }

    private Delivery send() {
        return api().send(reply("+5491112345678", "106540352242922"));
    }

    private Delivery answered(int status, String body) {
        answer = exchange -> respond(exchange, status, body);
        return send();
    }

    // The request

    @Test
    void postsAReplyInTheFormOfTheApi() {
        assertThat(send()).isEqualTo(new Sent("wamid.HBgL"));

        Received request = received.getFirst();
        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.path()).isEqualTo("/v25.0/106540352242922/messages");
        assertThat(request.authorization()).isEqualTo("Bearer EAAG-token");
        assertThat(request.contentType()).isEqualTo("application/json");
        assertThat(request.body().toString())
                .isEqualTo("{\"messaging_product\":\"whatsapp\",\"recipient_type\":\"individual\",\"to\":"
                        + "\"5491112345678\",\"type\":\"text\",\"text\":{\"preview_url\":false,\"body\":"
                        + "\"¡Hola! 😀 \\\"Doble\\\"\\nhttps://example.com\"}}");
    }

    static List<Arguments> kinds() {
        List<String> parts = List.of("""
                "text","text":{"preview_url":false,"body":"Hola \\"Ana\\"\\n¿viene? 😀"}""", """
                "template","template":{"name":"hello_world","language":{"code":"en"}}""", """
                "template","template":{"name":"booking_reminder","language":{"code":"es_AR"},"components":[\
                {"type":"header","parameters":[{"type":"text","text":"Hotel Sur"}]},\
                {"type":"body","parameters":[{"type":"text","text":"Ana","parameter_name":"name"},\
                {"type":"text","text":"viernes","parameter_name":"day"}]},\
                {"type":"button","sub_type":"quick_reply","index":"0",\
                "parameters":[{"type":"payload","payload":"yes/7"}]},\
                {"type":"button","sub_type":"url","index":"1","parameters":[{"type":"text","text":"r/7"}]},\
                {"type":"button","sub_type":"copy_code","index":"2",\
                "parameters":[{"type":"coupon_code","coupon_code":"SUR-7"}]}]}""", """
                "template","template":{"name":"map","language":{"code":"es"},"components":[{"type":"header",\
                "parameters":[{"type":"document","document":{"link":"https://h.example/mapa.pdf?a=1&b=2"}}]}]}""", """
                "interactive","interactive":{"type":"button","body":{"text":"¿La reserva?"},"action":{"buttons":[\
                {"type":"reply","reply":{"id":"confirm","title":"Confirmo"}},\
                {"type":"reply","reply":{"id":"cancel","title":"Cancelar"}}]}}""", """
                "interactive","interactive":{"type":"list","body":{"text":"Libres:"},"action":{"button":"Ver",\
                "sections":[{"rows":[{"id":"room/101","title":"Habitación 101","description":"doble"}]}]}}""", """
                "interactive","interactive":{"type":"list","body":{"text":"Libres:"},"action":{"button":"Ver",\
                "sections":[{"title":"Piso 1","rows":[{"id":"1","title":"101"}]},\
                {"title":"Piso 2","rows":[{"id":"2","title":"201"}]}]}}""", """
                "document","document":{"link":"https://h.example/mapa.pdf?a=1&b=2","caption":"Cómo llegar",\
                "filename":"mapa.pdf"}""", """
                "audio","audio":{"id":"1013859600285441"}""", """
                "reaction","reaction":{"message_id":"wamid.X1","emoji":"👍"}""");
        return IntStream.range(0, parts.size())
                .mapToObj(index -> Arguments.of(Outbound.KINDS.get(index), parts.get(index)))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void postsEachKindInTheFormOfTheApi(OutboundMessage message, String part) {
        OutboundReply text = reply("+5491112345678", "1");

        assertThat(api().send(new OutboundReply(
                        text.id(), text.tenant(), text.to(), text.line(), new Reply(message), 0, text.lease())))
                .isEqualTo(new Sent("wamid.HBgL"));

        assertThat(received.getFirst().body().toString())
                .isEqualTo("{\"messaging_product\":\"whatsapp\",\"recipient_type\":\"individual\",\"to\":"
                        + "\"5491112345678\",\"type\":" + part + "}");
    }

    @Test
    void showsThatAMessageWasRead() {
        answer = exchange -> respond(exchange, 200, "{\"success\":true}");

        assertThat(api().markRead(HotelLine.stored(Channel.WHATSAPP, "1"), new ProviderMessageId("wamid.X1")))
                .isTrue();

        assertThat(received.getFirst().path()).isEqualTo("/v25.0/1/messages");
        assertThat(received.getFirst().body().toString())
                .isEqualTo("{\"messaging_product\":\"whatsapp\",\"status\":\"read\",\"message_id\":\"wamid.X1\"}");
    }

    @Test
    void aReadReceiptThatFailsIsTold() throws IOException {
        HotelLine line = HotelLine.stored(Channel.WHATSAPP, "1");
        answer = exchange -> respond(exchange, 400, error(100));
        assertThat(api().markRead(line, new ProviderMessageId("wamid.X1"))).isFalse();

        answer = exchange -> holdOn();
        assertThat(api(Duration.ofMillis(50)).markRead(line, new ProviderMessageId("wamid.X1")))
                .isFalse();
    }

    @Test
    void whatsAppShowsEveryKind() {
        assertThat(api().features(Channel.WHATSAPP)).isEqualTo(ChannelFeatures.ALL.within(Duration.ofHours(24)));
        assertThat(api().features(new Channel("email"))).isEqualTo(ChannelFeatures.TEXT);
    }

    @Test
    void sendsToAUserIdAsRecipient() {
        api().send(reply("AR.13491208655302741918", "1"));

        JsonNode body = received.getFirst().body();
        assertThat(body.path("recipient").asText()).isEqualTo("AR.13491208655302741918");
        assertThat(body.path("recipient_type").asText()).isEqualTo("individual");
        assertThat(body.has("to")).isFalse();
    }

    @Test
    void acceptsASlashAtTheEndOfTheUrl() {
        assertThat(new GraphApi(URI.create(url() + "/"), TOKEN).send(reply("+5491112345678", "1")))
                .isEqualTo(new Sent("wamid.HBgL"));
        assertThat(received.getFirst().path()).isEqualTo("/v25.0/1/messages");
    }

    @Test
    void aHotelWithoutALineIsHeld() {
        assertThat(api().send(reply("+5491112345678", null)))
                .isEqualTo(new Held(
                        Fix.ASSIGN_LINE,
                        "no phone_number_id is assigned to tenant hotel-centro; assign one: conserje tenants assign",
                        Duration.ofHours(24)));
        assertThat(received).isEmpty();
    }

    @Test
    void sendsTheProofOnlyWithTheAppSecret() {
        send();
        new GraphApi(url(), TOKEN, "secret").send(reply("+5491112345678", "1"));
        assertThat(received.getFirst().query()).isNull();
        // printf EAAG-token | openssl dgst -sha256 -hmac secret
        assertThat(received.getLast().query())
                .isEqualTo("appsecret_proof=865beb13cd455a8038d8b7540926ad2c7be75a4cea4118cab6b563369f4a4428");
    }

    @Test
    void refusesAReplyOfAnotherChannel() {
        assertThat(api().send(reply(GuestRef.email(new Channel("email"), "guest@example.com"), "1")))
                .isEqualTo(new Refused("channel email is not sent over WhatsApp"));
        assertThat(received).isEmpty();
    }

    // Errors with a code

    @ParameterizedTest
    @CsvSource({
        "1, 500, 0",
        "2, 500, 0",
        "4, 400, 30",
        "80007, 400, 30",
        "130429, 400, 30",
        "131000, 500, 0",
        "131016, 500, 0",
        "131048, 400, 0",
        "131056, 400, 6",
        "131057, 500, 0",
        "133016, 400, 0"
    })
    void retriesTemporaryErrorsAfterTheirPause(int code, int status, int seconds) {
        assertRetry(answered(status, error(code)), "graph " + code + ": ", Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                368, 131008, 131009, 131026, 131030, 131031, 131047, 131049, 131050, 131051, 131062, 132000, 132015,
                132999
            })
    void doesNotRetryPermanentErrors(int code) {
        Delivery delivery = answered(400, error(code));

        assertThat(delivery)
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.cause()).matches("graph " + code + ": [a-zA-Z0-9 :,]+"));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 401, RENEW_TOKEN",
        "3, 400, GRANT_PERMISSION",
        "10, 403, GRANT_PERMISSION",
        "190, 401, RENEW_TOKEN",
        "200, 403, GRANT_PERMISSION",
        "299, 403, GRANT_PERMISSION",
        "190, 400, RENEW_TOKEN",
        "131037, 400, APPROVE_NAME",
        "131042, 400, SETTLE_PAYMENT",
        "133010, 400, REGISTER_NUMBER"
    })
    void whatAnOperatorMustFixHoldsTheLine(int code, int status, Fix fix) {
        assertHeld(answered(status, error(code)), fix, "graph " + code + ": ");
    }

    @Test
    void anUnknownLineHoldsTheLine() {
        String unknown = error(100).replace("\"code\":100", "\"code\":100,\"error_subcode\":33");
        assertHeld(answered(400, unknown), Fix.CHECK_LINE, "graph 100: ");
        assertThat(answered(400, error(100))).isEqualTo(new Refused("refused", "graph 100: http 400", 100));
    }

    @Test
    void aMissingProofNamesTheSetting() {
        String missing = "{\"error\":{\"message\":\"API calls from the server require an appsecret_proof argument\","
                + "\"type\":\"GraphMethodException\",\"code\":100}}";
        assertHeld(answered(400, missing), Fix.SET_APP_SECRET, "graph 100: the API asks for an appsecret_proof");
        Delivery wrong = new GraphApi(url(), TOKEN, "wrong").send(reply("+5491112345678", "1"));
        assertHeld(wrong, Fix.SET_APP_SECRET, "graph 100: the appsecret_proof was refused");
    }

    @Test
    void theCauseExplainsTheCodeWithoutTextOfTheApi() {
        assertThat(answered(400, error(131047)))
                .isEqualTo(new Refused(
                        "window_closed",
                        "graph 131047: more than 24 hours since the guest wrote: only a template can be sent",
                        131047));
    }

    @Test
    void usesThePauseThatTheApiAsksFor() {
        answer = exchange -> {
            exchange.getResponseHeaders().set("Retry-After", "77");
            respond(exchange, 400, error(130429));
        };
        assertRetry(send(), "graph 130429: ", Duration.ofSeconds(77));

        answer = exchange -> {
            exchange.getResponseHeaders().set("Retry-After", "999999");
            respond(exchange, 429, "");
        };
        assertRetry(send(), "graph http 429", Duration.ofHours(1));

        answer = exchange -> {
            exchange.getResponseHeaders().set("Retry-After", "Wed, 21 Oct 2026 07:28:00 GMT");
            respond(exchange, 400, error(80007));
        };
        assertRetry(send(), "graph 80007: ", Duration.ofSeconds(30));
    }

    // Errors without a code that is known

    @ParameterizedTest
    @CsvSource({"400", "404", "409", "410", "413"})
    void doesNotRetryErrorsOfTheClient(int status) {
        assertThat(answered(status, "<html>no JSON</html>")).isEqualTo(new Refused("graph http " + status));
        assertThat(answered(status, error(999_999)))
                .isEqualTo(new Refused("refused", "graph 999999: http " + status, 999_999));
    }

    @ParameterizedTest
    @ValueSource(ints = {302, 408, 503})
    void retriesRequestsThatWereNotAccepted(int status) {
        assertRetry(answered(status, "<html>no JSON</html>"), "graph http " + status, Duration.ZERO);
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 504})
    void errorsOfTheServerAreUncertain(int status) {
        assertThat(answered(status, "<html>no JSON</html>")).isEqualTo(new Uncertain("graph http " + status));
    }

    @Test
    void decidesByTheStatusIfThereIsNoCode() {
        assertRetry(answered(429, ""), "graph http 429", Duration.ofSeconds(30));
        assertHeld(answered(401, ""), Fix.RENEW_TOKEN, "graph http 401");
        assertHeld(answered(403, error(999_999)), Fix.RENEW_TOKEN, "graph 999999: http 403");
    }

    // Invalid answers

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html>captive portal</html>",
                "{}",
                "{\"messages\":[]}",
                "{\"messages\":[{}]}",
                "{\"messages\":[{\"id\":\"\"}]}",
                "{\"messages\":{\"id\":\"x\"}}"
            })
    void anAnswerWithoutMessageIdIsUncertain(String body) {
        assertThat(answered(200, body)).isEqualTo(new Uncertain("graph http 200 without a message id"));
    }

    @Test
    void aMissingAnswerIsUncertain() {
        answer = exchange -> holdOn();

        assertUncertain(
                api(Duration.ofMillis(200)).send(reply("+5491112345678", "1")), "graph: no answer within 200 ms");
    }

    @Test
    void anAnswerThatDoesNotEndIsUncertain() {
        answer = exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            holdOn();
        };

        assertUncertain(
                api(Duration.ofMillis(500)).send(reply("+5491112345678", "1")), "graph: no answer within 500 ms");
    }

    @Test
    void cancelsAnEndlessAnswer() {
        answer = exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream body = exchange.getResponseBody()) {
                byte[] chunk = new byte[8192];
                while (done.getCount() > 0) {
                    body.write(chunk);
                }
            }
        };

        assertUncertain(send(), "graph http 200 without a message id");
    }

    @Test
    void aTruncatedAnswerIsUncertain() {
        answer = exchange -> {
            exchange.sendResponseHeaders(200, 1000);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
        };

        assertUncertain(send(), "graph: the connection broke (");
    }

    @Test
    void retriesIfTheServerIsDown() throws IOException {
        int unused;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            unused = free.getLocalPort();
        }
        GraphApi nowhere = new GraphApi(URI.create("http://127.0.0.1:" + unused + "/v25.0"), TOKEN);

        assertRetry(
                nowhere.send(reply("+5491112345678", "1")), "graph: no connection (ConnectException)", Duration.ZERO);
    }

    @Test
    void anInterruptedThreadStopsWaitingAndStaysInterrupted() {
        answer = exchange -> holdOn();

        Thread.currentThread().interrupt();
        Delivery delivery = send();

        assertThat(Thread.interrupted()).isTrue();
        assertUncertain(delivery, "graph: interrupted before the answer came");
    }

    // Settings

    @ParameterizedTest
    @ValueSource(strings = {"graph.facebook.com/v25.0", "ftp://graph.facebook.com", "https:///v25.0", "/v25.0"})
    void refusesAnInvalidUrl(String url) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new GraphApi(URI.create(url), TOKEN))
                .withMessageContaining("https://graph.facebook.com/v25.0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "hunter2 ", "hunter2\n", "ñhunter2"})
    void refusesAnInvalidTokenWithoutShowingIt(String token) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new GraphApi(url(), token))
                .withMessageNotContaining("hunter2");
    }

    private void holdOn() {
        try {
            assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private static void assertUncertain(Delivery delivery, String cause) {
        assertThat(delivery)
                .isInstanceOfSatisfying(
                        Uncertain.class,
                        unknown -> assertThat(unknown.cause())
                                .startsWith(cause)
                                .doesNotContain("5491112345678", "EAAG", "about"));
    }

    private static void assertHeld(Delivery delivery, Fix fix, String cause) {
        assertThat(delivery).isInstanceOfSatisfying(Held.class, held -> {
            assertThat(held.fix()).isEqualTo(fix);
            assertThat(held.cause()).startsWith(cause).doesNotContain("5491112345678", "EAAG", "about");
            assertThat(held.window()).isEqualTo(Duration.ofHours(24));
        });
    }

    private static void assertRetry(Delivery delivery, String cause, Duration notBefore) {
        assertThat(delivery).isInstanceOfSatisfying(RetryLater.class, retry -> {
            assertThat(retry.cause()).startsWith(cause).doesNotContain("5491112345678", "EAAG", "about");
            assertThat(retry.notBefore()).isEqualTo(notBefore);
        });
    }
}
