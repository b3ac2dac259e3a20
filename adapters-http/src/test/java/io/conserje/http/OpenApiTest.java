package io.conserje.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.conserje.application.lock.Claimants;
import io.conserje.application.lock.LockAudit;
import io.conserje.application.lock.RoomHolds;
import io.conserje.application.lock.RoomHoldsContract;
import io.conserje.application.memory.InMemory;
import io.conserje.application.messaging.OutboundReply;
import io.conserje.application.messaging.ReplyListener;
import io.conserje.application.messaging.ReplySender;
import io.conserje.application.outbound.SendMessage;
import io.conserje.application.process.Closure;
import io.conserje.application.process.Closures;
import io.conserje.application.process.Gate;
import io.conserje.application.process.GateListener;
import io.conserje.application.store.StoreUnavailableException;
import io.conserje.application.tenancy.PhoneNumbers;
import io.conserje.application.waiting.WaitingMessage;
import io.conserje.application.waiting.WaitingMessages;
import io.conserje.domain.dlq.Attempt;
import io.conserje.domain.dlq.FailedAttempt;
import io.conserje.domain.dlq.Warrant;
import io.conserje.domain.lock.LockEvent;
import io.conserje.domain.lock.RoomHold;
import io.conserje.domain.messaging.ChannelFeatures;
import io.conserje.domain.messaging.MessageId;
import io.conserje.domain.messaging.Reply;
import io.conserje.domain.session.GuestRef;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.Tenant;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.http.HttpAdapters.ServerBuilder;
import io.conserje.http.admin.LockRoutes;
import io.conserje.http.admin.MessageRoutes;
import io.conserje.http.admin.QueueRoutes;
import io.conserje.http.admin.TenantRoutes;
import io.conserje.http.dev.RecentReplies;
import io.conserje.http.json.Json;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Compares openapi.yaml with the server: routes, statuses and fields. */
class OpenApiTest {

    private static final String DEVELOPMENT_TAG = "development";

    private final RecentReplies replies = HttpAdapters.recentReplies(InstantSource.system(), reply -> {});
    private final AtomicBoolean up = new AtomicBoolean(true);
    private final AtomicLong nanos = new AtomicLong();
    private RunningServer http;
    private JsonNode description;

    @BeforeEach
    void start() {
        http = RunningServer.start(
                RunningServer.DEVELOPMENT,
                parts -> OpenApiTest.admin(parts)
                        .check("postgres", up::get)
                        .showing(replies)
                        .ticker(nanos::get)
                        .metrics(() -> "up 1\n"));
        HttpResponse<String> served = http.get("/openapi.yaml");
        assertThat(served.headers().firstValue("Content-Type").orElseThrow()).startsWith("application/yaml");
        description = parsed(served.body());
    }

    private static ServerBuilder admin(ServerBuilder parts) {
        InMemory.Tenants tenants = InMemory.tenants();
        tenants.register(Tenant.named(Hotels.CENTRO, "Hotel Centro"));
        tenants.register(Tenant.named(Hotels.NORTE, "Hotel Norte"));
        RoomHolds holds = InMemory.roomHolds(InstantSource.system());
        RoomHold hold = RoomHoldsContract.granted(holds.claim(
                Hotels.CENTRO,
                RoomHoldsContract.ROOM,
                RoomHoldsContract.nights(10, 12),
                Claimants.anybody(),
                RoomHoldsContract.LASTING));
        LockAudit audit = InMemory.lockAudit(InstantSource.system());
        audit.record(List.of(new LockAudit.Happened(LockEvent.of(LockEvent.Kind.ACQUIRED, hold), Duration.ZERO)));
        Letters letters = Letters.in(tenants, Hotels.CENTRO);
        letters.bury(Hotels.NORTE, "handler_failed", "handler_failed");
        Sendings sendings = Sendings.in(tenants, Hotels.CENTRO);
        InMemory.Messages messages = InMemory.messages(InstantSource.system(), UUID::randomUUID);
        return parts.deadLetters(letters.ports())
                .replies(sendings.ports())
                .heldLines(sendings::held)
                .queue(new QueueRoutes.Ports(tenants, messages.stats(), messages.pauses(), new Waiting()))
                .messages(new MessageRoutes.Ports(
                        tenants,
                        new SendMessage(messages.outboxes(), new DayLong(), Gate.alwaysOpen(), ReplyListener.NONE)))
                .unrouted(new Strays(tenants).routing())
                .tenants(new TenantRoutes.Ports(
                        tenants,
                        tenants::on,
                        tenants,
                        PhoneNumbers.PLAIN,
                        () -> tenants.all().size()))
                .locks(new LockRoutes.Ports(tenants, holds, InMemory.leases(InstantSource.system()), audit));
    }

