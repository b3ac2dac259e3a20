package io.conserje.library.tenancy;

import io.conserje.application.tenancy.PhoneNumbers;
import io.conserje.application.tenancy.TenantRegistry;
import io.conserje.domain.tenancy.Identifier;
import io.conserje.domain.tenancy.Tenant;
import io.conserje.domain.tenancy.TenantId;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A registry to which numbers come in one spelling, whoever calls it. */
final class InOneSpelling implements TenantRegistry {

    private final TenantRegistry registry;
    private final PhoneNumbers phones;

    InOneSpelling(TenantRegistry registry, PhoneNumbers phones) {
        this.registry = registry;
        this.phones = phones;
    }

    @Override
    public Registration register(Tenant tenant) {
        return registry.register(tenant);
    }

    @Override
    public Optional<Tenant> change(TenantId id, UnaryOperator<Tenant> change) {
        return registry.change(id, change);
    }

    @Override
    public Assignment assign(TenantId tenant, Identifier identifier) {
        return registry.assign(tenant, phones.inOneSpelling(identifier));
    }

    /** Also as it is: so it was assigned before numbers had one spelling here, or past this class. */
    @Override
    public Removal remove(TenantId tenant, Identifier identifier) {
        Identifier meant = phones.inOneSpelling(identifier);
        Removal removed = registry.remove(tenant, meant);
        return removed == Removal.REMOVED || meant.equals(identifier) ? removed : registry.remove(tenant, identifier);
    }
}
