package io.conserje.bootstrap.badday;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.conserje.bootstrap.badday.Evidence.Got;
import io.conserje.bootstrap.badday.Evidence.Said;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

/**
 * What a service of hotels depends on: each hotel's property management system, and the Graph API of its channel.
 * Thread-safe.
 */
final class Outside implements AutoCloseable {

    /** How a property management system answers. */
    enum Pms {
        WORKS,
        SLOW,
        HANGS,
        REFUSES,
        REJECTS
    }

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int BACKLOG = 1000;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch over = new CountDownLatch(1);
    private final HttpServer server;
    private final Duration slow;

    private final Map<String, Pms> systems = new ConcurrentHashMap<>();
    private final Map<String, String> callers = new ConcurrentHashMap<>();
    private final Queue<Got> got = new ConcurrentLinkedQueue<>();
    private volatile String token;
    private volatile CountDownLatch calls = new CountDownLatch(0);
    private volatile CountDownLatch sendings = new CountDownLatch(0);

    /**
     * @param token the token that the Graph API takes
     * @param slow how long a slow system takes for an answer
     */
    Outside(String token, Duration slow) throws IOException {
        this.token = token;
        this.slow = slow;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
        server.setExecutor(threads);
        server.createContext("/pms/", this::answerPms);
        server.createContext("/graph/", this::answerGraph);
        server.start();
    }

    /** Systems are at {@code /pms/PROCESS/HOTEL}, and the Graph API is at {@code /graph/PROCESS}. */
    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    void set(String hotel, Pms how) {
        systems.put(hotel, how);
    }

    /** The process that called a hotel's system last. */
    Optional<String> lastCaller(String hotel) {
        return Optional.ofNullable(callers.get(hotel));
    }

    /** From now on the Graph API takes this token only. */
    void takeOnly(String newToken) {
        token = newToken;
    }

    /** From now on each call of a system waits until so many calls wait at once. */
    CountDownLatch gatherCalls(int number) {
        calls = new CountDownLatch(number);
        return calls;
    }

    /** From now on each sending of a reply waits until so many wait at once. */
    CountDownLatch gatherSendings(int number) {
        sendings = new CountDownLatch(number);
        return sendings;
    }

    /** The replies that guests got, in the order of time. */
    List<Got> got() {
        return List.copyOf(got);
    }

    private void answerPms(HttpExchange exchange) throws IOException {
        String[] path = exchange.getRequestURI().getPath().split("/");
        String hotel = path[3];
        callers.put(hotel, path[2]);
        try (exchange) {
            join(calls);
            switch (systems.getOrDefault(hotel, Pms.WORKS)) {
                case WORKS -> respond(exchange, 200, "{}");
                case SLOW -> {
                    LockSupport.parkNanos(slow.toNanos());
                    respond(exchange, 200, "{}");
                }
                case HANGS -> await(over);
                case REFUSES -> respond(exchange, 503, "{}");
                case REJECTS -> respond(exchange, 422, "{}");
            }
        }
    }

    private void answerGraph(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode body = JSON.readTree(exchange.getRequestBody());
            if (!("Bearer " + token).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                respond(
                        exchange,
                        401,
                        "{\"error\":{\"message\":\"Session has expired\",\"type\":\"OAuthException\",\"code\":190}}");
                return;
            }
            join(sendings);
            String process = exchange.getRequestURI().getPath().split("/")[2];
            Said what = new Said(
                    "+" + body.path("to").asText(),
                    Integer.parseInt(body.path("text").path("body").asText()));
            got.add(new Got(process, what, Micros.now()));
            respond(exchange, 200, "{\"messages\":[{\"id\":\"wamid." + what.guest() + "." + what.place() + "\"}]}");
        }
    }

    private static void join(CountDownLatch all) {
        all.countDown();
        await(all);
    }

    private static void respond(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        over.countDown();
        threads.shutdownNow();
        server.stop(0);
    }
}
