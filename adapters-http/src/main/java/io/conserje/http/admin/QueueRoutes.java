package io.conserje.http.admin;

import io.conserje.application.messaging.QueueStats;
import io.conserje.application.messaging.QueueStats.Snapshot;
import io.conserje.application.pause.Breaker;
import io.conserje.application.pause.Pause;
import io.conserje.application.pause.PauseScope;
import io.conserje.application.pause.Pauses;
import io.conserje.application.tenancy.TenantDirectory;
import io.conserje.application.waiting.WaitingMessage;
import io.conserje.application.waiting.WaitingMessages;
import io.conserje.application.waiting.WaitingMessages.Outcome;
import io.conserje.application.waiting.WaitingMessages.Place;
import io.conserje.domain.dlq.Attempt;
import io.conserje.domain.dlq.FailedAttempt;
import io.conserje.domain.dlq.Warrant;
import io.conserje.domain.messaging.MessageId;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.http.json.Json;
import io.conserje.http.problem.Problem;
import io.conserje.http.problem.ProblemException;
import io.conserje.http.routing.Routes;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/** {@code /api/admin/queue}: how full the queue is, what waits and why, and pauses. */
public final class QueueRoutes implements Routes {

    /** The use cases and stores that the routes call. */
    public record Ports(TenantDirectory tenants, QueueStats stats, Pauses pauses, WaitingMessages waiting) {}

    private static final String ALL = "/api/admin/queue";
    private static final String MESSAGES = ALL + "/messages";
    private static final String MESSAGE = MESSAGES + "/{tenant}/{id}";
    private static final Duration LONGEST = Duration.ofDays(365);

    private final Ports ports;

    public QueueRoutes(Ports ports) {
        this.ports = ports;
    }

    @Override
    public void addTo(JavalinConfig config) {
        Routes.get(config, ALL, this::status);
        Routes.get(config, ALL + "/history", this::history);
        Routes.get(config, MESSAGES, this::list);
        Routes.get(config, MESSAGE, this::show);
        config.routes.post(MESSAGE + "/retry", context -> decide(context, ports.waiting()::retry));
        config.routes.post(MESSAGE + "/cancel", context -> decide(context, ports.waiting()::cancel));
        config.routes.post(ALL + "/pause", this::pause);
        config.routes.post(ALL + "/resume", this::resume);
    }

    private void status(Context context) {
        Snapshot stats = ports.stats().read();
        Pauses.Reading reading = ports.pauses().read();
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("pending", stats.pending());
        answer.put("inHand", stats.inHand());
        answer.put("guestsPaused", stats.paused());
        answer.put("lagSeconds", stats.lag().toSeconds());
        answer.put("repliesUnsent", stats.unsent());
        answer.put(
                "pauses", reading.pauses().stream().map(QueueRoutes::described).toList());
        answer.put(
                "breakers",
                reading.breakers().stream().map(QueueRoutes::described).toList());
        Routes.json(context, 200, Json.write(answer));
    }

    private void history(Context context) {
        Fields query = Fields.ofQuery(context, Set.of("limit"));
        int limit = query.number("limit", 100, 1, 1000);
        query.check();
        Routes.json(
                context,
                200,
                Json.write(Map.of(
                        "events",
                        ports.pauses().history(limit).stream()
                                .map(QueueRoutes::described)
                                .toList())));
    }

    private void list(Context context) {
        Fields query = Fields.ofQuery(context, Set.of("tenant", "channel", "after", "limit"));
        int limit = query.number("limit", 50, 1, WaitingMessages.MAX);
        TenantId tenant = query.optional("tenant", this::hotel);
        Channel channel = query.optional("channel", Channel::new);
        Place after = query.optional("after", Place::parse);
        query.check();
        List<WaitingMessage> page = ports.waiting().list(tenant, channel, after, limit);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("messages", page.stream().map(QueueRoutes::described).toList());
        if (page.size() == limit) {
            answer.put("next", Place.behind(page.getLast()).toString());
        }
        Routes.json(context, 200, Json.write(answer));
    }

    private void show(Context context) {
        WaitingMessages.Detail detail = ports.waiting()
                .find(tenant(context), id(context))
                .orElseThrow(() -> new ProblemException(noSuchMessage()));
        Map<String, Object> answer = described(detail.message());
        answer.put(
                "attempts",
                detail.attempts().stream().map(QueueRoutes::described).toList());
        Routes.json(context, 200, Json.write(answer));
    }

    /** A decision about a message. */
    @FunctionalInterface
    private interface Decision {
        Outcome make(TenantId tenant, MessageId id, Warrant warrant);
    }

    private void decide(Context context, Decision decision) {
        Warrant warrant = warrant(Fields.ofBody(context, Set.of("why")));
        switch (decision.make(tenant(context), id(context), warrant)) {
            case DONE -> context.status(204);
            case IN_HAND ->
                throw new ProblemException(
                        Problem.of(409, "A worker has the guest of this message now. Try again when it has ended."));
            case ABSENT -> throw new ProblemException(noSuchMessage());
        }
    }

