package io.conserje.bootstrap.badday;

import io.conserje.bootstrap.badday.Evidence.Said;
import io.conserje.bootstrap.badday.Evidence.Told;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;

/** WhatsApp, as a service sees it: it delivers a message until a service says that it has it. Thread-safe. */
final class Channel implements AutoCloseable {

    private static final Duration BEFORE_AGAIN = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final IntSupplier port;
    private final Queue<Told> told = new ConcurrentLinkedQueue<>();
    private final Map<Integer, Integer> answers = new ConcurrentHashMap<>();

    /** @param port the port of a service that runs */
    Channel(IntSupplier port) {
        this.port = port;
    }

    static String line(int hotel) {
        return Integer.toString(700_000_000 + hotel);
    }

    /** Delivers one message of a guest, whose text is its place among the guest's messages. */
    void deliver(int hotel, String guest, int place) throws InterruptedException {
        String body = """
                {"entry": [{"changes": [{"value": {"metadata": {"phone_number_id": "%s"}, "messages": [
                  {"id": "wamid.%s.%d", "from": "%s", "type": "text", "text": {"body": "%d"}}]}}]}]}
                """.formatted(line(hotel), guest, place, guest, place);
        long written = Micros.now();
        while (status(body) != 200) {
            LockSupport.parkNanos(BEFORE_AGAIN.toNanos());
        }
        told.add(new Told(hotel, new Said("+" + guest, place), written, Micros.now()));
    }

    private int status(String body) throws InterruptedException {
        int status;
        try {
            status = send(HttpRequest.newBuilder(uri(port.getAsInt(), "/api/webhooks/whatsapp"))
                    .header("Content-Type", "application/json")
                    .timeout(PATIENCE)
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build());
        } catch (IOException died) {
            status = 0;
        }
        answers.merge(status, 1, Integer::sum);
        return status;
    }

    /** The status of a service's readiness. */
    int readiness(int ofPort) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(uri(ofPort, "/health/ready"))
                .timeout(PATIENCE)
                .build());
    }

    private int send(HttpRequest request) throws IOException, InterruptedException {
        return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    private static URI uri(int port, String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    /** The messages that services said they have. */
    List<Told> told() {
        return List.copyOf(told);
    }

    /** How often each status was answered; 0 is no answer. */
    Map<Integer, Integer> answers() {
        return answers;
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
