package io.conserje.http.whatsapp.inbound;

import com.fasterxml.jackson.databind.JsonNode;
import io.conserje.application.messaging.AcceptWebhook;
import io.conserje.application.messaging.AcceptWebhook.Summary;
import io.conserje.application.messaging.Unrouted.Unreadable;
import io.conserje.application.reply.RecordStatuses;
import io.conserje.application.store.StoreUnavailableException;
import io.conserje.http.WebhookListener;
import io.conserje.http.WebhookListener.Result;
import io.conserje.http.WebhookRules;
import io.conserje.http.body.Body;
import io.conserje.http.body.BodyReader;
import io.conserje.http.json.Json;
import io.conserje.http.problem.Problem;
import io.conserje.http.problem.ProblemException;
import io.conserje.http.routing.Routes;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves {@code /api/webhooks/whatsapp}: the handshake and deliveries. A delivery is refused as early as possible, so
 * that a sender without the app secret costs little. Without a signature the body is not kept (401). A body that is too
 * large is not read to its end (413). Then the signature is checked over the raw bytes (401), then the content type and
 * the JSON (415, 400). Thread-safe.
 */
public final class WebhookRoutes implements Routes {

    private static final String PATH = "/api/webhooks/whatsapp";
    private static final int MAX_CHALLENGE_LENGTH = 1024;
    private static final int MOST_PLACES = 10;
    private static final Logger LOG = LoggerFactory.getLogger(WebhookRoutes.class);

    private final @Nullable String verifyToken;
    private final @Nullable Signature signature;
    private final AcceptWebhook acceptance;
    private final @Nullable RecordStatuses statuses;
    private final WebhookListener listener;
    private final PayloadReader payloads;
    private final BodyReader bodies;
    private final AtomicBoolean saidUnsigned = new AtomicBoolean();

    /**
     * @param verifyToken the token that a handshake must carry; null refuses every handshake
     * @param appSecret the secret that signs deliveries; null accepts unsigned deliveries
     * @param statuses records reports on replies; null counts them only
     * @param rules how deliveries are read
     * @param clock gives the time of a message without a timestamp
     * @param ticker nanoseconds from any origin; they measure how long a body takes
     */
    public WebhookRoutes(
            @Nullable String verifyToken,
            @Nullable String appSecret,
            AcceptWebhook acceptance,
            @Nullable RecordStatuses statuses,
            WebhookListener listener,
            WebhookRules rules,
            InstantSource clock,
            LongSupplier ticker) {
        this.verifyToken = verifyToken;
        this.signature = appSecret == null ? null : new Signature(appSecret);
        this.acceptance = acceptance;
        this.statuses = statuses;
        this.listener = listener;
        this.payloads = new PayloadReader(clock, rules);
        this.bodies = new BodyReader(ticker);
    }

    @Override
    public void addTo(JavalinConfig config) {
        Routes.get(config, PATH, this::handshake);
        config.routes.post(PATH, this::receive);
    }

    private void handshake(Context context) {
        String challenge = context.queryParam("hub.challenge");
        boolean knows = isVerifyToken(context.queryParam("hub.verify_token"));
        if (!knows
                || !"subscribe".equals(context.queryParam("hub.mode"))
                || challenge == null
                || challenge.length() > MAX_CHALLENGE_LENGTH) {
            throw new ProblemException(Problem.of(
                    403,
                    "A handshake needs hub.mode=subscribe, a hub.challenge and a hub.verify_token that equals"
                            + " WHATSAPP_VERIFY_TOKEN"));
        }
        context.result(challenge).contentType("text/plain; charset=utf-8");
    }

    private boolean isVerifyToken(@Nullable String offered) {
        return verifyToken != null
                && offered != null
                && MessageDigest.isEqual(
                        verifyToken.getBytes(StandardCharsets.UTF_8), offered.getBytes(StandardCharsets.UTF_8));
    }

    private void receive(Context context) {
        String header = context.header(Signature.HEADER);
        if (signature != null && !Signature.isWellFormed(header)) {
            discard(context);
            throw refused(Result.INVALID_SIGNATURE, unsigned());
        }
        if (context.req().getContentLengthLong() > BodyReader.MAX_BYTES) {
            discard(context);
            throw refused(Result.TOO_LARGE, BodyReader.tooLarge());
        }
        try (Body body = read(context)) {
            checkSignature(header, body);
            Map<String, Object> answer = accept(parse(context, body));
            Routes.json(context, 200, Json.write(answer));
        }
    }

