package io.conserje.http;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.conserje.http.RunningServer.Answered;
import io.conserje.http.problem.ProblemRoutes;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

class ServerTest {

    private static final Map<String, String> SECURITY_HEADERS = Map.of(
            "X-Content-Type-Options", "nosniff",
            "X-Frame-Options", "DENY",
            "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'",
            "Referrer-Policy", "no-referrer",
            "Permissions-Policy", "geolocation=(), microphone=(), camera=()",
            "Cache-Control", "no-store");

    private static void assertSecure(HttpResponse<?> response) {
        SECURITY_HEADERS.forEach((name, value) ->
                assertThat(response.headers().allValues(name)).as(name).containsExactly(value));
        assertThat(response.headers().firstValue("Server")).isEmpty();
        assertThat(response.headers().firstValue("X-Powered-By")).isEmpty();
        assertThat(response.headers().firstValue("X-Request-ID")).isPresent();
        assertThat(response.headers().firstValue("X-Correlation-ID"))
                .isEqualTo(response.headers().firstValue("X-Request-ID"));
    }

    @Test
    void everyAnswerHasTheSecurityHeaders() {
        try (RunningServer http = RunningServer.start(
                RunningServer.PRODUCTION,
                parts -> parts.metrics(() -> {
                    throw new IllegalStateException("no metrics today");
                }))) {
            assertSecure(http.get("/health/live"));
            assertSecure(http.get("/nothing/here"));
            assertSecure(http.get("/metrics"));
            assertSecure(http.send(http.request("/health/live").DELETE()));
            assertSecure(http.get(RunningServer.WEBHOOK));
        }
    }

    @Test
    void requiresTlsOfBrowsersOutsideDevelopmentOnly() {
        try (RunningServer production = RunningServer.start();
                RunningServer development = RunningServer.start(RunningServer.DEVELOPMENT, parts -> parts)) {
            assertThat(production.get("/health/live").headers().firstValue("Strict-Transport-Security"))
                    .contains("max-age=31536000; includeSubDomains");
            assertThat(development.get("/health/live").headers().firstValue("Strict-Transport-Security"))
                    .isEmpty();
        }
    }

    @Test
    void anUnknownPathIsAProblem() {
        try (RunningServer http = RunningServer.start()) {
            HttpResponse<String> response = http.send(http.request("/a%3Cb").header("X-Request-ID", "abc"));

            assertThat(response.statusCode()).isEqualTo(404);
            assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
            assertThat(response.body())
                    .isEqualTo("{\"type\":\"about:blank\",\"title\":\"Not Found\",\"status\":404,\"detail\":\"There is"
                            + " nothing at this path. /openapi.yaml lists all paths.\",\"correlationId\":\"abc\"}");
        }
    }

    @Test
    void anUnsupportedMethodIsAProblemThatListsTheSupportedOnes() {
        try (RunningServer http = RunningServer.start()) {
            HttpResponse<String> response =
                    http.send(http.request(RunningServer.WEBHOOK).DELETE());

            assertThat(response.statusCode()).isEqualTo(405);
            assertThat(response.headers().firstValue("Allow")).contains("GET, HEAD, POST");
            assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
        }
    }

    @Test
    void anAcceptHeaderDoesNotTurnProblemsIntoHtml() {
        try (RunningServer http = RunningServer.start()) {
            HttpResponse<String> response = http.send(http.request(RunningServer.WEBHOOK)
                    .header("Accept", "text/html")
                    .DELETE());

            assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
            assertThat(response.headers().firstValue("Allow")).contains("GET, HEAD, POST");
        }
    }

    @Test
    void logsAFailureAndHidesItsCauseFromTheClient() {
        Logger logger = (Logger) LoggerFactory.getLogger(ProblemRoutes.class);
        ListAppender<ILoggingEvent> heard = new ListAppender<>();
        heard.start();
        logger.addAppender(heard);
        try (RunningServer http = RunningServer.start(
                RunningServer.PRODUCTION,
                parts -> parts.metrics(() -> {
                    throw new IllegalStateException("password=hunter2");
                }))) {
            HttpResponse<String> response = http.send(http.request("/metrics").header("X-Request-ID", "find-me"));

            assertThat(response.statusCode()).isEqualTo(500);
            assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
            assertThat(response.body())
                    .contains("\"correlationId\":\"find-me\"")
                    .doesNotContain("hunter2", "Illegal");
            assertThat(heard.list).hasSize(1);
            assertThat(heard.list.getFirst().getFormattedMessage()).contains("find-me");
            assertThat(heard.list.getFirst().getThrowableProxy().getMessage()).isEqualTo("password=hunter2");
        } finally {
            logger.detachAppender(heard);
        }
    }