    /** Takes texts for a day. */
    private static final class DayLong implements ReplySender {

        @Override
        public Delivery send(OutboundReply reply) {
            return new Delivery.Sent("none");
        }

        @Override
        public ChannelFeatures features(Channel channel) {
            return ChannelFeatures.ALL.within(Duration.ofDays(1));
        }
    }

    /** One message, with the id of a dead letter. */
    private static final class Waiting implements WaitingMessages {

        private static final WaitingMessage ONE = new WaitingMessage(
                Hotels.CENTRO,
                new MessageId(Letters.FIRST),
                Channel.WHATSAPP,
                WaitingMessage.State.HELD,
                "//pms_unavailable",
                Instant.EPOCH,
                Instant.EPOCH,
                1,
                0);

        @Override
        public List<WaitingMessage> list(
                @Nullable TenantId tenant, @Nullable Channel channel, @Nullable Place behind, int max) {
            return List.of(ONE);
        }

        @Override
        public Optional<Detail> find(TenantId tenant, MessageId id) {
            FailedAttempt failed = new FailedAttempt(0, new Attempt(1, "pms_unavailable", "away"), Instant.EPOCH);
            return id.equals(ONE.id()) ? Optional.of(new Detail(ONE, List.of(failed))) : Optional.empty();
        }

        @Override
        public Outcome retry(TenantId tenant, MessageId id, Warrant warrant) {
            if (!id.equals(ONE.id())) {
                return Outcome.ABSENT;
            }
            return warrant.why().equals("in hand") ? Outcome.IN_HAND : Outcome.DONE;
        }

        @Override
        public Outcome cancel(TenantId tenant, MessageId id, Warrant warrant) {
            return retry(tenant, id, warrant);
        }
    }

    @AfterEach
    void stop() {
        http.close();
    }

