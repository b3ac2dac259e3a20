package io.conserje.application.memory;

import io.conserje.application.tenancy.Actor;
import io.conserje.application.tenancy.TenantAudit;
import io.conserje.application.tenancy.TenantDirectory;
import io.conserje.application.tenancy.TenantDirectoryContract;
import io.conserje.application.tenancy.TenantRegistry;

final class InMemoryTenantsTest implements TenantDirectoryContract {

    private final InMemory.Tenants tenants = InMemory.tenants();

    @Override
    public TenantDirectory directory() {
        return tenants;
    }

    @Override
    public TenantRegistry registry(Actor actor) {
        return tenants.on(actor);
    }

    @Override
    public TenantAudit audit() {
        return tenants;
    }
}