    private Body read(Context context) {
        try {
            return bodies.read(input(context));
        } catch (ProblemException refusal) {
            switch (refusal.problem().status()) {
                case 413 -> {
                    discard(context);
                    count(Result.TOO_LARGE, 1);
                }
                case 503 -> {
                    discard(context);
                    count(Result.UNAVAILABLE, 1);
                }
                default -> count(Result.MALFORMED, 1);
            }
            throw refusal;
        }
    }

    private void checkSignature(@Nullable String header, Body body) {
        if (signature == null) {
            if (saidUnsigned.compareAndSet(false, true)) {
                LOG.warn("Unsigned deliveries are accepted, which only development allows."
                        + " Set WHATSAPP_APP_SECRET to check signatures");
            }
        } else if (header == null || !signature.signs(header, body)) {
            throw refused(Result.INVALID_SIGNATURE, unsigned());
        }
    }

    private Payload parse(Context context, Body body) {
        if (!isJson(context.contentType())) {
            throw refused(
                    Result.UNSUPPORTED_MEDIA_TYPE,
                    Problem.of(415, "The content type of a delivery must be application/json"));
        }
        JsonNode tree = Json.read(body.bytes(), body.length())
                .orElseThrow(() -> refused(
                        Result.MALFORMED,
                        Problem.of(400, "The body is not JSON, or has more than " + Json.MAX_DEPTH + " levels")));
        try {
            return payloads.read(tree);
        } catch (ProblemException malformed) {
            throw refused(Result.MALFORMED, malformed.problem());
        }
    }

    private Map<String, Object> accept(Payload payload) {
        Summary summary = store(payload);
        count(Result.ACCEPTED, summary.accepted());
        count(Result.DUPLICATE, summary.duplicates());
        count(Result.REFUSED, summary.refused());
        payload.others().forEach(this::count);
        payload.ignoredFields().forEach(listener::fieldIgnored);
        tellOf(payload.unreadable());
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("status", "accepted");
        answer.put("accepted", summary.accepted());
        answer.put("duplicates", summary.duplicates());
        answer.put("ignored", payload.ignored() + summary.refused());
        return answer;
    }

    private Summary store(Payload payload) {
        // Also without messages: a delivery of statuses is refused while the database takes nothing.
        try {
            Summary summary = acceptance.accept(payload.messages(), payload.unreadable());
            if (statuses != null) {
                statuses.record(payload.statuses());
            }
            return summary;
        } catch (StoreUnavailableException unavailable) {
            count(Result.UNAVAILABLE, 1);
            throw unavailable;
        }
    }

    /** Places say where to look, and nothing of a guest. */
    private static void tellOf(List<Unreadable> parts) {
        if (!parts.isEmpty()) {
            LOG.warn(
                    "{} parts of a delivery cannot be read, and are kept: {}. See: conserje unrouted list",
                    parts.size(),
                    parts.stream()
                            .limit(MOST_PLACES)
                            .map(Unreadable::place)
                            .collect(Collectors.joining(", ", "", parts.size() > MOST_PLACES ? " and so on" : "")));
        }
    }

    private void count(Result result, int count) {
        if (count > 0) {
            listener.counted(result, count);
        }
    }

    private ProblemException refused(Result why, Problem problem) {
        count(why, 1);
        return new ProblemException(problem);
    }

    private static Problem unsigned() {
        return Problem.of(
                401,
                "The header " + Signature.HEADER
                        + " must be sha256= and the HMAC-SHA256 of the raw body under the app secret, in hexadecimal");
    }

    private static boolean isJson(@Nullable String contentType) {
        if (contentType == null) {
            return false;
        }
        String type = List.of(contentType.split(";", -1)).getFirst();
        return type.strip().toLowerCase(Locale.ROOT).equals("application/json");
    }

    /** A client that sent Expect has not sent its body yet, and does not have to. */
    private void discard(Context context) {
        if (context.header("Expect") == null) {
            bodies.discard(input(context));
        }
    }

    private InputStream input(Context context) {
        try {
            return context.req().getInputStream();
        } catch (IOException gone) {
            throw refused(Result.MALFORMED, Problem.of(400, "The body cannot be read"));
        }
    }
}
