package io.conserje.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.conserje.application.messaging.Unrouted;
import io.conserje.application.messaging.Unrouted.Part;
import io.conserje.application.store.StoreUnavailableException;
import io.conserje.domain.messaging.InboundMessage;
import io.conserje.domain.messaging.MessageContent.Media;
import io.conserje.domain.messaging.MessageContent.Text;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.http.WebhookListener.Result;
import io.conserje.http.whatsapp.inbound.WebhookRoutes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class WebhookTest {

    private static final int THREE_MIB = 3 * 1024 * 1024;
    private static final String EMPTY = "{\"entry\":[]}";
    private static final String EMPTY_RECEIPT =
            "{\"status\":\"accepted\",\"accepted\":0,\"duplicates\":0,\"ignored\":0}";

    /** The exact example of the plan. */
    private static final String PLAN = """
            {
                "entry": [{
                  "changes": [{
                    "value": {
                      "messages": [{
                        "from": "5491112345678",
                        "text": {"body": "Hola, necesito disponibilidad para este fin de semana"},
                        "timestamp": "1700000000"
                      }]
                    }
                  }]
                }]
              }""";

    private RunningServer http;

    @BeforeEach
    void start() {
        http = RunningServer.start();
    }

    @AfterEach
    void stop() {
        http.close();
    }

    private static String value(String line, String inside) {
        return "{\"field\":\"messages\",\"value\":{\"messaging_product\":\"whatsapp\",\"metadata\":{\"display_phone_number\":"
                + "\"5411\",\"phone_number_id\":\"" + line + "\"}," + inside + "}}";
    }

    private static String delivery(String... changes) {
        return "{\"object\":\"whatsapp_business_account\",\"entry\":[{\"id\":\"1\",\"changes\":["
                + String.join(",", changes) + "]}]}";
    }

    private static String text(String id, String body) {
        return "{\"from\":\"5491112345678\",\"id\":\"" + id
                + "\",\"timestamp\":\"1700000000\",\"type\":\"text\",\"text\":{\"body\":\"" + body + "\"}}";
    }

    private static String oneText(String id, String body) {
        return delivery(value(Hotels.CENTRO_LINE, "\"messages\":[" + text(id, body) + "]"));
    }

    private static String receipt(int accepted, int duplicates, int ignored) {
        return "{\"status\":\"accepted\",\"accepted\":" + accepted + ",\"duplicates\":" + duplicates + ",\"ignored\":"
                + ignored + "}";
    }

    private void assertProblem(HttpResponse<String> response, int status) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(response.body()).contains("\"status\":" + status);
    }

    // The handshake

    @Test
    void theHandshakeEchoesTheChallengeIfTheTokenIsRight() {
        HttpResponse<String> response = http.get(RunningServer.WEBHOOK
                + "?hub.mode=subscribe&hub.verify_token=the-verify-token&hub.challenge=1158201444");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("1158201444");
        assertThat(response.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/plain");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "?hub.mode=subscribe&hub.verify_token=the-verify-toke&hub.challenge=1",
                "?hub.mode=subscribe&hub.verify_token=the-verify-token2&hub.challenge=1",
                "?hub.mode=subscribe&hub.verify_token=&hub.challenge=1",
                "?hub.mode=subscribe&hub.challenge=1",
                "?hub.mode=unsubscribe&hub.verify_token=the-verify-token&hub.challenge=1",
                "?hub.verify_token=the-verify-token&hub.challenge=1",
                "?hub.mode=subscribe&hub.verify_token=the-verify-token",
                ""
            })
    void refusesOtherHandshakes(String query) {
        assertProblem(http.get(RunningServer.WEBHOOK + query), 403);
    }

    @Test
    void aServerWithoutAVerifyTokenRefusesEveryHandshake() {
        ServerConfig config = new ServerConfig("127.0.0.1", 0, true, null, null, null, Duration.ZERO);
        try (RunningServer silent = RunningServer.start(config, parts -> parts)) {
            assertProblem(
                    silent.get(RunningServer.WEBHOOK + "?hub.mode=subscribe&hub.verify_token=null&hub.challenge=1"),
                    403);
        }
    }

    // Signatures

    @Test
    void acceptsASignedDelivery() {
        HttpResponse<String> response = http.deliver(EMPTY);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo(EMPTY_RECEIPT);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
    }

    @Test
    void refusesADeliveryWithoutSignature() {
        assertProblem(
                http.send(http.request(RunningServer.WEBHOOK)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(EMPTY))),
                401);
        assertThat(http.counts).isEqualTo(Map.of(Result.INVALID_SIGNATURE, 1));
    }

    @Test
    void refusesASignatureOfAnotherSecret() {
        assertRefused(RunningServer.signature(EMPTY.getBytes(UTF_8), "another-secret"));
    }

    @Test
    void refusesAnUpperCasePrefix() {
        assertRefused(RunningServer.signature(EMPTY.getBytes(UTF_8)).replace("sha256", "SHA256"));
    }

    @Test
    void refusesAMissingPrefix() {
        assertRefused(RunningServer.signature(EMPTY.getBytes(UTF_8)).replace("sha256=", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"dummy-signature", "sha256=", "sha256=00", "sha256=dummy-signature", "sha1=00"})
    void refusesAMalformedSignature(String header) {
        assertRefused(header);
    }

    private void assertRefused(String signature) {
        assertProblem(
                http.send(http.request(RunningServer.WEBHOOK)
                        .header("Content-Type", "application/json")
                        .header("X-Hub-Signature-256", signature)
                        .POST(BodyPublishers.ofString(EMPTY))),
                401);
    }

    @Test
    void checksTheSignatureOverTheRawBytes() {
        byte[] spaced = "{ \"entry\" : [ ] }".getBytes(UTF_8);
        byte[] reencoded = EMPTY.getBytes(UTF_8);

        assertThat(http.send(http.signed(spaced, BodyPublishers.ofByteArray(spaced)))
                        .statusCode())
                .isEqualTo(200);
        assertProblem(http.send(http.signed(spaced, BodyPublishers.ofByteArray(reencoded))), 401);
    }

    @Test
    void keepsEmojiAndEscapes() {
        assertThat(http.deliver(oneText("wamid.1", "¿Hay lugar? 👨‍👩‍👧 ñandú"))
                        .statusCode())
                .isEqualTo(200);
        assertThat(http.deliver(oneText("wamid.2", "\\u00bfHay lugar? \\ud83d\\ude00"))
                        .statusCode())
                .isEqualTo(200);

        assertThat(http.inboxes.of(Hotels.CENTRO))
                .extracting(InboundMessage::content)
                .containsExactly(new Text("¿Hay lugar? 👨‍👩‍👧 ñandú"), new Text("¿Hay lugar? 😀"));
    }

    @Test
    void acceptsUnsignedDeliveriesInDevelopmentAndWarnsOnce() {
        Logger logger = (Logger) LoggerFactory.getLogger(WebhookRoutes.class);
        ListAppender<ILoggingEvent> heard = new ListAppender<>();
        heard.start();
        logger.addAppender(heard);
        try (RunningServer open = RunningServer.start(RunningServer.config(true, null), parts -> parts)) {
            for (int i = 0; i < 2; i++) {
                HttpResponse<String> response = open.send(open.request(RunningServer.WEBHOOK)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(EMPTY)));
                assertThat(response.statusCode()).isEqualTo(200);
            }
            assertThat(heard.list)
                    .extracting(ILoggingEvent::getFormattedMessage)
                    .containsExactly("Unsigned deliveries are accepted, which only development allows."
                            + " Set WHATSAPP_APP_SECRET to check signatures");
        } finally {
            logger.detachAppender(heard);
        }
    }

    @Test
    void checksSignaturesInDevelopmentIfASecretIsSet() {
        try (RunningServer strict = RunningServer.start(RunningServer.DEVELOPMENT, parts -> parts)) {
            assertProblem(
                    strict.send(strict.request(RunningServer.WEBHOOK)
                            .header("Content-Type", "application/json")
                            .POST(BodyPublishers.ofString(EMPTY))),
                    401);
        }
    }

    // Type, size, shape

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/json-patch+json", "application/x-www-form-urlencoded"})
    void refusesOtherContentTypesThanJson(String type) {
        byte[] body = EMPTY.getBytes(UTF_8);
        assertProblem(
                http.send(http.request(RunningServer.WEBHOOK)
                        .header("Content-Type", type)
                        .header("X-Hub-Signature-256", RunningServer.signature(body))
                        .POST(BodyPublishers.ofByteArray(body))),
                415);
        assertThat(http.counts).isEqualTo(Map.of(Result.UNSUPPORTED_MEDIA_TYPE, 1));
    }

    @Test
    void refusesADeliveryWithoutContentType() {
        byte[] body = EMPTY.getBytes(UTF_8);
        assertProblem(
                http.send(http.request(RunningServer.WEBHOOK)
                        .header("X-Hub-Signature-256", RunningServer.signature(body))
                        .POST(BodyPublishers.ofByteArray(body))),
                415);
    }

    @Test
    void acceptsAContentTypeInCapitalsAndWithCharset() {
        byte[] body = EMPTY.getBytes(UTF_8);
        HttpResponse<String> response = http.send(http.request(RunningServer.WEBHOOK)
                .header("Content-Type", "APPLICATION/JSON; charset=utf-8")
                .header("X-Hub-Signature-256", RunningServer.signature(body))
                .POST(BodyPublishers.ofByteArray(body)));

        assertThat(response.statusCode()).isEqualTo(200);
    }

    @Test
    void checksTheSignatureBeforeTheContentType() {
        assertProblem(
                http.send(http.request(RunningServer.WEBHOOK)
                        .header("Content-Type", "text/plain")
                        .header("X-Hub-Signature-256", RunningServer.signature(new byte[0]))
                        .POST(BodyPublishers.ofString(EMPTY))),
                401);
    }

    /** Returns a delivery of exactly this size. */
    private static byte[] sized(int bytes) {
        byte[] body = new byte[bytes];
        Arrays.fill(body, (byte) ' ');
        byte[] start = EMPTY.getBytes(UTF_8);
        System.arraycopy(start, 0, body, 0, start.length);
        return body;
    }

    @Test
    void acceptsThreeMebibytes() {
        assertThat(http.deliver(sized(THREE_MIB)).statusCode()).isEqualTo(200);
    }

    @Test
    void refusesMoreThanThreeMebibytes() {
        assertProblem(http.deliver(sized(THREE_MIB + 1)), 413);
        assertThat(http.counts).isEqualTo(Map.of(Result.TOO_LARGE, 1));
    }

    @Test
    void limitsBodiesOfUndeclaredLength() {
        byte[] largest = sized(THREE_MIB);
        byte[] tooLarge = sized(THREE_MIB + 1);

        assertThat(http.send(http.signed(
                                largest, BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(largest))))
                        .statusCode())
                .isEqualTo(200);
        assertProblem(
                http.send(
                        http.signed(tooLarge, BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(tooLarge)))),
                413);
    }

    /** Returns the head of a delivery of four gigabytes with {@code Expect: 100-continue}. */
    private static String giant(String signature) {
        return "POST " + RunningServer.WEBHOOK + " HTTP/1.1\r\nHost: h\r\n" + signature
                + "Content-Type: application/json\r\nContent-Length: 4000000000\r\nExpect: 100-continue\r\n\r\n";
    }

    @Test
    void refusesAHugeUnsignedBodyBeforeItIsSent() {
        String answer = http.raw(giant(""));

        assertThat(answer).startsWith("HTTP/1.1 401 ");
    }

    @Test
    void refusesAHugeBodyBeforeItIsSent() {
        String answer = http.raw(giant("X-Hub-Signature-256: " + RunningServer.signature(new byte[0]) + "\r\n"));

        assertThat(answer).startsWith("HTTP/1.1 413 ");
    }

    @Test
    void aTruncatedBodyIsMalformed() throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), http.server.port())) {
            socket.setSoTimeout(20_000);
            String head = "POST /api/webhooks/whatsapp HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\n"
                    + "X-Hub-Signature-256: " + RunningServer.signature(EMPTY.getBytes(UTF_8)) + "\r\n"
                    + "Content-Length: 100\r\n\r\n" + EMPTY;
            socket.getOutputStream().write(head.getBytes(UTF_8));
            socket.shutdownOutput();

            assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8))
                    .startsWith("HTTP/1.1 400 ");
        }
        assertThat(http.inboxes.of(Hotels.CENTRO)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "not json", "{\"entry\":[]", "{\"entry\":[]} {\"entry\":[]}", "[]", "null", "\"entry\"", "7"
            })
    void refusesWhatIsNoJsonObject(String body) {
        assertProblem(http.deliver(body), 400);
        assertThat(http.counts).isEqualTo(Map.of(Result.MALFORMED, 1));
        assertThat(http.unrouted.groups()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
            {}                                                    | entry                        | {}
            {"entry":null}                                        | entry                        | null
            {"entry":{"a":1}}                                     | entry                        | {"a":1}
            {"entry":[1]}                                         | entry[0].changes             | 1
            {"entry":[{}]}                                        | entry[0].changes             | {}
            {"entry":[{"changes":{}}]}                            | entry[0].changes             | {}
            {"entry":[{"changes":["x"]}]}                         | entry[0].changes[0]          | "x"
            {"entry":[{"changes":[{"value":[]}]}]}                | entry[0].changes[0]          | {"value":[]}
            {"entry":[{"changes":[{"value":{"messages":{}}}]}]}   | entry[0].changes[0].messages | {}
            {"entry":[{"changes":[{"value":{"statuses":7}}]}]}    | entry[0].changes[0].statuses | 7
            """)
    void keepsWhatDoesNotHaveTheShapeOfADelivery(String body, String place, String part) {
        assertThat(http.deliver(body).body()).isEqualTo(EMPTY_RECEIPT);
        assertThat(http.counts).isEqualTo(Map.of(Result.UNREADABLE_PART, 1));
        assertThat(parts())
                .singleElement()
                .satisfies(kept -> assertThat(kept.place() + " " + kept.part()).isEqualTo(place + " " + part));
    }

    private List<Part> parts() {
        return http.unrouted.groups().stream()
                .flatMap(group -> http.unrouted.parts(group, 1000).stream())
                .toList();
    }

    @Test
    void aPartThatCannotBeReadCostsItselfAlone() {
        Logger logger = (Logger) LoggerFactory.getLogger(WebhookRoutes.class);
        ListAppender<ILoggingEvent> heard = new ListAppender<>();
        heard.start();
        logger.addAppender(heard);
        String body = "{\"entry\":[7,{\"changes\":[\"secret\",{\"field\":\"messages\"},"
                + value(
                        Hotels.CENTRO_LINE,
                        "\"messages\":[{\"from\":\"5491112345678\",\"id\":\"1\",\"type\":\"text\",\"text\":\"secret\"},"
                                + text("wamid.1", "uno") + "],\"statuses\":[{\"status\":\"read\",\"secret\":1}]")
                + "]},{\"changes\":[" + value(Hotels.NORTE_LINE, "\"messages\":[" + text("wamid.2", "dos") + "]")
                + "]}]}";
        try {
            assertThat(http.deliver(body).body()).isEqualTo(receipt(2, 0, 1));
            assertThat(http.deliver(body).body()).isEqualTo(receipt(0, 2, 1));
        } finally {
            logger.detachAppender(heard);
        }

        assertThat(http.inboxes.of(Hotels.CENTRO)).hasSize(1);
        assertThat(http.inboxes.of(Hotels.NORTE)).hasSize(1);
        List<String> places = List.of(
                "entry[0].changes",
                "entry[1].changes[0]",
                "entry[1].changes[1]",
                "entry[1].changes[2].messages[0]",
                "entry[1].changes[2].statuses[0]");
        assertThat(parts()).extracting(Part::place).containsExactlyInAnyOrderElementsOf(places);
        assertThat(heard.list)
                .hasSize(2)
                .allSatisfy(event -> assertThat(event.getFormattedMessage())
                        .contains("5 parts", String.join(", ", places))
                        .doesNotContain("secret"));
        assertThat(http.unrouted.groups())
                .extracting(
                        group -> group.line() == null ? "none" : group.line().value())
                .containsExactlyInAnyOrder("none", Hotels.CENTRO_LINE);
    }

    @Test
    void keepsTheFirstHundredPartsAndCountsAll() {
        String body = delivery(value(Hotels.CENTRO_LINE, "\"messages\":[" + "7,".repeat(999) + "7]"));
        assertThat(http.deliver(body).body()).isEqualTo(receipt(0, 0, 1000));
        assertThat(http.counts).isEqualTo(Map.of(Result.MALFORMED_MESSAGE, 1000));
        assertThat(parts()).hasSize(100);
    }

    @Test
    void cutsALongPart() {
        String body = "{\"entry\":[\"" + "🛎".repeat(Unrouted.MAX_PART) + "\"]}";
        assertThat(http.deliver(body).statusCode()).isEqualTo(200);
        assertThat(parts())
                .singleElement()
                .satisfies(part -> assertThat(part.part().length()).isEqualTo(Unrouted.MAX_PART - 1));
    }

    @Test
    void bytesThatAreNotTextAreMalformed() {
        byte[] body = "{\"entry\":[\"\u00ff\"]}".getBytes(ISO_8859_1);

        assertProblem(http.deliver(body), 400);
    }

    @Test
    void refusesDeepNesting() {
        String deep = "{\"entry\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";

        assertProblem(http.deliver(deep), 400);
    }

    // Messages

    @Test
    void acceptsARepeatedDeliveryOnce() {
        try (RunningServer lenient = RunningServer.start()) {
            String withLine = PLAN.replace(
                    "\"messages\"", "\"metadata\":{\"phone_number_id\":\"" + Hotels.CENTRO_LINE + "\"},\"messages\"");

            assertThat(lenient.deliver(withLine).body()).isEqualTo(receipt(1, 0, 0));
            assertThat(lenient.deliver(withLine).body()).isEqualTo(receipt(0, 1, 0));

            InboundMessage message = lenient.inboxes.of(Hotels.CENTRO).getFirst();
            assertThat(message.content()).isEqualTo(new Text("Hola, necesito disponibilidad para este fin de semana"));
            assertThat(message.guest().address()).isEqualTo("+5491112345678");
            assertThat(message.sentAt()).isEqualTo(Instant.ofEpochSecond(1_700_000_000));
            assertThat(message.providerId().value()).matches("derived:[0-9a-f]{64}");
        }
    }

    @Test
    void ignoresAndCountsMessagesOfUnknownHotels() {
        assertThat(http.deliver(PLAN).body()).isEqualTo(receipt(0, 0, 1));
        assertThat(http.counts).isEqualTo(Map.of(Result.REFUSED, 1));
        assertThat(http.inboxes.of(TenantId.DEFAULT)).isEmpty();
    }

    @Test
    void storesEveryMessageOfADeliveryWithItsHotel() {
        String first = value(
                Hotels.CENTRO_LINE,
                "\"messages\":[" + text("wamid.1", "uno") + "," + text("wamid.2", "dos") + "," + text("wamid.1", "uno")
                        + ",{\"from\":\"5491112345678\",\"id\":\"wamid.3\",\"timestamp\":\"1700000000\",\"type\":"
                        + "\"image\",\"image\":{\"id\":\"9\"}}]");
        String second = value(
                Hotels.NORTE_LINE,
                "\"messages\":[" + text("wamid.1", "uno")
                        + ",{\"from\":\"5491112345678\",\"id\":\"wamid.4\",\"type\":\"reaction\",\"reaction\":{}}"
                        + ",{\"from\":\"5491112345678\",\"id\":\"" + "x".repeat(256)
                        + "\",\"type\":\"text\",\"text\":{\"body\":\"hola\"}}"
                        + ",{\"id\":\"wamid.5\",\"type\":\"text\",\"text\":{\"body\":\"anon\"}},7]");
        String third = value(
                Hotels.NORTE_LINE,
                "\"statuses\":[{\"id\":\"wamid.9\",\"status\":\"delivered\"},{\"id\":\"wamid.9\",\"status\":\"read\"}],"
                        + "\"errors\":[{\"code\":131000}]");
        String fourth = value("999", "\"messages\":[" + text("wamid.6", "nadie") + "]");
        String body = "{\"entry\":[{\"changes\":[" + first + "," + second + "]},{\"changes\":[" + third + "," + fourth
                + "]}]}";

        assertThat(http.deliver(body).body()).isEqualTo(receipt(4, 1, 5));

        assertThat(http.inboxes.of(Hotels.CENTRO))
                .extracting(InboundMessage::content)
                .containsExactly(
                        new Text("uno"),
                        new Text("dos"),
                        new Media(Media.Kind.IMAGE, "9", null, null, null, null, false, false));
        assertThat(http.inboxes.of(Hotels.NORTE))
                .extracting(InboundMessage::content)
                .containsExactly(new Text("uno"));
        assertThat(http.counts)
                .isEqualTo(Map.of(
                        Result.ACCEPTED, 4,
                        Result.DUPLICATE, 1,
                        Result.REFUSED, 1,
                        Result.MALFORMED_MESSAGE, 3,
                        Result.NO_SENDER, 1,
                        Result.STATUS, 2,
                        Result.ERROR, 1));
    }

    @Test
    void statusesNeedNoStore() {
        http.inboxes.beforeStoring = () -> {
            throw new AssertionError("The store was asked");
        };

        assertThat(http.deliver(delivery(
                                value(Hotels.CENTRO_LINE, "\"statuses\":[{\"id\":\"1\",\"status\":\"read\"}]")))
                        .body())
                .isEqualTo(EMPTY_RECEIPT);
    }

    @Test
    void asksForARetryIfTheStoreIsUnavailable() {
        http.inboxes.beforeStoring = () -> {
            throw new StoreUnavailableException("The inbox cannot be reached", new IOException("secret-host refused"));
        };

        HttpResponse<String> response = http.deliver(oneText("wamid.1", "hola"));

        assertProblem(response, 503);
        assertThat(response.headers().firstValue("Retry-After")).contains("5");
        assertThat(response.body()).doesNotContain("secret-host", "inbox");
        assertThat(http.counts).isEqualTo(Map.of(Result.UNAVAILABLE, 1));
    }

    @Test
    void storesConcurrentDeliveriesOfAMessageOnce() throws Exception {
        int times = 16;
        List<Callable<String>> deliveries = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            deliveries.add(() -> http.deliver(oneText("wamid.1", "hola")).body());
        }
        List<String> receipts = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<String> receipt : threads.invokeAll(deliveries)) {
                receipts.add(receipt.get());
            }
        }

        assertThat(receipts).filteredOn(receipt(1, 0, 0)::equals).hasSize(1);
        assertThat(receipts).filteredOn(receipt(0, 1, 0)::equals).hasSize(times - 1);
    }
}
