package io.conserje.http;

import io.conserje.application.memory.InMemory;
import io.conserje.application.messaging.AcceptWebhook;
import io.conserje.application.messaging.MessagingListener;
import io.conserje.application.messaging.Unrouted;
import io.conserje.application.process.Gate;
import io.conserje.application.tenancy.PhoneNumbers;
import io.conserje.application.tenancy.ResolveTenant;
import io.conserje.application.tenancy.TenancyListener;
import io.conserje.http.HttpAdapters.ServerBuilder;
import io.conserje.http.WebhookListener.Result;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** A server on a free port with inboxes in memory, and a client of it. */
final class RunningServer implements AutoCloseable {

    static final String SECRET = "the-app-secret";
    static final String ADMIN_TOKEN = "the-admin-token";
    static final String VERIFY_TOKEN = "the-verify-token";
    static final String WEBHOOK = "/api/webhooks/whatsapp";
    static final Instant NOW = Instant.parse("2026-03-12T10:15:30Z");
    static final ServerConfig PRODUCTION = config(false, SECRET);
    static final ServerConfig DEVELOPMENT = config(true, SECRET);

    record Answered(String method, String route, int status, long nanos) {}

    final Inboxes inboxes = new Inboxes();
    final Unrouted unrouted =
            InMemory.messages(InstantSource.fixed(NOW), UUID::randomUUID).unrouted();
    final Map<Result, Integer> counts = new ConcurrentHashMap<>();
    final Map<String, Integer> fields = new ConcurrentHashMap<>();
    final List<Answered> answered = new CopyOnWriteArrayList<>();
    final WebServer server;
    private final HttpClient client = HttpClient.newHttpClient();

    private RunningServer(ServerConfig config, UnaryOperator<ServerBuilder> parts) {
        ResolveTenant tenants = new ResolveTenant(new Hotels(), ResolveTenant.Mode.STRICT, TenancyListener.NONE);
        ServerBuilder builder = HttpAdapters.server(
                        config,
                        new AcceptWebhook(
                                tenants,
                                PhoneNumbers.PLAIN,
                                inboxes,
                                MessagingListener.NONE,
                                Gate.alwaysOpen(),
                                unrouted))
                .webhooks(new WebhookListener() {
                    @Override
                    public void counted(Result result, int count) {
                        counts.merge(result, count, Integer::sum);
                    }

                    @Override
                    public void fieldIgnored(String field, int count) {
                        fields.merge(field, count, Integer::sum);
                    }
                })
                .requests((method, route, status, nanos) -> answered.add(new Answered(method, route, status, nanos)))
                .clock(InstantSource.fixed(NOW));
        server = parts.apply(builder).build();
        server.start();
    }

    static RunningServer start() {
        return start(PRODUCTION, parts -> parts);
    }

    static RunningServer start(ServerConfig config, UnaryOperator<ServerBuilder> parts) {
        return new RunningServer(config, parts);
    }

    static ServerConfig config(boolean development, @Nullable String secret) {
        return new ServerConfig("127.0.0.1", 0, development, VERIFY_TOKEN, secret, ADMIN_TOKEN, Duration.ofSeconds(5));
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .timeout(Duration.ofSeconds(20));
    }

    HttpResponse<String> get(String path) {
        return send(request(path));
    }

    /** Calls a route with the admin token and an optional JSON body. */
    HttpResponse<String> admin(String method, String path, @Nullable String json) {
        BodyPublisher body = json == null ? BodyPublishers.noBody() : BodyPublishers.ofString(json);
        return send(authorised(path).header("Content-Type", "application/json").method(method, body));
    }

    HttpRequest.Builder authorised(String path) {
        return request(path).header("Authorization", "Bearer " + ADMIN_TOKEN);
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
        } catch (IOException failed) {
            throw new AssertionError("No answer", failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted", stopped);
        }
    }

    /** Sends a signed delivery. */
    HttpResponse<String> deliver(String json) {
        return deliver(json.getBytes(StandardCharsets.UTF_8));
    }

    HttpResponse<String> deliver(byte[] body) {
        return send(signed(body, BodyPublishers.ofByteArray(body)));
    }

    HttpRequest.Builder signed(byte[] signedBytes, BodyPublisher sent) {
        return request(WEBHOOK)
                .header("Content-Type", "application/json")
                .header("X-Hub-Signature-256", signature(signedBytes))
                .POST(sent);
    }

    static String signature(byte[] body) {
        return signature(body, SECRET);
    }

    static String signature(byte[] body, String secret) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return "sha256=" + HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** Sends raw bytes, and reads until the server closes the connection. */
    String raw(String bytes) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failed) {
            throw new AssertionError("No answer", failed);
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
        server.stop();
    }
}
