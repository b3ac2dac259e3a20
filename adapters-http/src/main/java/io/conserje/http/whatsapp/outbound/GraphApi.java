package io.conserje.http.whatsapp.outbound;

import com.fasterxml.jackson.databind.JsonNode;
import io.conserje.application.messaging.OutboundReply;
import io.conserje.application.messaging.ReplySender;
import io.conserje.domain.messaging.ChannelFeatures;
import io.conserje.domain.messaging.HotelLine;
import io.conserje.domain.messaging.ProviderMessageId;
import io.conserje.domain.tenancy.Channel;
import io.conserje.http.json.Json;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Sends replies over WhatsApp's Graph API. A reply counts as sent only if the answer names the message. After a
 * time-out, a broken connection or an unreadable answer it is uncertain, and is sent again. Causes name a code and its
 * fixed meaning. They never contain the API's own text, which may quote the guest's number. If a person must fix
 * something, such as an expired token, the replies of the line are held. Thread-safe.
 */
public final class GraphApi implements ReplySender {

    private static final ChannelFeatures SHOWN = ChannelFeatures.ALL.within(GraphError.WINDOW);
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(15);
    private static final long MAX_PAUSE_SECONDS = 3600;
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}");
    private static final String HMAC = "HmacSHA256";
    private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]{1,4096}");

    private final HttpClient client;
    private final String base;
    private final String authorization;
    private final String query;
    private final Duration answer;

    /**
     * @param apiUrl the API with its version, such as {@code https://graph.facebook.com/v25.0}
     * @throws IllegalArgumentException if the URL is not an absolute http or https one, or the token not 1 to 4096
     *     visible ASCII characters
     */
    public GraphApi(URI apiUrl, String accessToken) {
        this(apiUrl, accessToken, null);
    }

    /**
     * @param apiUrl the API with its version, such as {@code https://graph.facebook.com/v25.0}
     * @param appSecret the secret of the app that issued the token. Requests then carry an {@code appsecret_proof}, which
     *     an app can demand
     * @throws IllegalArgumentException if the URL is not an absolute http or https one, or the token not 1 to 4096
     *     visible ASCII characters
     */
    public GraphApi(URI apiUrl, String accessToken, @Nullable String appSecret) {
        this(apiUrl, accessToken, appSecret, CONNECT, ANSWER);
    }

    /** @param answer the longest time for a whole answer */
    GraphApi(URI apiUrl, String accessToken, @Nullable String appSecret, Duration connect, Duration answer) {
        if (apiUrl.getHost() == null || !("https".equals(apiUrl.getScheme()) || "http".equals(apiUrl.getScheme()))) {
            throw new IllegalArgumentException("The URL of the Graph API must be an absolute http or https one."
                    + " Example: https://graph.facebook.com/v25.0");
        }
        if (!isAccessToken(accessToken)) {
            throw new IllegalArgumentException(
                    "An access token must have 1 to 4096 visible ASCII characters; this one has " + accessToken.length()
                            + " characters. Copy it again, without spaces or line ends.");
        }
        this.base = apiUrl.toString().replaceAll("/+$", "");
        this.authorization = "Bearer " + accessToken;
        this.query = appSecret == null ? "" : "?appsecret_proof=" + proof(accessToken, appSecret);
        this.answer = answer;
        this.client = HttpClient.newBuilder().connectTimeout(connect).build();
    }

    /** Whether a text has the form of an access token: 1 to 4096 visible ASCII characters. */
    public static boolean isAccessToken(String text) {
        return TOKEN.matcher(text).matches();
    }

    private static String proof(String accessToken, String appSecret) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(appSecret.getBytes(StandardCharsets.UTF_8), HMAC));
            return HexFormat.of().formatHex(mac.doFinal(accessToken.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("Every Java has " + HMAC, impossible);
        }
    }

    @Override
    public Delivery send(OutboundReply reply) {
        if (!reply.to().channel().equals(Channel.WHATSAPP)) {
            return new Delivery.Refused("channel " + reply.to().channel() + " is not sent over WhatsApp");
        }
        HotelLine line = reply.line();
        if (line == null) {
            return GraphError.withoutLine(reply.tenant());
        }
        return post(request(line, GraphMessage.of(reply)));
    }

    @Override
    public ChannelFeatures features(Channel channel) {
        return channel.equals(Channel.WHATSAPP) ? SHOWN : ChannelFeatures.TEXT;
    }

    @Override
    public boolean markRead(HotelLine line, ProviderMessageId message) {
        CompletableFuture<HttpResponse<byte[]>> exchange =
                client.sendAsync(request(line, GraphMessage.read(message)), info -> new FirstBytes());
        try {
            return exchange.get(answer.toNanos(), TimeUnit.NANOSECONDS).statusCode() == 200;
        } catch (TimeoutException | ExecutionException failed) {
            exchange.cancel(true);
            return false;
        } catch (InterruptedException stopped) {
            exchange.cancel(true);
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private HttpRequest request(HotelLine line, Map<String, Object> message) {
        return HttpRequest.newBuilder(URI.create(base + "/" + line.value() + "/messages" + query))
                .header("Authorization", authorization)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(Json.write(message)))
                .build();
    }

    private Delivery post(HttpRequest request) {
        CompletableFuture<HttpResponse<byte[]>> exchange = client.sendAsync(request, info -> new FirstBytes());
        try {
            return delivery(exchange.get(answer.toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException slow) {
            exchange.cancel(true);
            return new Delivery.Uncertain("graph: no answer within " + answer.toMillis() + " ms");
        } catch (ExecutionException failed) {
            return unanswered(failed.getCause() == null ? failed : failed.getCause());
        } catch (InterruptedException stopped) {
            exchange.cancel(true);
            Thread.currentThread().interrupt();
            return new Delivery.Uncertain("graph: interrupted before the answer came");
        }
    }

    private static Delivery unanswered(Throwable cause) {
        String kind = cause.getClass().getSimpleName();
        boolean neverConnected = cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException;
        return neverConnected
                ? new Delivery.RetryLater("graph: no connection (" + kind + ")", Duration.ZERO)
                : new Delivery.Uncertain("graph: the connection broke (" + kind + ")");
    }

    private Delivery delivery(HttpResponse<byte[]> response) {
        int status = response.statusCode();
        Optional<JsonNode> body = Json.read(response.body(), response.body().length);
        if (status >= 200 && status < 300) {
            return body.flatMap(GraphApi::messageId)
                    .<Delivery>map(Delivery.Sent::new)
                    .orElseGet(() -> new Delivery.Uncertain("graph http " + status + " without a message id"));
        }
        return GraphError.delivery(
                status,
                body.map(GraphApi::details).orElse(GraphError.Details.NONE),
                requestedPause(response),
                !query.isEmpty());
    }

    private static Optional<String> messageId(JsonNode body) {
        return Optional.ofNullable(Json.scalar(body.path("messages").path(0), "id"))
                .filter(id -> !id.isBlank());
    }

    private static GraphError.Details details(JsonNode body) {
        JsonNode error = body.path("error");
        return new GraphError.Details(
                number(error.path("code")),
                number(error.path("error_subcode")),
                error.path("message").asText("").contains("appsecret_proof"));
    }

    private static @Nullable Integer number(JsonNode code) {
        return code.canConvertToInt() && code.isIntegralNumber() ? code.intValue() : null;
    }

    private static @Nullable Duration requestedPause(HttpResponse<byte[]> response) {
        return response.headers()
                .firstValue("Retry-After")
                .filter(written -> SECONDS.matcher(written).matches())
                .map(written -> Duration.ofSeconds(Math.min(Long.parseLong(written), MAX_PAUSE_SECONDS)))
                .orElse(null);
    }
}