    private static TenantId tenant(Context context) {
        try {
            return new TenantId(context.pathParam("tenant"));
        } catch (IllegalArgumentException noId) {
            throw new ProblemException(noSuchMessage());
        }
    }

    private static MessageId id(Context context) {
        try {
            return new MessageId(UUID.fromString(context.pathParam("id")));
        } catch (IllegalArgumentException noId) {
            throw new ProblemException(noSuchMessage());
        }
    }

    private static Problem noSuchMessage() {
        return Problem.of(404, "No such message waits at this hotel. GET " + MESSAGES + " lists what waits.");
    }

    private void pause(Context context) {
        Fields body = Fields.ofBody(context, Set.of("tenant", "channel", "reason", "everything", "lasting", "why"));
        PauseScope scope = scope(body);
        Duration lasting = body.optional("lasting", QueueRoutes::lasting);
        Warrant warrant = warrant(body);
        Routes.json(context, 200, Json.write(described(ports.pauses().pause(scope, lasting, warrant))));
    }

    private void resume(Context context) {
        Fields body = Fields.ofBody(context, Set.of("tenant", "channel", "reason", "everything", "why"));
        PauseScope scope = scope(body);
        Warrant warrant = warrant(body);
        Pause ended = ports.pauses()
                .resume(scope, warrant)
                .orElseThrow(() -> new ProblemException(Problem.of(
                        404, "There is no pause of exactly this. GET " + ALL + " lists the pauses in force.")));
        Routes.json(context, 200, Json.write(described(ended)));
    }

    /** Everything must be said in so many words, so that a forgotten field does not stop all hotels. */
    private PauseScope scope(Fields body) {
        TenantId tenant = body.optional("tenant", this::hotel);
        Channel channel = body.optional("channel", Channel::new);
        String reason = body.optional("reason", Attempt::checkedReason);
        boolean nothing = !body.has("tenant") && !body.has("channel") && !body.has("reason");
        if (nothing) {
            body.required("everything", written -> {
                if (!written.equals("true")) {
                    throw new IllegalArgumentException("Must be \"true\", or give tenant, channel or reason.");
                }
                return written;
            });
        }
        return new PauseScope(tenant, channel, reason);
    }

    private TenantId hotel(String written) {
        TenantId hotel = new TenantId(written);
        if (ports.tenants().find(hotel).isEmpty()) {
            throw new IllegalArgumentException("Unknown tenant. GET /api/admin/tenants lists all tenants.");
        }
        return hotel;
    }

    private static Duration lasting(String written) {
        try {
            Duration lasting = Duration.parse(written);
            if (!lasting.isNegative() && !lasting.isZero() && lasting.compareTo(LONGEST) <= 0) {
                return lasting;
            }
        } catch (DateTimeException noDuration) {
            // Reported below.
        }
        throw new IllegalArgumentException(
                "Must be a duration of ISO 8601, above zero and at most P365D. Example: PT2H");
    }

    private static Warrant warrant(Fields body) {
        Warrant warrant = body.required("why", why -> new Warrant(AdminAccess.ACTOR.name(), why));
        body.check();
        return Objects.requireNonNull(warrant);
    }

    private static Map<String, Object> described(Pause pause) {
        Map<String, Object> shown = new LinkedHashMap<>();
        PauseScope scope = pause.scope();
        shown.put("scope", scope.toString());
        if (scope.tenant() != null) {
            shown.put("tenant", scope.tenant().value());
        }
        if (scope.channel() != null) {
            shown.put("channel", scope.channel().name());
        }
        if (scope.reason() != null) {
            shown.put("reason", scope.reason());
        }
        shown.put("since", pause.since().toString());
        if (pause.until() != null) {
            shown.put("until", pause.until().toString());
        }
        shown.put("by", pause.warrant().by());
        shown.put("why", pause.warrant().why());
        return shown;
    }

    private static Map<String, Object> described(WaitingMessage message) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("id", message.id().toString());
        shown.put("tenant", message.tenant().value());
        shown.put("channel", message.channel().name());
        shown.put("state", Names.of(message.state()));
        if (message.held() != null) {
            shown.put("held", message.held());
        }
        shown.put("receivedAt", message.receivedAt().toString());
        shown.put("dueAt", message.dueAt().toString());
        shown.put("failures", message.failures());
        shown.put("others", message.others());
        return shown;
    }

    private static Map<String, Object> described(FailedAttempt failed) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("round", failed.round());
        shown.put("number", failed.attempt().number());
        shown.put("at", failed.at().toString());
        shown.put("reason", failed.attempt().reason());
        shown.put("cause", failed.attempt().cause());
        return shown;
    }

    private static Map<String, Object> described(Breaker breaker) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("tenant", breaker.tenant().value());
        shown.put("reason", breaker.reason());
        shown.put("openedAt", breaker.openedAt().toString());
        shown.put("probes", breaker.probes());
        return shown;
    }

    private static Map<String, Object> described(Pauses.Event event) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("at", event.at().toString());
        shown.put("event", Names.of(event.action()));
        shown.put("what", event.what());
        shown.put("by", event.warrant().by());
        shown.put("why", event.warrant().why());
        return shown;
    }
}
