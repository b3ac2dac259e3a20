package io.conserje.http.admin;

import io.conserje.application.messaging.HeldLine;
import io.conserje.application.reply.BrowseReplies;
import io.conserje.application.reply.DecideReplies;
import io.conserje.application.reply.ReplyFilter;
import io.conserje.application.reply.ReplyFilter.Shown;
import io.conserje.application.reply.ReplyRecord;
import io.conserje.application.reply.ReplyRecords;
import io.conserje.application.reply.ReplyRecords.Settlement;
import io.conserje.domain.dlq.Attempt;
import io.conserje.domain.dlq.Verdict;
import io.conserje.domain.dlq.Warrant;
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
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@code /api/admin/replies}: shows what became of replies, and resends or discards those that did not arrive. */
public final class ReplyRoutes implements Routes {

    /**
     * The use cases that the routes call.
     *
     * @param lines the lines that wait for an operator
     */
    public record Ports(BrowseReplies browsing, DecideReplies deciding, Supplier<List<HeldLine>> lines) {}

    private static final String ALL = "/api/admin/replies";
    private static final String ONE = ALL + "/{id}";
    private static final int MAX_DECIDED = 500;
    private static final int MAX_CODE = 999_999_999;

    private final Ports ports;

    public ReplyRoutes(Ports ports) {
        this.ports = ports;
    }

    @Override
    public void addTo(JavalinConfig config) {
        Routes.get(config, ALL, this::list);
        Routes.get(config, ALL + "/lines", this::lines);
        config.routes.post(ALL + "/resend", context -> decideMany(context, Verdict.REDRIVE));
        config.routes.post(ALL + "/discard", context -> decideMany(context, Verdict.DISCARD));
        Routes.get(config, ONE, this::show);
        config.routes.post(ONE + "/resend", context -> decide(context, Verdict.REDRIVE));
        config.routes.post(ONE + "/discard", context -> decide(context, Verdict.DISCARD));
    }

    private void list(Context context) {
        Fields query = Fields.ofQuery(
                context, Set.of("tenant", "channel", "reason", "code", "olderThan", "state", "after", "limit"));
        int limit = query.number("limit", 50, 1, BrowseReplies.MAX);
        UUID after = query.optional("after", ReplyRoutes::place);
        Shown shown = query.optional("state", written -> Names.of(Shown.values(), written));
        ReplyFilter filter = filter(query, shown == null ? Shown.DEAD : shown);
        TenantId tenant = query.optional("tenant", this::hotel);
        query.check();
        BrowseReplies.Page page = ports.browsing().page(tenant, filter, after, limit);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put(
                "replies", page.replies().stream().map(ReplyRoutes::described).toList());
        if (page.next() != null) {
            answer.put("next", page.next().toString());
        }
        Routes.json(context, 200, Json.write(answer));
    }

    private void lines(Context context) {
        Fields.ofQuery(context, Set.of()).check();
        List<Map<String, Object>> held =
                ports.lines().get().stream().map(ReplyRoutes::described).toList();
        Routes.json(context, 200, Json.write(Map.of("lines", held)));
    }

    /** Shows the guest and the text only if the caller asks for the content. */
    private void show(Context context) {
        Fields query = Fields.ofQuery(context, Set.of("content"));
        boolean content = query.flag("content");
        query.check();
        ReplyRecord reply = existing(context);
        Map<String, Object> answer = described(reply);
        answer.put(
                "events",
                ports.browsing().history(reply).stream()
                        .map(ReplyRoutes::described)
                        .toList());
        if (content) {
            answer.put("guest", reply.to().address());
            answer.put("text", reply.text());
        }
        Routes.json(context, 200, Json.write(answer));
    }

    private void decide(Context context, Verdict verdict) {
        Fields body = Fields.ofBody(context, Set.of("why"));
        Warrant warrant = body.required("why", ReplyRoutes::warrant);
        body.check();
        ReplyRecord reply = existing(context);
        switch (ports.deciding().decide(reply.tenant(), reply.id(), verdict, Objects.requireNonNull(warrant))) {
            case Settlement.Done done -> Routes.json(context, 200, Json.write(described(existing(context))));
            case Settlement.NotDead other ->
                throw new ProblemException(Problem.of(
                        409,
                        "This reply is not a dead letter that waits for a decision; its state is "
                                + other.reply().state().word() + ". GET " + ALL + "/" + reply.id()
                                + " shows what happened to it."));
            case Settlement.Absent absent -> throw new ProblemException(noSuchReply());
        }
    }

