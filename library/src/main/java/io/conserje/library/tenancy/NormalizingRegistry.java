package io.conserje.library.tenancy;

import io.conserje.application.tenancy.PhoneNumbers;
import io.conserje.application.tenancy.TenantRegistry;
import io.conserje.domain.tenancy.Identifier;
import io.conserje.domain.tenancy.Tenant;
import io.conserje.domain.tenancy.TenantId;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Normalises phone numbers before it passes them to another registry. Thread-safe if the other registry is. */
final class NormalizingRegistry implements TenantRegistry {

    private final TenantRegistry registry;
    private final PhoneNumbers phones;

    NormalizingRegistry(TenantRegistry registry, PhoneNumbers phones) {
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

    /** Removes the identifier as it is written, too: it may have been assigned without this class. */
    @Override
    public Removal remove(TenantId tenant, Identifier identifier) {
        Identifier normal = phones.inOneSpelling(identifier);
        Removal removed = registry.remove(tenant, normal);
        return removed == Removal.REMOVED || normal.equals(identifier) ? removed : registry.remove(tenant, identifier);
    }
}