    @Test
    void anErrorOfTheJvmIsAProblem() {
        try (RunningServer http = RunningServer.start(
                RunningServer.PRODUCTION,
                parts -> parts.metrics(() -> {
                    throw new StackOverflowError("deep");
                }))) {
            HttpResponse<String> response = http.send(http.request("/metrics").header("X-Request-ID", "find-me"));

            assertThat(response.statusCode()).isEqualTo(500);
            assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
            assertThat(response.body())
                    .contains("\"correlationId\":\"find-me\"")
                    .doesNotContain("deep");
            assertSecure(response);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GARBAGE\r\n\r\n",
                "GET /health/live HTTP/1.1\r\nConnection: close\r\n\r\n",
                "GET /%zz HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n",
                "GET /a/..%2f/b HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n",
                "GET /health/live HTTP/9.9\r\nHost: h\r\nConnection: close\r\n\r\n",
                "POST /api/webhooks/whatsapp HTTP/1.1\r\nHost: h\r\nContent-Length: x\r\nConnection: close\r\n\r\n"
            })
    void bytesThatAreNotHttpAreAProblem(String bytes) {
        try (RunningServer http = RunningServer.start()) {
            String answer = http.raw(bytes);

            assertThat(answer).matches("(?s)HTTP/1\\.[01] (400|505) .*");
            assertThat(answer)
                    .contains("Content-Type: application/problem+json")
                    .contains("X-Content-Type-Options: nosniff")
                    .contains("\"correlationId\":\"")
                    .doesNotContainIgnoringCase("jetty")
                    .doesNotContainIgnoringCase("<html");
        }
    }

    @Test
    void headersThatAreTooLargeAreAProblem() {
        try (RunningServer http = RunningServer.start()) {
            String answer = http.raw("GET /health/live HTTP/1.1\r\nHost: h\r\nX-Long: " + "x".repeat(20_000)
                    + "\r\nConnection: close\r\n\r\n");

            assertThat(answer).startsWith("HTTP/1.1 431 ").contains("application/problem+json");
        }
    }

    @Test
    void anUnknownMethodIsAProblemAndCountedAsOther() {
        try (RunningServer http = RunningServer.start()) {
            String answer = http.raw("BREW /health/live HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");

            assertThat(answer).startsWith("HTTP/1.1 405 ").contains("application/problem+json");
            await().until(() -> !http.answered.isEmpty());
            assertThat(http.answered.getFirst().method()).isEqualTo("OTHER");
        }
    }

    @Test
    void usesTheCorrelationIdOfTheRequest() {
        try (RunningServer http = RunningServer.start()) {
            assertThat(correlationId(http, "X-Request-ID", "from.Client_1-a")).isEqualTo("from.Client_1-a");
            assertThat(correlationId(http, "X-Correlation-ID", "other")).isEqualTo("other");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "with space", "\"quote\"", "semi;colon", "{json}", "a/b"})
    void replacesAnIdThatIsNotSafeToLog(String offered) {
        try (RunningServer http =
                RunningServer.start(RunningServer.PRODUCTION, parts -> parts.correlationIds(() -> "our-own"))) {
            assertThat(correlationId(http, "X-Request-ID", offered)).isEqualTo("our-own");
        }
    }

    @Test
    void acceptsAnIdOf64CharactersAndReplacesOneOf65() {
        try (RunningServer http =
                RunningServer.start(RunningServer.PRODUCTION, parts -> parts.correlationIds(() -> "our-own"))) {
            assertThat(correlationId(http, "X-Request-ID", "x".repeat(64))).isEqualTo("x".repeat(64));
            assertThat(correlationId(http, "X-Request-ID", "x".repeat(65))).isEqualTo("our-own");
        }
    }

    private static String correlationId(RunningServer http, String header, String offered) {
        HttpResponse<String> response = http.send(http.request("/health/live").header(header, offered));
        assertThat(response.headers().allValues("X-Correlation-ID")).hasSize(1);
        assertThat(response.headers().firstValue("X-Correlation-ID"))
                .isEqualTo(response.headers().firstValue("X-Request-ID"));
        return response.headers().firstValue("X-Request-ID").orElseThrow();
    }

    @Test
    void theCorrelationIdIsInTheLoggingContextWhileTheRequestIsServed() {
        AtomicReference<String> seen = new AtomicReference<>();
        try (RunningServer http = RunningServer.start(
                RunningServer.PRODUCTION,
                parts -> parts.metrics(() -> {
                    seen.set(MDC.get("correlationId") + " "
                            + Thread.currentThread().isVirtual());
                    return "";
                }))) {
            http.send(http.request("/metrics").header("X-Request-ID", "abc"));
        }

        assertThat(seen).hasValue("abc true");
    }

