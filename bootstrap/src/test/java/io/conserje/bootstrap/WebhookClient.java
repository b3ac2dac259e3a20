package io.conserje.bootstrap;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A channel that delivers to a service's webhook over connections of its own. */
final class WebhookClient implements AutoCloseable {

    private static final Pattern ANSWER = Pattern.compile(
            "\\{\"status\":\"accepted\",\"accepted\":([0-9]+),\"duplicates\":([0-9]+),\"ignored\":([0-9]+)}");

    /**
     * One text.
     *
     * @param from digits
     */
    record Text(String id, String from, String body) {

        private String json() {
            return "{\"id\": \"" + id + "\", \"from\": \"" + from + "\", \"type\": \"text\", \"text\": {\"body\": \""
                    + body + "\"}}";
        }
    }

    /** The answer of the service. The counts are 0 if it refused. */
    record Answer(int status, int accepted, int duplicates, int ignored, Optional<String> retryAfter) {}

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();

    Answer deliver(int port, List<Text> texts) throws IOException, InterruptedException {
        String messages = texts.stream().map(Text::json).collect(Collectors.joining(","));
        HttpResponse<String> response = http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/webhooks/whatsapp"))
                        .header("Content-Type", "application/json")
                        .timeout(Duration.ofSeconds(60))
                        .POST(HttpRequest.BodyPublishers.ofString(
                                "{\"entry\": [{\"changes\": [{\"value\": {\"messages\": [" + messages + "]}}]}]}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        Optional<String> retryAfter = response.headers().firstValue("Retry-After");
        Matcher counts = ANSWER.matcher(response.body());
        return counts.matches()
                ? new Answer(
                        response.statusCode(),
                        Integer.parseInt(counts.group(1)),
                        Integer.parseInt(counts.group(2)),
                        Integer.parseInt(counts.group(3)),
                        retryAfter)
                : new Answer(response.statusCode(), 0, 0, 0, retryAfter);
    }

    String get(int port, String path) throws IOException, InterruptedException {
        return http.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    @Override
    public void close() {
        http.close();
    }
}
