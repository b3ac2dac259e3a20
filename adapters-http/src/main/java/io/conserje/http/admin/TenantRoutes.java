package io.conserje.http.admin;

import io.conserje.application.tenancy.Actor;
import io.conserje.application.tenancy.PhoneNumbers;
import io.conserje.application.tenancy.TenantAudit;
import io.conserje.application.tenancy.TenantDirectory;
import io.conserje.application.tenancy.TenantRegistry;
import io.conserje.application.tenancy.TenantRegistry.Assignment;
import io.conserje.application.tenancy.TenantRegistry.Registration;
import io.conserje.application.tenancy.TenantRegistry.Removal;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.Identifier;
import io.conserje.domain.tenancy.OpeningHours;
import io.conserje.domain.tenancy.Tenant;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.domain.tenancy.TenantStatus;
import io.conserje.http.json.Json;
import io.conserje.http.problem.Problem;
import io.conserje.http.problem.ProblemException;
import io.conserje.http.routing.Routes;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.time.DateTimeException;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** {@code /api/admin/tenants}: the hotels, their identifiers, and the audit of changes. */
public final class TenantRoutes implements Routes {

    /**
     * The use cases and stores that the routes call.
     *
     * @param refresh reloads the cache of hotels, and returns the number of hotels
     */
    public record Ports(
            TenantDirectory directory,
            Function<Actor, TenantRegistry> registry,
            TenantAudit audit,
            PhoneNumbers phones,
            IntSupplier refresh) {}

    private static final String ALL = "/api/admin/tenants";
    private static final String ONE = ALL + "/{tenant}";
    private static final Set<String> DESCRIPTION = Set.of("name", "status", "zone", "opens", "closes", "share");

    private final Ports ports;

    public TenantRoutes(Ports ports) {
        this.ports = ports;
    }

    @Override
    public void addTo(JavalinConfig config) {
        Routes.get(config, ALL, this::list);
        config.routes.post(ALL, this::register);
        config.routes.post(ALL + "/refresh", this::refresh);
        Routes.get(config, ONE, this::show);
        config.routes.patch(ONE, this::change);
        Routes.get(config, ONE + "/audit", this::audit);
        Routes.get(config, ONE + "/identifiers", this::identifiers);
        config.routes.post(ONE + "/identifiers", this::assign);
        config.routes.post(ONE + "/identifiers/remove", this::remove);
    }

    private void list(Context context) {
        Fields query = Fields.ofQuery(context, Set.of("after", "limit"));
        int limit = query.number("limit", 100, 1, 1000);
        TenantId after = query.optional("after", TenantId::new);
        query.check();
        List<Tenant> rest = ports.directory().all().stream()
                .filter(tenant -> after == null || tenant.id().compareTo(after) > 0)
                .limit(limit + 1L)
                .toList();
        List<Tenant> page = rest.subList(0, Math.min(limit, rest.size()));
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("tenants", page.stream().map(TenantRoutes::described).toList());
        if (rest.size() > limit) {
            answer.put("next", page.getLast().id().value());
        }
        Routes.json(context, 200, Json.write(answer));
    }

    private void register(Context context) {
        Fields fields = Fields.ofBody(context, Set.of("tenant", "name", "status", "zone", "opens", "closes", "share"));
        TenantId id = fields.required("tenant", TenantId::new);
        fields.require("name");
        Tenant tenant = changed(fields, Tenant.named(id == null ? TenantId.DEFAULT : id, "unnamed"));
        if (ports.registry().apply(AdminAccess.ACTOR).register(tenant) == Registration.ALREADY_THERE) {
            throw new ProblemException(Problem.of(
                    409, "Tenant " + tenant.id() + " exists already, and was not changed. Change it with PATCH."));
        }
        context.header("Location", ALL + "/" + tenant.id());
        Routes.json(context, 201, Json.write(described(tenant)));
    }

    private void show(Context context) {
        Tenant tenant = existing(context);
        Map<String, Object> answer = described(tenant);
        answer.put("identifiers", identifiersOf(tenant.id()));
        Routes.json(context, 200, Json.write(answer));
    }

    private void change(Context context) {
        TenantId id = existing(context).id();
        Fields fields = Fields.ofBody(context, DESCRIPTION);
        Tenant after = ports.registry()
                .apply(AdminAccess.ACTOR)
                .change(id, before -> changed(fields, before))
                .orElseThrow(() -> new ProblemException(noSuchTenant()));
        Routes.json(context, 200, Json.write(described(after)));
    }

    private void audit(Context context) {
        Tenant tenant = existing(context);
        Fields query = Fields.ofQuery(context, Set.of("limit"));
        int limit = query.number("limit", 100, 1, 1000);
        query.check();
        List<Map<String, Object>> entries = ports.audit().of(tenant.id(), limit).stream()
                .map(TenantRoutes::described)
                .toList();
        Routes.json(context, 200, Json.write(Map.of("entries", entries)));
    }