    private static JsonNode parsed(String yaml) {
        Map<String, Object> tree = new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml);
        byte[] json = Json.write(tree);
        return Json.read(json, json.length).orElseThrow();
    }

    @Test
    void describesTheRoutesOfAServerInDevelopment() {
        assertThat(described(true)).isEqualTo(http.server.routes());
    }

    @Test
    void tagsTheRoutesOfDevelopment() {
        try (RunningServer production = RunningServer.start(RunningServer.PRODUCTION, OpenApiTest::admin)) {
            assertThat(described(false)).isEqualTo(production.server.routes());
            assertThat(production.get("/api/dev/replies").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void everyReferenceHasATarget() {
        List<JsonNode> references = description.findValues("$ref");

        assertThat(references).isNotEmpty();
        assertThat(references).allSatisfy(reference -> resolve(reference.asText()));
    }

    @Test
    void theServerAnswersEveryDescribedStatus() {
        Set<String> seen = new TreeSet<>();
        replies.send(new OutboundReply(
                new UUID(0, 1),
                Hotels.CENTRO,
                GuestRef.phone(Channel.WHATSAPP, "+5491112345678"),
                null,
                new Reply("¡Hola!"),
                0,
                new UUID(0, 2)));
        byte[] delivery = "{\"entry\":[]}".getBytes(UTF_8);
        String oneMessage = "{\"entry\":[{\"changes\":[{\"value\":{\"metadata\":{\"phone_number_id\":\""
                + Hotels.CENTRO_LINE
                + "\"},\"messages\":[{\"from\":\"5491112345678\",\"text\":{\"body\":\"hola\"}}]}}]}]}";

        check(seen, "GET /health/live", http.get("/health/live"));
        check(seen, "GET /health/ready", http.get("/health/ready"));
        up.set(false);
        nanos.addAndGet(1_000_000_000);
        check(seen, "GET /health/ready", http.get("/health/ready"));
        check(seen, "GET /metrics", http.get("/metrics"));
        check(seen, "GET /openapi.yaml", http.get("/openapi.yaml"));
        check(seen, "GET /api/dev/replies", http.get("/api/dev/replies"));
        String webhook = RunningServer.WEBHOOK;
        check(
                seen,
                "GET " + webhook,
                http.get(webhook + "?hub.mode=subscribe&hub.verify_token=the-verify-token&hub.challenge=1"));
        check(seen, "GET " + webhook, http.get(webhook));
        check(seen, "POST " + webhook, http.deliver(oneMessage));
        check(seen, "POST " + webhook, http.deliver("[]"));
        check(seen, "POST " + webhook, http.send(http.request(webhook).POST(BodyPublishers.noBody())));
        check(seen, "POST " + webhook, http.deliver(new byte[3 * 1024 * 1024 + 1]));
        check(
                seen,
                "POST " + webhook,
                http.send(http.request(webhook)
                        .header("X-Hub-Signature-256", RunningServer.signature(delivery))
                        .POST(BodyPublishers.ofByteArray(delivery))));
        http.inboxes.beforeStoring = () -> {
            throw new StoreUnavailableException("down", new IOException());
        };
        check(seen, "POST " + webhook, http.deliver(oneMessage));
        tenants(seen);
        deadLetters(seen);
        replies(seen);
        messages(seen);
        unrouted(seen);
        locks(seen);
        queue(seen);
        refusals(seen);

        assertThat(seen).isEqualTo(describedStatuses());
    }

    private void tenants(Set<String> seen) {
        String all = "/api/admin/tenants";
        String one = all + "/{tenant}";
        String identifier = "{\"channel\": \"whatsapp\", \"kind\": \"user_id\", \"value\": \"AR.7\"}";
        calls(
                seen,
                "GET " + all + " ?limit=1",
                "GET " + all + " ?limit=0",
                "POST " + all + " {\"tenant\": \"hotel-sur\", \"name\": \"Sur\"}",
                "POST " + all + " {\"tenant\": \"hotel-sur\", \"name\": \"Sur\"}",
                "POST " + all + " []",
                "POST " + all + " {}",
                "POST " + all + "/refresh",
                "PATCH " + one + " {\"name\": \"Centro\"}",
                "PATCH " + one + " []",
                "PATCH " + one + " {\"name\": \"\"}",
                "PATCH " + one + "! {}",
                "GET " + one + "/identifiers",
                "GET " + one + "!/identifiers",
                "POST " + one + "/identifiers " + identifier,
                "POST " + one + "/identifiers []",
                "POST " + one + "/identifiers {}",
                "POST " + one + "!/identifiers " + identifier,
                "GET " + one,
                "GET " + one + "!",
                "GET " + one + "/audit",
                "GET " + one + "/audit ?limit=0",
                "GET " + one + "!/audit");
        check(seen, "POST " + one + "/identifiers", http.admin("POST", all + "/hotel-norte/identifiers", identifier));
        calls(
                seen,
                "POST " + one + "/identifiers/remove " + identifier,
                "POST " + one + "/identifiers/remove " + identifier,
                "POST " + one + "/identifiers/remove []",
                "POST " + one + "/identifiers/remove {}");
    }

    private void deadLetters(Set<String> seen) {
        String all = "/api/admin/dlq";
        String one = all + "/{id}";
        String why = "{\"why\": \"the PMS is back\"}";
        calls(
                seen,
                "GET " + all + " ?tenant=hotel-centro",
                "GET " + all + " ?limit=0",
                "GET " + one + " ?content=true&raw=true",
                "GET " + one + " ?content=maybe",
                "GET " + one + "!");
        for (String verdict : List.of("/redrive", "/discard")) {
            calls(
                    seen,
                    "POST " + one + verdict + " []",
                    "POST " + one + verdict + " {}",
                    "POST " + one + "!" + verdict + " " + why,
                    "POST " + one + verdict + " " + why,
                    "POST " + one + verdict + " " + why);
        }
        check(seen, "POST " + one + "/discard", http.admin("POST", all + "/" + Letters.SECOND + "/discard", why));
        calls(
                seen,
                "POST " + all + "/redrive {\"tenant\": \"hotel-norte\", \"rate\": 1, \"why\": \"the PMS is back\"}",
                "POST " + all + "/redrive {\"tenant\": \"hotel-norte\", \"rate\": 1, \"why\": \"the PMS is back\"}",
                "POST " + all + "/redrive {}",
                "POST " + all + "/redrive []");
    }

    private void messages(Set<String> seen) {
        String all = "/api/admin/messages";
        String cancelling = "DELETE " + all + "/{tenant}/{id}";
        String template = "{\"tenant\": \"hotel-centro\", \"to\": \"+5491112345678\", \"template\": \"reminder\","
                + " \"language\": \"es\", \"parameters\": [\"Ana\"], \"key\": \"7\"}";
        HttpResponse<String> first = http.admin("POST", all, template);
        check(seen, "POST " + all, first);
        calls(
                seen,
                "POST " + all + " " + template,
                "POST " + all + " []",
                "POST " + all + " {}",
                "POST " + all + " {\"tenant\": \"hotel-centro\", \"to\": \"+5491112345678\", \"text\": \"Hola\"}");
        String one =
                all + "/hotel-centro/" + Answers.json(first, 201).path("id").asText();
        check(seen, cancelling, http.admin("DELETE", one, null));
        check(seen, cancelling, http.admin("DELETE", one + "?why=left", null));
        check(seen, cancelling, http.admin("DELETE", one + "?why=left", null));
        check(seen, cancelling, http.admin("DELETE", all + "/hotel-centro/" + Letters.FIRST + "?why=left", null));
    }

    private void unrouted(Set<String> seen) {
        String all = "/api/admin/unrouted";
        String route = "POST " + all + "/{id}/route";
        calls(
                seen,
                "GET " + all,
                "GET " + all + " ?x=1",
                "GET " + all + "/{id} ?content=maybe",
                "GET " + all + "/{id}");
        check(seen, "GET " + all + "/{id}", http.admin("GET", all + "/" + Strays.UNREADABLE + "?content=true", null));
        calls(seen, route + " []", route + " {}");
        check(seen, route, http.admin("POST", all + "/x/route", "{\"tenant\": \"hotel-centro\"}"));
        for (JsonNode group : Answers.json(http.admin("GET", all, null), 200).path("unrouted")) {
            String path = all + "/" + group.path("id").asText() + "/route";
            check(seen, route, http.admin("POST", path, "{\"tenant\": \"hotel-norte\", \"assign\": true}"));
        }
    }

    private void replies(Set<String> seen) {
        String all = "/api/admin/replies";
        String one = all + "/{id}";
        String why = "{\"why\": \"the guest has called\"}";
        calls(
                seen,
                "GET " + all + " ?tenant=hotel-centro&state=all",
                "GET " + all + " ?limit=0",
                "GET " + all + "/lines",
                "GET " + all + "/lines ?x=1",
                "GET " + one + " ?content=true",
                "GET " + one + " ?content=maybe",
                "GET " + one + "!");
        check(seen, "POST " + one + "/discard", http.admin("POST", all + "/" + Sendings.SECOND + "/discard", why));
        for (String verdict : List.of("/resend", "/discard")) {
            calls(
                    seen,
                    "POST " + one + verdict + " []",
                    "POST " + one + verdict + " {}",
                    "POST " + one + "!" + verdict + " " + why,
                    "POST " + one + verdict + " " + why,
                    "POST " + one + verdict + " " + why,
                    "POST " + all + verdict + " []",
                    "POST " + all + verdict + " {}",
                    "POST " + all + verdict + " {\"tenant\": \"hotel-centro\", \"why\": \"paid\"}");
        }
    }

    private void queue(Set<String> seen) {
        String all = "/api/admin/queue";
        String one = "{\"tenant\": \"hotel-centro\", \"why\": \"a new PMS\"}";
        calls(
                seen,
                "POST " + all + "/pause []",
                "POST " + all + "/pause {}",
                "POST " + all + "/pause " + one,
                "GET " + all,
                "GET " + all + "/history",
                "GET " + all + "/history ?limit=0",
                "POST " + all + "/resume []",
                "POST " + all + "/resume {}",
                "POST " + all + "/resume " + one,
                "POST " + all + "/resume " + one,
                "GET " + all + "/messages ?limit=1",
                "GET " + all + "/messages ?limit=0",
                "GET " + all + "/messages/{tenant}/{id}",
                "GET " + all + "/messages/{tenant}/{id}!");
        for (String verdict : List.of("/retry", "/cancel")) {
            String message = all + "/messages/{tenant}/{id}";
            calls(
                    seen,
                    "POST " + message + verdict + " []",
                    "POST " + message + verdict + " {}",
                    "POST " + message + "!" + verdict + " {\"why\": \"x\"}",
                    "POST " + message + verdict + " {\"why\": \"x\"}",
                    "POST " + message + verdict + " {\"why\": \"in hand\"}");
        }
    }

    private void locks(Set<String> seen) {
        for (String path : List.of("/api/admin/locks", "/api/admin/locks/audit")) {
            calls(
                    seen,
                    "GET " + path + " ?tenant=hotel-centro",
                    "GET " + path + " ?tenant=nowhere",
                    "GET " + path + " ?tenant=A");
        }
    }

    /** Each call is a method, a template, and a query or a body. An exclamation mark stands for an unknown tenant. */
    private void calls(Set<String> seen, String... calls) {
        for (String call : calls) {
            String[] parts = call.split(" ", 3);
            String path = parts[1].replace("{tenant}!", "nowhere")
                    .replace("{tenant}", Hotels.CENTRO.value())
                    .replace("{id}!", new UUID(0, 9).toString())
                    .replace("{id}", Letters.FIRST.toString());
            String rest = parts.length < 3 ? "" : parts[2];
            boolean query = rest.startsWith("?");
            check(
                    seen,
                    parts[0] + " " + parts[1].replace("!", ""),
                    http.admin(parts[0], query ? path + rest : path, query || rest.isEmpty() ? null : rest));
        }
    }

    /** Tries the refusals of every admin route. */
    private void refusals(Set<String> seen) {
        List<String> routes = described(true).stream()
                .filter(route -> route.contains(" /api/admin/"))
                .toList();
        routes.forEach(route -> check(seen, route, call(http, route, "no token")));
        ServerConfig off =
                new ServerConfig("127.0.0.1", 0, false, null, RunningServer.SECRET, null, Duration.ofSeconds(1));
        try (RunningServer closed = RunningServer.start(off, OpenApiTest::admin)) {
            routes.forEach(route -> check(seen, route, call(closed, route, RunningServer.ADMIN_TOKEN)));
        }
        Gate frozen = new Gate(OpenApiTest::frozen, 1, 1, GateListener.NONE);
        frozen.refresh();
        try (RunningServer closed = RunningServer.start(
                RunningServer.PRODUCTION, parts -> admin(parts).gate(frozen))) {
            check(seen, "GET /health/ready", closed.get("/health/ready"));
            routes.stream()
                    .filter(route -> !route.startsWith("GET "))
                    .forEach(route -> check(seen, route, call(closed, route, RunningServer.ADMIN_TOKEN)));
        }
        for (int spent = 0; spent < 300; spent++) {
            http.admin("GET", "/api/admin/tenants", null);
        }
        routes.forEach(route -> check(seen, route, call(http, route, RunningServer.ADMIN_TOKEN)));
    }

    private static Closures.Reading frozen() {
        return new Closures.Reading(1, 1, List.of(new Closure(null, Closure.Kind.FROZEN, "transfer 1", Instant.EPOCH)));
    }

    private static HttpResponse<String> call(RunningServer server, String route, String token) {
        String[] parts = route.split(" ", 2);
        return server.send(
                server.request(parts[1].replace("{tenant}", "hotel-centro").replace("{id}", Letters.FIRST.toString()))
                        .header("Authorization", "Bearer " + token)
                        .method(parts[0], BodyPublishers.noBody()));
    }

    @Test
    void otherFailuresFitTheDefaultAnswer() {
        http.inboxes.beforeStoring = () -> {
            throw new IllegalStateException("bug");
        };
        HttpResponse<String> failed = http.deliver("{\"entry\":[{\"changes\":[{\"value\":{\"metadata\":{"
                + "\"phone_number_id\":\"" + Hotels.CENTRO_LINE
                + "\"},\"messages\":[{\"from\":\"5491112345678\",\"text\":{\"body\":\"hola\"}}]}}]}]}");

        assertThat(failed.statusCode()).isEqualTo(500);
        assertAnswers(
                operation("POST " + RunningServer.WEBHOOK).path("responses").path("default"), failed);
    }

    private Set<String> described(boolean development) {
        Set<String> routes = new TreeSet<>();
        description
                .path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(method -> {
                    if (method.getKey().equals("parameters")) {
                        return;
                    }
                    if (development || !tags(method.getValue()).contains(DEVELOPMENT_TAG)) {
                        routes.add(method.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey());
                    }
                }));
        return routes;
    }

    private static List<String> tags(JsonNode operation) {
        return operation.path("tags").valueStream().map(JsonNode::asText).toList();
    }

    private Set<String> describedStatuses() {
        Set<String> statuses = new TreeSet<>();
        for (String route : described(true)) {
            operation(route).path("responses").fieldNames().forEachRemaining(status -> {
                if (!status.equals("default") && !status.equals("4XX")) {
                    statuses.add(route + " " + status);
                }
            });
        }
        return statuses;
    }

    private JsonNode operation(String route) {
        String[] methodAndPath = route.split(" ", 2);
        return description.path("paths").path(methodAndPath[1]).path(methodAndPath[0].toLowerCase(Locale.ROOT));
    }

    private void check(Set<String> seen, String route, HttpResponse<String> response) {
        JsonNode described = operation(route).path("responses").path(Integer.toString(response.statusCode()));
        assertThat(described.isMissingNode())
                .as(route + " answered " + response.statusCode() + ", which is not described")
                .isFalse();
        assertAnswers(described, response);
        seen.add(route + " " + response.statusCode());
    }

    private void assertAnswers(JsonNode reference, HttpResponse<String> response) {
        JsonNode described = dereferenced(reference);
        if (!described.has("content")) {
            assertThat(response.body()).isEmpty();
            return;
        }
        String type =
                response.headers().firstValue("Content-Type").orElseThrow().split(";", 2)[0];
        JsonNode content = described.path("content").path(type);
        assertThat(content.isMissingNode()).as("content type " + type).isFalse();
        described.path("headers").properties().forEach(header -> {
            if (header.getValue().path("required").asBoolean()) {
                assertThat(response.headers().firstValue(header.getKey())).isPresent();
            }
        });
        if (type.endsWith("json")) {
            byte[] body = response.body().getBytes(UTF_8);
            assertFits(content.path("schema"), Json.read(body, body.length).orElseThrow());
        }
    }

    /** Checks the keywords that openapi.yaml uses. An unknown keyword fails, so that each one is checked. */
    private void assertFits(JsonNode reference, JsonNode value) {
        JsonNode schema = dereferenced(reference);
        schema.fieldNames()
                .forEachRemaining(keyword -> assertThat(keyword)
                        .isIn(
                                "type",
                                "required",
                                "properties",
                                "additionalProperties",
                                "items",
                                "enum",
                                "const",
                                "minimum",
                                "maxItems",
                                "format",
                                "description"));
        String type = schema.path("type").asText();
        assertThat(isA(type, value)).as(value + " is a " + type).isTrue();
        if (schema.has("const")) {
            assertThat(value).isEqualTo(schema.path("const"));
        }
        if (schema.has("enum")) {
            assertThat(schema.path("enum").valueStream()).contains(value);
        }
        if (schema.has("minimum")) {
            assertThat(value.asLong())
                    .isGreaterThanOrEqualTo(schema.path("minimum").asLong());
        }
        schema.path("required")
                .forEach(field -> assertThat(value.has(field.asText()))
                        .as("field " + field)
                        .isTrue());
        value.properties().forEach(field -> {
            JsonNode known = schema.path("properties").path(field.getKey());
            JsonNode of = known.isMissingNode() ? schema.path("additionalProperties") : known;
            assertThat(of.isMissingNode())
                    .as("field " + field.getKey() + " is described")
                    .isFalse();
            assertFits(of, field.getValue());
        });
        if (value.isArray()) {
            value.forEach(item -> assertFits(schema.path("items"), item));
        }
    }

    private static boolean isA(String type, JsonNode value) {
        return switch (type) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isTextual();
            case "integer" -> value.isIntegralNumber();
            case "boolean" -> value.isBoolean();
            default -> throw new AssertionError("Type " + type + " is not known here");
        };
    }

    private JsonNode dereferenced(JsonNode node) {
        return node.has("$ref") ? resolve(node.path("$ref").asText()) : node;
    }

    private JsonNode resolve(String reference) {
        JsonNode found = description.at(reference.substring(1));
        assertThat(found.isMissingNode()).as(reference).isFalse();
        return found;
    }
}
