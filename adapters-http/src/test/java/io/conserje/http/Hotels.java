package io.conserje.http;

import io.conserje.application.tenancy.TenantDirectory;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.Identifier;
import io.conserje.domain.tenancy.Tenant;
import io.conserje.domain.tenancy.TenantId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Two hotels with a line each, and the default hotel. */
final class Hotels implements TenantDirectory {

    static final TenantId CENTRO = new TenantId("hotel-centro");
    static final TenantId NORTE = new TenantId("hotel-norte");
    static final String CENTRO_LINE = "106540352242922";
    static final String NORTE_LINE = "206540352242922";

    private static final Map<TenantId, Tenant> TENANTS = Map.of(
            CENTRO,
            Tenant.named(CENTRO, "Hotel Centro"),
            NORTE,
            Tenant.named(NORTE, "Hotel Norte"),
            TenantId.DEFAULT,
            Tenant.named(TenantId.DEFAULT, "Default"));
    private static final Map<Identifier, TenantId> ASSIGNED = Map.of(
            Identifier.phoneNumberId(Channel.WHATSAPP, CENTRO_LINE), CENTRO,
            Identifier.phoneNumberId(Channel.WHATSAPP, NORTE_LINE), NORTE);

    @Override
    public Optional<Tenant> find(TenantId id) {
        return Optional.ofNullable(TENANTS.get(id));
    }

    @Override
    public Optional<Tenant> findBy(Identifier identifier) {
        return Optional.ofNullable(ASSIGNED.get(identifier)).flatMap(this::find);
    }

    @Override
    public List<Identifier> identifiersOf(TenantId id) {
        return ASSIGNED.keySet().stream()
                .filter(known -> id.equals(ASSIGNED.get(known)))
                .toList();
    }

    @Override
    public List<Tenant> all() {
        return TENANTS.values().stream()
                .sorted((one, other) -> one.id().compareTo(other.id()))
                .toList();
    }
}
