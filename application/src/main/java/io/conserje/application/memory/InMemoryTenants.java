package io.conserje.application.memory;

import io.conserje.application.store.ResultLimit;
import io.conserje.application.tenancy.Actor;
import io.conserje.application.tenancy.TenantRegistry;
import io.conserje.domain.tenancy.Identifier;
import io.conserje.domain.tenancy.Tenant;
import io.conserje.domain.tenancy.TenantId;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Hotels and identifiers in two maps. */
final class InMemoryTenants implements InMemory.Tenants {

    private static final Comparator<Identifier> BY_CHANNEL_KIND_VALUE = Comparator.comparing(
                    (Identifier identifier) -> identifier.channel().name())
            .thenComparing(identifier -> identifier.kind().name())
            .thenComparing(Identifier::value);

    private final Map<TenantId, Tenant> tenants = new TreeMap<>();
    private final Map<Identifier, TenantId> owners = new HashMap<>();

    private final List<Entry> entries = new ArrayList<>();
    private final InstantSource clock;

    InMemoryTenants(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public Registration register(Tenant tenant) {
        return on(Actor.LIBRARY).register(tenant);
    }

    @Override
    public Optional<Tenant> change(TenantId id, UnaryOperator<Tenant> change) {
        return on(Actor.LIBRARY).change(id, change);
    }

    @Override
    public Assignment assign(TenantId tenant, Identifier identifier) {
        return on(Actor.LIBRARY).assign(tenant, identifier);
    }

    @Override
    public Removal remove(TenantId tenant, Identifier identifier) {
        return on(Actor.LIBRARY).remove(tenant, identifier);
    }

    @Override
    public TenantRegistry on(Actor actor) {
        return new Registry(actor);
    }

    /** The hotels, for changes by one actor. */
    private final class Registry implements TenantRegistry {

        private final Actor actor;

        Registry(Actor actor) {
            this.actor = actor;
        }

        @Override
        public Registration register(Tenant tenant) {
            synchronized (InMemoryTenants.this) {
                if (tenants.putIfAbsent(tenant.id(), tenant) != null) {
                    return Registration.ALREADY_THERE;
                }
                record(tenant.id(), Action.REGISTERED, described(tenant).toString());
                return Registration.REGISTERED;
            }
        }

        @Override
        public Optional<Tenant> change(TenantId id, UnaryOperator<Tenant> change) {
            synchronized (InMemoryTenants.this) {
                return find(id).map(before -> changed(before, change.apply(before)));
            }
        }

        private Tenant changed(Tenant before, Tenant after) {
            if (!after.equals(before)) {
                tenants.put(before.id(), after);
                Map<String, String> changes = described(after);
                described(before).forEach((part, was) -> {
                    if (!changes.remove(part, was)) {
                        changes.computeIfPresent(part, (same, is) -> was + " -> " + is);
                    }
                });
                record(before.id(), Action.CHANGED, changes.toString());
            }
            return after;
        }

        @Override
        public Assignment assign(TenantId tenant, Identifier identifier) {
            synchronized (InMemoryTenants.this) {
                if (!tenants.containsKey(tenant)) {
                    return Assignment.NO_SUCH_TENANT;
                }
                TenantId owner = owners.putIfAbsent(identifier, tenant);
                if (owner == null) {
                    record(tenant, Action.ASSIGNED, identifier.toString());
                    return Assignment.ASSIGNED;
                }
                return owner.equals(tenant) ? Assignment.ASSIGNED : Assignment.TAKEN;
            }
        }

        @Override
        public Removal remove(TenantId tenant, Identifier identifier) {
            synchronized (InMemoryTenants.this) {
                if (!owners.remove(identifier, tenant)) {
                    return Removal.NOT_ASSIGNED;
                }
                record(tenant, Action.REMOVED, identifier.toString());
                return Removal.REMOVED;
            }
        }

        private void record(TenantId tenant, Action action, String details) {
            entries.add(new Entry(tenant, clock.instant(), actor, action, details));
        }
    }

    private static Map<String, String> described(Tenant tenant) {
        Map<String, String> parts = new TreeMap<>();
        parts.put("name", tenant.name());
        parts.put("status", tenant.status().name().toLowerCase(Locale.ROOT));
        parts.put("zone", tenant.zone().getId());
        parts.put("opens", tenant.hours().opens().toString());
        parts.put("closes", tenant.hours().closes().toString());
        return parts;
    }

    @Override
    public synchronized List<Entry> of(TenantId tenant, int max) {
        ResultLimit.check(max);
        return entries.reversed().stream()
                .filter(entry -> entry.tenant().equals(tenant))
                .limit(max)
                .toList();
    }

    @Override
    public synchronized Optional<Tenant> find(TenantId id) {
        return Optional.ofNullable(tenants.get(id));
    }

    @Override
    public synchronized Optional<Tenant> findBy(Identifier identifier) {
        return Optional.ofNullable(owners.get(identifier)).flatMap(this::find);
    }

    @Override
    public synchronized List<Identifier> identifiersOf(TenantId id) {
        return owners.entrySet().stream()
                .filter(owned -> owned.getValue().equals(id))
                .map(Map.Entry::getKey)
                .sorted(BY_CHANNEL_KIND_VALUE)
                .toList();
    }

    @Override
    public synchronized List<Tenant> all() {
        return List.copyOf(tenants.values());
    }
}
