package io.conserje.http.admin;

import io.conserje.application.messaging.RouteUnrouted;
import io.conserje.application.messaging.RouteUnrouted.Result;
import io.conserje.application.messaging.Unrouted.Group;
import io.conserje.application.messaging.Unrouted.Part;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.http.json.Json;
import io.conserje.http.problem.Problem;
import io.conserje.http.problem.ProblemException;
import io.conserje.http.routing.Routes;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * {@code /api/admin/unrouted}: shows messages that no active hotel could take, and gives them to a hotel; shows parts
 * of deliveries that cannot be read.
 */
public final class UnroutedRoutes implements Routes {

    private static final String ALL = "/api/admin/unrouted";
    private static final int MOST_PARTS = 100;

    private final RouteUnrouted routing;

    public UnroutedRoutes(RouteUnrouted routing) {
        this.routing = routing;
    }

    @Override
    public void addTo(JavalinConfig config) {
        Routes.get(config, ALL, this::list);
        Routes.get(config, ALL + "/{id}", this::show);
        config.routes.post(ALL + "/{id}/route", this::route);
    }

    private void list(Context context) {
        Fields.ofQuery(context, Set.of()).check();
        List<Map<String, Object>> groups =
                routing.groups().stream().map(UnroutedRoutes::described).toList();
        Routes.json(context, 200, Json.write(Map.of("unrouted", groups)));
    }

    /** Shows the parts themselves only if the caller asks for the content. */
    private void show(Context context) {
        Fields query = Fields.ofQuery(context, Set.of("content"));
        boolean content = query.flag("content");
        query.check();
        List<Map<String, Object>> parts = routing
                .parts(context.pathParam("id"), MOST_PARTS)
                .orElseThrow(() ->
                        problem(404, "No unreadable parts with this id are kept. GET " + ALL + " lists what is kept."))
                .stream()
                .map(part -> described(part, content))
                .toList();
        Routes.json(context, 200, Json.write(Map.of("parts", parts)));
    }

    private static Map<String, Object> described(Part part, boolean content) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("place", part.place());
        shown.put("receivedAt", part.receivedAt().toString());
        if (content) {
            shown.put("part", part.part());
        }
        return shown;
    }

    private void route(Context context) {
        Fields body = Fields.ofBody(context, Set.of("tenant", "assign"));
        TenantId tenant = body.required("tenant", TenantId::new);
        boolean assign = body.flag("assign");
        body.check();
        String id = context.pathParam("id");
        switch (routing.route(id, Objects.requireNonNull(tenant), assign, AdminAccess.ACTOR)) {
            case Result.Routed routed -> Routes.json(context, 200, Json.write(Map.of("messages", routed.messages())));
            case Result.NothingKept none ->
                throw problem(404, "No messages with this id are kept. GET " + ALL + " lists what is kept.");
            case Result.Unreadable parts ->
                throw problem(409, "These are parts of deliveries that cannot be read. No hotel can take them.");
            case Result.NoSuchTenant unknown ->
                throw problem(404, "Unknown tenant. GET /api/admin/tenants lists all tenants.");
            case Result.Inactive inactive ->
                throw problem(409, "The hotel is inactive and would not handle them. Activate it first.");
            case Result.LineTaken taken ->
                throw problem(409, "The line is assigned to another hotel. Remove it there first.");
            case Result.NoLine none -> throw problem(409, "The messages named no line. Route them without `assign`.");
        }
    }

    private static ProblemException problem(int status, String detail) {
        return new ProblemException(Problem.of(status, detail));
    }

    private static Map<String, Object> described(Group group) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("id", group.id());
        shown.put("channel", group.channel().name());
        shown.put("line", group.masked());
        if (group.hotel() != null) {
            shown.put("inactiveTenant", group.hotel().value());
        }
        shown.put("unreadable", group.unreadable());
        shown.put("messages", group.messages());
        shown.put("since", group.since().toString());
        shown.put("until", group.until().toString());
        return shown;
    }
}
