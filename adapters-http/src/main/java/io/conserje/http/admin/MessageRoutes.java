package io.conserje.http.admin;

import io.conserje.application.outbound.HotelMessage;
import io.conserje.application.outbound.Outbox.Cancelling;
import io.conserje.application.outbound.SendMessage;
import io.conserje.application.outbound.SendMessage.Sending;
import io.conserje.application.outbound.WindowClosedException;
import io.conserje.application.tenancy.TenantDirectory;
import io.conserje.domain.dlq.Warrant;
import io.conserje.domain.messaging.HotelLine;
import io.conserje.domain.messaging.OutboundMessage;
import io.conserje.domain.messaging.OutboundMessage.Template;
import io.conserje.domain.messaging.OutboundMessage.Text;
import io.conserje.domain.session.GuestRef;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.Tenant;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.http.json.Json;
import io.conserje.http.problem.Problem;
import io.conserje.http.problem.ProblemException;
import io.conserje.http.routing.Routes;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code /api/admin/messages}: sends a message with which a hotel writes first, or cancels it. */
public final class MessageRoutes implements Routes {

    /** The use cases that the routes call. */
    public record Ports(TenantDirectory tenants, SendMessage sending) {}

    private static final String ALL = "/api/admin/messages";
    private static final Set<String> FIELDS =
            Set.of("tenant", "channel", "to", "text", "template", "language", "parameters", "line", "notBefore", "key");

    private final Ports ports;

    public MessageRoutes(Ports ports) {
        this.ports = ports;
    }

    @Override
    public void addTo(JavalinConfig config) {
        config.routes.post(ALL, this::send);
        config.routes.delete(ALL + "/{tenant}/{id}", this::cancel);
    }

    private void send(Context context) {
        HotelMessage message = message(Fields.ofBody(context, FIELDS));
        try {
            Sending made = ports.sending().send(message);
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("id", made.id().toString());
            answer.put("repeated", made.repeated());
            Routes.json(context, made.repeated() ? 200 : 201, Json.write(answer));
        } catch (WindowClosedException closed) {
            throw new ProblemException(Problem.of(
                    409,
                    "The guest has not written for so long that the channel takes a template only. Send a template,"
                            + " with the fields template, language and parameters."));
        }
    }

    private HotelMessage message(Fields body) {
        TenantId hotel = body.required("tenant", this::hotel);
        Channel named = body.optional("channel", Channel::new);
        Channel channel = named == null ? Channel.WHATSAPP : named;
        GuestRef guest = body.required("to", written -> guest(channel, written));
        HotelLine line = body.optional("line", written -> HotelLine.stored(channel, written));
        Instant notBefore = body.optional("notBefore", MessageRoutes::time);
        String key = body.optional("key", MessageRoutes::key);
        OutboundMessage message = content(body);
        body.check();
        return new HotelMessage(
                Objects.requireNonNull(hotel),
                Objects.requireNonNull(guest),
                Objects.requireNonNull(message),
                line,
                notBefore,
                key,
                AdminAccess.ACTOR.name());
    }

    private static @Nullable OutboundMessage content(Fields body) {
        if (body.has("template")) {
            if (body.has("text")) {
                body.optional("text", text -> {
                    throw new IllegalArgumentException("Give either text or template.");
                });
            }
            List<String> parameters = body.texts("parameters", 30);
            body.require("language");
            String language =
                    body.optional("language", code -> Template.of("x", code).language());
            return language == null
                    ? null
                    : body.required("template", name -> Template.of(name, language, parameters.toArray(String[]::new)));
        }
        for (String field : List.of("language", "parameters")) {
            if (body.has(field)) {
                body.refuse(field, "Only a template has this. Give template, or leave it out.");
            }
        }
        return body.required("text", Text::new);
    }

    private TenantId hotel(String written) {
        TenantId hotel = new TenantId(written);
        if (ports.tenants().find(hotel).filter(Tenant::isActive).isEmpty()) {
            throw new IllegalArgumentException("No active tenant. GET /api/admin/tenants lists all tenants.");
        }
        return hotel;
    }

    private static GuestRef guest(Channel channel, String written) {
        if (written.contains("@")) {
            return GuestRef.email(channel, written);
        }
        return written.startsWith("+") ? GuestRef.phone(channel, written) : GuestRef.userId(channel, written);
    }

    private static Instant time(String written) {
        try {
            return OffsetDateTime.parse(written).toInstant();
        } catch (DateTimeException noTime) {
            throw new IllegalArgumentException("Must be a time with a zone. Example: 2027-03-11T10:00:00-03:00");
        }
    }

    private static String key(String written) {
        if (written.isBlank() || written.length() > 200 || written.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("Must have 1 to 200 printable characters.");
        }
        return written;
    }

    private void cancel(Context context) {
        Fields query = Fields.ofQuery(context, Set.of("why"));
        Warrant warrant = query.required("why", why -> new Warrant(AdminAccess.ACTOR.name(), why));
        query.check();
        Cancelling made = ports.sending().cancel(tenant(context), id(context), Objects.requireNonNull(warrant));
        switch (made) {
            case DONE -> context.status(204);
            case TOO_LATE ->
                throw new ProblemException(Problem.of(
                        409,
                        "Its sending has begun, or it is over. GET /api/admin/replies/{id} shows what became of it."));
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

    private static UUID id(Context context) {
        try {
            return UUID.fromString(context.pathParam("id"));
        } catch (IllegalArgumentException noId) {
            throw new ProblemException(noSuchMessage());
        }
    }

    private static Problem noSuchMessage() {
        return Problem.of(404, "This hotel has no such message. POST " + ALL + " answers with the id of a message.");
    }
}
