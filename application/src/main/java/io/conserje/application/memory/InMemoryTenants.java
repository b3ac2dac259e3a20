package io.conserje.application.memory;

import io.conserje.domain.tenancy.Identifier;
import io.conserje.domain.tenancy.Tenant;
import io.conserje.domain.tenancy.TenantId;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Hotels and identifiers in two maps, one thread at a time. */
final class InMemoryTenants implements InMemory.Tenants {

    private static final Comparator<Identifier> LISTED = Comparator.comparing(
                    (Identifier identifier) -> identifier.channel().name())
            .thenComparing(identifier -> identifier.kind().name())
            .thenComparing(Identifier::value);

    private final Map<TenantId, Tenant> tenants = new TreeMap<>();
    private final Map<Identifier, TenantId> owners = new HashMap<>();

    @Override
    public synchronized Registration register(Tenant tenant) {
        return tenants.putIfAbsent(tenant.id(), tenant) == null ? Registration.REGISTERED : Registration.ALREADY_THERE;
    }

    @Override
    public synchronized Assignment assign(TenantId tenant, Identifier identifier) {
        if (!tenants.containsKey(tenant)) {
            return Assignment.NO_SUCH_TENANT;
        }
        TenantId owner = owners.putIfAbsent(identifier, tenant);
        return owner == null || owner.equals(tenant) ? Assignment.ASSIGNED : Assignment.TAKEN;
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
                .sorted(LISTED)
                .toList();
    }

    @Override
    public synchronized List<Tenant> all() {
        return List.copyOf(tenants.values());
    }
}
