package io.conserje.http.admin;

import io.conserje.application.dlq.BrowseDeadLetters;
import io.conserje.application.dlq.BrowseDeadLetters.Mark;
import io.conserje.application.dlq.BrowseDeadLetters.Page;
import io.conserje.application.dlq.DeadLetters.History;
import io.conserje.application.dlq.DeadLetters.Settlement;
import io.conserje.application.dlq.DeadLetters.Shown;
import io.conserje.application.dlq.DiscardDeadLetters;
import io.conserje.application.dlq.LetterFilter;
import io.conserje.application.dlq.Pace;
import io.conserje.application.dlq.RedriveDeadLetters;
import io.conserje.domain.dlq.Attempt;
import io.conserje.domain.dlq.DeadLetter;
import io.conserje.domain.dlq.DeadLetter.State;
import io.conserje.domain.dlq.DeadLetterId;
import io.conserje.domain.dlq.DeadMessage;
import io.conserje.domain.dlq.FailedAttempt;
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
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /api/admin/dlq}: lists, shows, redrives and discards dead letters. */
public final class DeadLetterRoutes implements Routes {

    /** The use cases that the routes call. */
    public record Ports(BrowseDeadLetters browsing, RedriveDeadLetters redriving, DiscardDeadLetters discarding) {}

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetterRoutes.class);

    private static final String ALL = "/api/admin/dlq";
    private static final String ONE = ALL + "/{id}";
    private static final int DEFAULT_RATE = 50;
    private static final int MAX_RATE = 1000;

    private final Ports ports;

    /** Admits one redrive of many at a time, because two would run at twice the rate. */
    private final Semaphore redriving = new Semaphore(1);

    public DeadLetterRoutes(Ports ports) {
        this.ports = ports;
    }

    @Override
    public void addTo(JavalinConfig config) {
        Routes.get(config, ALL, this::list);
        config.routes.post(ALL + "/redrive", this::redriveMany);
        Routes.get(config, ONE, this::show);
        config.routes.post(ONE + "/redrive", this::redrive);
        config.routes.post(ONE + "/discard", this::discard);
    }

    private void list(Context context) {
        Fields query =
                Fields.ofQuery(context, Set.of("tenant", "channel", "reason", "olderThan", "state", "after", "limit"));
        int limit = query.number("limit", 50, 1, BrowseDeadLetters.MAX);
        Mark after = query.optional("after", Mark::parse);
        Shown shown = query.optional("state", written -> Names.of(Shown.values(), written));
        Selection selection = selection(query);
        query.check();
        Page page = ports.browsing()
                .page(selection.tenant(), selection.filter(), shown == null ? Shown.BURIED : shown, after, limit);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put(
                "letters",
                page.letters().stream().map(DeadLetterRoutes::described).toList());
        if (page.next() != null) {
            answer.put("next", page.next().toString());
        }
        Routes.json(context, 200, Json.write(answer));
    }

    /** Shows the guest and the text only if the caller asks for the content, or for the raw message. */
    private void show(Context context) {
        Fields query = Fields.ofQuery(context, Set.of("content", "raw"));
        boolean content = query.flag("content");
        boolean raw = query.flag("raw");
        query.check();
        DeadLetter letter = existing(context);
        History history = ports.browsing().history(letter);
        Map<String, Object> answer = described(letter);
        answer.put(
                "attempts",
                history.attempts().stream().map(DeadLetterRoutes::described).toList());
        answer.put(
                "decisions",
                history.settlements().stream().map(DeadLetterRoutes::described).toList());
        if (content) {
            answer.put("message", described(letter.message()));
        }
        if (raw) {
            ports.browsing().raw(letter).ifPresent(spelled -> answer.put("raw", spelled));
        }
        Routes.json(context, 200, Json.write(answer));
    }

    private void redrive(Context context) {
        Warrant warrant = warrant(context);
        DeadLetter letter = existing(context);
        answer(context, letter, ports.redriving().redrive(letter.tenant(), letter.id(), warrant));
    }

    private void discard(Context context) {
        Warrant warrant = warrant(context);
        DeadLetter letter = existing(context);
        answer(context, letter, ports.discarding().discard(letter.tenant(), letter.id(), warrant));
    }

    private void answer(Context context, DeadLetter before, Settlement made) {
        switch (made) {
            case Settlement.Done done ->
                Routes.json(
                        context,
                        200,
                        Json.write(described(ports.browsing()
                                .find(before.tenant(), before.id())
                                .orElseThrow(() -> new ProblemException(noSuchLetter())))));
            case Settlement.Before decided ->
                throw new ProblemException(Problem.of(
                        409,
                        "This dead letter is already " + decided.state().word() + ". GET " + ALL + "/" + before.id()
                                + " shows who decided, and why."));
            case Settlement.Absent absent -> throw new ProblemException(noSuchLetter());
        }
    }

    /** Answers when the redrive has begun. Dead letters that it does not reach stay as they are. */
    private void redriveMany(Context context) {
        Fields body = Fields.ofBody(context, Set.of("tenant", "channel", "reason", "olderThan", "rate", "why"));
        Selection selection = selection(body);
        int rate = body.number("rate", DEFAULT_RATE, 1, MAX_RATE);
        Warrant warrant = body.required("why", DeadLetterRoutes::warrant);
        if (selection.isEverything() && !body.has("tenant")) {
            body.require("olderThan");
        }
        body.check();
        Objects.requireNonNull(warrant);
        if (!redriving.tryAcquire()) {
            throw new ProblemException(
                    Problem.of(409, "A redrive of many is running. Start the next one when it has finished."));
        }
        int letters = releasingOnFailure(() -> ports.browsing().count(selection.tenant(), selection.filter()));
        Pace pace = new Pace(rate, Thread::sleep, done -> {});
        Thread.ofVirtual().name("redrive").start(() -> redriveAll(selection, warrant, pace));
        Routes.json(context, 202, Json.write(Map.of("letters", letters)));
    }

    private int releasingOnFailure(IntSupplier count) {
        try {
            return count.getAsInt();
        } catch (RuntimeException failed) {
            redriving.release();
            throw failed;
        }
    }

    private void redriveAll(Selection selection, Warrant warrant, Pace pace) {
        try {
            for (TenantId hotel : ports.browsing().hotels(selection.tenant(), selection.filter())) {
                redriveAll(hotel, selection.filter(), warrant, pace);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException failed) {
            LOG.warn("A redrive of many failed. The remaining dead letters were not redriven: {}", failed.getMessage());
        } finally {
            redriving.release();
        }
    }

    private void redriveAll(TenantId hotel, LetterFilter filter, Warrant warrant, Pace pace)
            throws InterruptedException {
        try {
            ports.redriving().redrive(hotel, filter, warrant, pace);
        } catch (RuntimeException failed) {
            LOG.warn(
                    "[{}] A redrive of many failed. The hotel's remaining dead letters were not redriven: {}",
                    hotel,
                    failed.getMessage());
        }
    }

    /** The dead letters that a request selects. */
    private record Selection(@Nullable TenantId tenant, LetterFilter filter) {

        boolean isEverything() {
            return tenant == null && filter.equals(LetterFilter.ALL);
        }
    }

    private Selection selection(Fields fields) {
        LetterFilter filter = LetterFilter.ALL;
        Channel channel = fields.optional("channel", Channel::new);
        if (channel != null) {
            filter = filter.on(channel);
        }
        String reason = fields.optional("reason", Attempt::checkedReason);
        if (reason != null) {
            filter = filter.failedFor(reason);
        }
        Duration age = fields.optional("olderThan", DeadLetterRoutes::age);
        if (age != null) {
            filter = filter.agedAtLeast(age);
        }
        return new Selection(fields.optional("tenant", this::hotel), filter);
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
                return LetterFilter.ALL.agedAtLeast(age).age();
            }
        } catch (DateTimeException noDuration) {
            // Reported below.
        }
        throw new IllegalArgumentException("Must be a duration of ISO 8601 above zero. Example: PT2H");
    }

    private static Warrant warrant(Context context) {
        Fields body = Fields.ofBody(context, Set.of("why"));
        Warrant warrant = body.required("why", DeadLetterRoutes::warrant);
        body.check();
        return Objects.requireNonNull(warrant);
    }

    private static Warrant warrant(String why) {
        return new Warrant(AdminAccess.ACTOR.name(), why);
    }

    private DeadLetter existing(Context context) {
        DeadLetterId id;
        try {
            id = new DeadLetterId(UUID.fromString(context.pathParam("id")));
        } catch (IllegalArgumentException noId) {
            throw new ProblemException(noSuchLetter());
        }
        return ports.browsing().find(null, id).orElseThrow(() -> new ProblemException(noSuchLetter()));
    }

    private static Map<String, Object> described(DeadLetter letter) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("id", letter.id().toString());
        shown.put("tenant", letter.tenant().value());
        shown.put("channel", letter.message().channel().name());
        shown.put("state", letter.state().word());
        shown.put("buriedAt", letter.buriedAt().toString());
        shown.put("receivedAt", letter.message().receivedAt().toString());
        shown.put("reason", letter.last().reason());
        shown.put("cause", letter.last().cause());
        shown.put("failures", letter.last().number());
        shown.put("redrives", letter.redrives());
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

    private static Map<String, Object> described(State.Settled settled) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("verdict", settled.word());
        shown.put("at", settled.at().toString());
        shown.put("by", settled.warrant().by());
        shown.put("why", settled.warrant().why());
        return shown;
    }

    private static Map<String, Object> described(DeadMessage message) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("providerId", message.providerId());
        shown.put("guest", message.guest());
        if (message.line() != null) {
            shown.put("line", message.line());
        }
        shown.put("contentType", message.contentType());
        shown.put("body", message.body());
        shown.put("sentAt", message.sentAt().toString());
        return shown;
    }

    private static Problem noSuchLetter() {
        return Problem.of(404, "Unknown dead letter. GET " + ALL + " lists dead letters.");
    }
}