    private void decideMany(Context context, Verdict verdict) {
        Fields body =
                Fields.ofBody(context, Set.of("tenant", "channel", "reason", "code", "olderThan", "limit", "why"));
        ReplyFilter filter = filter(body, Shown.DEAD);
        TenantId tenant = body.required("tenant", this::hotel);
        int limit = body.number("limit", MAX_DECIDED, 1, MAX_DECIDED);
        Warrant warrant = body.required("why", ReplyRoutes::warrant);
        body.check();
        int decided = ports.deciding()
                .decide(Objects.requireNonNull(tenant), filter, limit, verdict, Objects.requireNonNull(warrant));
        Routes.json(context, 200, Json.write(Map.of("replies", decided)));
    }

    private static ReplyFilter filter(Fields fields, Shown shown) {
        Channel channel = fields.optional("channel", Channel::new);
        String reason = fields.optional("reason", Attempt::checkedReason);
        Integer code = fields.has("code") ? Integer.valueOf(fields.number("code", 0, 0, MAX_CODE)) : null;
        Duration age = fields.optional("olderThan", ReplyRoutes::age);
        return new ReplyFilter(shown, channel, reason, code, age == null ? Duration.ZERO : age);
    }

    private TenantId hotel(String written) {
        TenantId hotel = new TenantId(written);
        if (!ports.browsing().knows(hotel)) {
            throw new IllegalArgumentException("Unknown tenant. GET /api/admin/tenants lists all tenants.");
        }
        return hotel;
    }

    private static Duration age(String written) {
        try {
            Duration age = Duration.parse(written);
            if (!age.isNegative() && !age.isZero()) {
                return new ReplyFilter(Shown.DEAD, null, null, null, age).age();
            }
        } catch (DateTimeException noDuration) {
            // Reported below.
        }
        throw new IllegalArgumentException("Must be a duration of ISO 8601 above zero. Example: PT2H");
    }

    private static UUID place(String written) {
        try {
            return UUID.fromString(written);
        } catch (IllegalArgumentException noId) {
            throw new IllegalArgumentException("`after` must be the `next` value of the previous page.", noId);
        }
    }

    private static Warrant warrant(String why) {
        return new Warrant(AdminAccess.ACTOR.name(), why);
    }

    private ReplyRecord existing(Context context) {
        UUID id;
        try {
            id = UUID.fromString(context.pathParam("id"));
        } catch (IllegalArgumentException noId) {
            throw new ProblemException(noSuchReply());
        }
        return ports.browsing().find(null, id).orElseThrow(() -> new ProblemException(noSuchReply()));
    }

    private static Map<String, Object> described(ReplyRecord reply) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("id", reply.id().toString());
        shown.put("tenant", reply.tenant().value());
        shown.put("channel", reply.to().channel().name());
        shown.put("state", reply.state().word());
        shown.put("dead", reply.dead());
        shown.put("held", reply.held());
        shown.put("recordedAt", reply.recordedAt().toString());
        put(shown, "changedAt", reply.changedAt());
        shown.put("failures", reply.failures());
        shown.put("resends", reply.resends());
        ReplyRecord.Trouble trouble = reply.trouble();
        if (trouble != null) {
            put(shown, "reason", trouble.reason());
            shown.put("cause", trouble.cause());
            if (trouble.code() != null) {
                shown.put("code", trouble.code());
            }
        }
        ReplyRecord.Decision decision = reply.decision();
        if (decision != null) {
            shown.put("decision", decision.how());
        }
        return shown;
    }

    private static void put(Map<String, Object> map, String name, @Nullable Object value) {
        if (value != null) {
            map.put(name, value.toString());
        }
    }

    private static Map<String, Object> described(ReplyRecords.Event event) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("at", event.at().toString());
        shown.put("what", event.what());
        shown.put("by", event.by());
        shown.put("why", event.why());
        return shown;
    }

    private static Map<String, Object> described(HeldLine held) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("tenant", held.tenant().value());
        shown.put("channel", held.channel().name());
        shown.put("line", held.masked());
        shown.put("fix", held.fix().label());
        shown.put("cause", held.cause());
        shown.put("since", held.since().toString());
        return shown;
    }

    private static Problem noSuchReply() {
        return Problem.of(404, "Unknown reply. GET " + ALL + " lists replies.");
    }
}
