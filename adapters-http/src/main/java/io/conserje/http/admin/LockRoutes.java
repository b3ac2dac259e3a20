package io.conserje.http.admin;

import io.conserje.application.lock.Leases;
import io.conserje.application.lock.LockAudit;
import io.conserje.application.lock.LockAudit.Entry;
import io.conserje.application.lock.LockAudit.Position;
import io.conserje.application.lock.LockAudit.Query;
import io.conserje.application.lock.RoomHolds;
import io.conserje.application.store.StorableInstant;
import io.conserje.application.tenancy.TenantDirectory;
import io.conserje.domain.lock.HolderRef;
import io.conserje.domain.lock.Lease;
import io.conserje.domain.lock.ResourceId;
import io.conserje.domain.lock.RoomHold;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.http.json.Json;
import io.conserje.http.problem.Problem;
import io.conserje.http.problem.ProblemException;
import io.conserje.http.routing.Routes;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code /api/admin/locks}: the live holds and leases of a hotel, and their audit. Owner tokens are never shown. */
public final class LockRoutes implements Routes {

    /** The use cases and stores that the routes call. */
    public record Ports(TenantDirectory directory, RoomHolds holds, Leases leases, LockAudit audit) {}

    private static final String ALL = "/api/admin/locks";
    private static final String INSTANT =
            "Must be an instant " + StorableInstant.BOUNDS + ". Example: 2027-03-12T10:00:00Z";

    private final Ports ports;

    public LockRoutes(Ports ports) {
        this.ports = ports;
    }

    @Override
    public void addTo(JavalinConfig config) {
        Routes.get(config, ALL, this::list);
        Routes.get(config, ALL + "/audit", this::audit);
    }

    private void list(Context context) {
        Fields query = Fields.ofQuery(context, Set.of("tenant", "resource", "holders"));
        TenantId named = query.required("tenant", TenantId::new);
        ResourceId resource = query.optional("resource", ResourceId::new);
        Holders holders = holders(query);
        query.check();
        TenantId tenant = existing(named);
        List<Map<String, Object>> live = Stream.concat(
                        ports.holds().live(tenant).stream().map(hold -> described(hold, holders)),
                        ports.leases().live(tenant).stream().map(lease -> described(lease, holders)))
                .filter(lock -> resource == null || resource.value().equals(lock.get("resource")))
                .toList();
        Routes.json(context, 200, Json.write(Map.of("locks", live)));
    }

    private void audit(Context context) {
        Fields query =
                Fields.ofQuery(context, Set.of("tenant", "resource", "from", "before", "after", "limit", "holders"));
        TenantId named = query.required("tenant", TenantId::new);
        ResourceId resource = query.optional("resource", ResourceId::new);
        Holders holders = holders(query);
        Instant from = query.optional("from", LockRoutes::instant);
        Instant before = query.optional("before", LockRoutes::instant);
        Position after = query.optional("after", Position::parse);
        int limit = query.number("limit", 100, 1, 1000);
        query.check();
        List<Entry> entries = ports.audit().find(new Query(existing(named), resource, from, before, after, limit));
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put(
                "entries",
                entries.stream().map(entry -> described(entry, holders)).toList());
        if (entries.size() == limit) {
            answer.put("next", entries.getLast().position().toString());
        }
        Routes.json(context, 200, Json.write(answer));
    }

    /** How to show a holder, which may be a guest. */
    @FunctionalInterface
    private interface Holders {
        String shown(HolderRef holder);
    }

    /** Shows holders shortened, unless the caller asks for the full value. */
    private static Holders holders(Fields query) {
        return query.flag("holders") ? HolderRef::value : HolderRef::toString;
    }

    private TenantId existing(@Nullable TenantId named) {
        TenantId tenant = Objects.requireNonNull(named, "checked");
        if (ports.directory().find(tenant).isEmpty()) {
            throw new ProblemException(Problem.of(404, "Unknown tenant. GET /api/admin/tenants lists all tenants."));
        }
        return tenant;
    }

    private static Instant instant(String written) {
        try {
            return StorableInstant.parse(written);
        } catch (DateTimeException | IllegalArgumentException refused) {
            throw new IllegalArgumentException(INSTANT, refused);
        }
    }

    private static Map<String, Object> described(RoomHold hold, Holders holders) {
        Map<String, Object> shown =
                described(ResourceId.of(hold.room()), holders.shown(hold.holder()), hold.fence(), hold.until());
        shown.put("checkIn", hold.stay().checkIn().toString());
        shown.put("checkOut", hold.stay().checkOut().toString());
        shown.put("extensions", hold.extensions());
        return shown;
    }

    private static Map<String, Object> described(Lease lease, Holders holders) {
        return described(ResourceId.of(lease.key()), holders.shown(lease.holder()), lease.fence(), lease.until());
    }

    private static Map<String, Object> described(ResourceId resource, String holder, long fence, Instant until) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("resource", resource.value());
        shown.put("holder", holder);
        shown.put("fence", fence);
        shown.put("until", until.toString());
        return shown;
    }

    private static Map<String, Object> described(Entry entry, Holders holders) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("at", entry.position().at().toString());
        shown.put("resource", entry.event().resource().value());
        shown.put("event", entry.event().kind().code());
        shown.put("holder", holders.shown(entry.event().holder()));
        shown.put("fence", entry.event().fence());
        shown.put("details", entry.event().details());
        return shown;
    }
}