    @Test
    void metricsAreServedInPrometheusTextFormat() {
        try (RunningServer http =
                RunningServer.start(RunningServer.PRODUCTION, parts -> parts.metrics(() -> "up 1\n"))) {
            HttpResponse<String> response = http.get("/metrics");

            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.headers().firstValue("Content-Type").orElseThrow())
                    .isEqualTo("text/plain; version=0.0.4; charset=utf-8");
            assertThat(response.body()).isEqualTo("up 1\n");
        }
    }

    @Test
    void headAnswersWhatGetWouldWithoutTheBody() {
        try (RunningServer http =
                RunningServer.start(RunningServer.PRODUCTION, parts -> parts.check("postgres", () -> false))) {
            HttpResponse<String> response =
                    http.send(http.request("/health/ready").method("HEAD", BodyPublishers.noBody()));

            assertThat(response.statusCode()).isEqualTo(503);
            assertThat(response.body()).isEmpty();
        }
    }

    @Test
    void reportsEachRequestUnderItsRoute() {
        long[] ticks = {0};
        try (RunningServer http =
                RunningServer.start(RunningServer.PRODUCTION, parts -> parts.ticker(() -> ticks[0] += 1000))) {
            http.get("/health/live?a=1");
            http.get("/some/scanner/path");
            http.send(http.request(RunningServer.WEBHOOK).POST(BodyPublishers.noBody()));
            http.send(http.request("/health/live").DELETE());

            await().until(() -> http.answered.size() == 4);
            assertThat(http.answered)
                    .extracting(Answered::method, Answered::route, Answered::status)
                    .containsExactlyInAnyOrder(
                            tuple("GET", "/health/live", 200),
                            tuple("GET", "none", 404),
                            tuple("POST", "/api/webhooks/whatsapp", 401),
                            tuple("DELETE", "none", 405));
            assertThat(http.answered).allMatch(request -> request.nanos() >= 1000);
        }
    }

    @Test
    void stoppingLetsRequestsInFlightFinish() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        try (RunningServer http =
                RunningServer.start(RunningServer.PRODUCTION, parts -> parts.metrics(() -> waiting(inside, goOn)))) {
            int port = http.server.port();
            CompletableFuture<HttpResponse<String>> slow =
                    CompletableFuture.supplyAsync(() -> http.get("/metrics"), Thread::startVirtualThread);
            assertThat(inside.await(10, SECONDS)).isTrue();

            CompletableFuture<Void> stopped = CompletableFuture.runAsync(http.server::stop, Thread::startVirtualThread);
            await().ignoreExceptions()
                    .untilAsserted(() -> assertThatThrownBy(
                                    () -> new Socket(InetAddress.getLoopbackAddress(), port).close())
                            .isInstanceOf(ConnectException.class));
            assertThat(stopped).isNotDone();
            goOn.countDown();

            assertThat(slow.get(10, SECONDS).body()).isEqualTo("done");
            stopped.get(10, SECONDS);
        }
    }

    @Test
    void stoppingDoesNotWaitForeverForARequest() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        ServerConfig impatient =
                new ServerConfig("127.0.0.1", 0, false, null, RunningServer.SECRET, null, Duration.ofMillis(200));
        RunningServer http = RunningServer.start(impatient, parts -> parts.metrics(() -> waiting(inside, never)));
        CompletableFuture<HttpResponse<String>> slow =
                CompletableFuture.supplyAsync(() -> http.get("/metrics"), Thread::startVirtualThread);
        assertThat(inside.await(10, SECONDS)).isTrue();

        CompletableFuture.runAsync(http.server::stop, Thread::startVirtualThread)
                .get(10, SECONDS);

        never.countDown();
        http.close();
        assertThat(slow).failsWithin(Duration.ofSeconds(10));
    }

    private static String waiting(CountDownLatch inside, CountDownLatch goOn) {
        inside.countDown();
        try {
            assertThat(goOn.await(20, SECONDS)).isTrue();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        return "done";
    }

    @Test
    void reportsAPortInUseWithTheRemedy() {
        try (RunningServer http = RunningServer.start()) {
            ServerConfig same = new ServerConfig(
                    "127.0.0.1", http.server.port(), false, null, RunningServer.SECRET, null, Duration.ZERO);

            assertThatThrownBy(() -> RunningServer.start(same, parts -> parts))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("127.0.0.1:" + http.server.port())
                    .hasMessageContaining("PORT");
        }
    }
}