    private void identifiers(Context context) {
        Tenant tenant = existing(context);
        Routes.json(context, 200, Json.write(Map.of("identifiers", identifiersOf(tenant.id()))));
    }

    private void assign(Context context) {
        TenantId tenant = existing(context).id();
        Identifier identifier = identifier(context);
        Assignment made = ports.registry().apply(AdminAccess.ACTOR).assign(tenant, identifier);
        switch (made) {
            case ASSIGNED -> Routes.json(context, 200, Json.write(described(identifier)));
            case TAKEN ->
                throw new ProblemException(
                        Problem.of(409, "Another tenant has this identifier, and keeps it. Remove it there first."));
            case NO_SUCH_TENANT -> throw new ProblemException(noSuchTenant());
        }
    }

    /** Takes a body instead of a path, because an identifier can be a phone number, and logs contain paths. */
    private void remove(Context context) {
        TenantId tenant = existing(context).id();
        Identifier identifier = identifier(context);
        if (ports.registry().apply(AdminAccess.ACTOR).remove(tenant, identifier) == Removal.NOT_ASSIGNED) {
            throw new ProblemException(Problem.of(404, "The tenant does not have this identifier."));
        }
        context.status(204);
    }

    private void refresh(Context context) {
        Routes.json(context, 200, Json.write(Map.of("tenants", ports.refresh().getAsInt())));
    }

    private Tenant existing(Context context) {
        TenantId id;
        try {
            id = new TenantId(context.pathParam("tenant"));
        } catch (IllegalArgumentException noId) {
            throw new ProblemException(noSuchTenant());
        }
        return ports.directory().find(id).orElseThrow(() -> new ProblemException(noSuchTenant()));
    }

    private Identifier identifier(Context context) {
        Fields fields = Fields.ofBody(context, Set.of("channel", "kind", "value"));
        Channel channel = fields.required("channel", Channel::new);
        Identifier.Kind kind = fields.required("kind", written -> Names.of(Identifier.Kind.values(), written));
        fields.require("value");
        Identifier identifier = channel == null || kind == null
                ? null
                : fields.optional("value", written -> ports.phones().identifier(channel, kind, written));
        fields.check();
        return Objects.requireNonNull(identifier);
    }

    /** Returns the hotel with the given fields changed. */
    private static Tenant changed(Fields fields, Tenant before) {
        String name = fields.optional("name", Tenant::checkedName);
        TenantStatus status = fields.optional("status", written -> Names.of(TenantStatus.values(), written));
        ZoneId zone = fields.optional("zone", TenantRoutes::zone);
        LocalTime opens = fields.optional("opens", TenantRoutes::time);
        LocalTime closes = fields.optional("closes", TenantRoutes::time);
        int share = fields.number("share", before.share() == null ? 0 : before.share(), 0, 100);
        fields.check();
        return new Tenant(
                before.id(),
                or(name, before.name()),
                or(status, before.status()),
                or(zone, before.zone()),
                new OpeningHours(
                        or(opens, before.hours().opens()),
                        or(closes, before.hours().closes())),
                share == 0 ? null : share);
    }

    private static <T> T or(@Nullable T given, T before) {
        return given == null ? before : given;
    }

    private static ZoneId zone(String written) {
        try {
            return ZoneId.of(written);
        } catch (DateTimeException unknown) {
            throw new IllegalArgumentException(
                    "Must be a zone of the tz database. Example: America/Argentina/Buenos_Aires", unknown);
        }
    }

    private static LocalTime time(String written) {
        try {
            return LocalTime.parse(written);
        } catch (DateTimeException noTime) {
            throw new IllegalArgumentException("Must be a time of day, hours and minutes. Example: 09:00", noTime);
        }
    }

    private List<Map<String, Object>> identifiersOf(TenantId tenant) {
        return ports.directory().identifiersOf(tenant).stream()
                .map(TenantRoutes::described)
                .toList();
    }

    private static Map<String, Object> described(Tenant tenant) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("tenant", tenant.id().value());
        shown.put("name", tenant.name());
        shown.put("status", Names.of(tenant.status()));
        shown.put("zone", tenant.zone().getId());
        shown.put("opens", tenant.hours().opens().toString());
        shown.put("closes", tenant.hours().closes().toString());
        if (tenant.share() != null) {
            shown.put("share", tenant.share());
        }
        return shown;
    }

    private static Map<String, Object> described(Identifier identifier) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("channel", identifier.channel().name());
        shown.put("kind", Names.of(identifier.kind()));
        shown.put("value", identifier.value());
        return shown;
    }

    private static Map<String, Object> described(TenantAudit.Entry entry) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("at", entry.at().toString());
        shown.put("actor", entry.actor().name());
        shown.put("action", Names.of(entry.action()));
        shown.put("details", entry.details());
        return shown;
    }

    private static Problem noSuchTenant() {
        return Problem.of(404, "Unknown tenant. GET " + ALL + " lists all tenants.");
    }
}
