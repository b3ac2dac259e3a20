package io.conserje.library.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import io.conserje.application.memory.InMemory;
import io.conserje.application.tenancy.Actor;
import io.conserje.application.tenancy.TenantAudit;
import io.conserje.application.tenancy.TenantDirectory;
import io.conserje.application.tenancy.TenantDirectoryContract;
import io.conserje.application.tenancy.TenantRegistry;
import io.conserje.application.tenancy.TenantRegistry.Assignment;
import io.conserje.application.tenancy.TenantRegistry.Removal;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.Identifier;
import io.conserje.domain.tenancy.Tenant;
import io.conserje.domain.tenancy.TenantId;
import org.junit.jupiter.api.Test;

final class NormalizingRegistryTest implements TenantDirectoryContract {

    private static final TenantId SUR = new TenantId("hotel-sur");
    private static final TenantId NORTE = new TenantId("hotel-norte");

    private final LibPhoneNumbers phones = new LibPhoneNumbers();
    private final InMemory.Tenants stored = InMemory.tenants();

    @Override
    public TenantDirectory directory() {
        return stored;
    }

    @Override
    public TenantRegistry registry(Actor actor) {
        return phones.normalizing(stored.on(actor));
    }

    @Override
    public TenantAudit audit() {
        return stored;
    }

    @Test
    void spellingsOfANumberAreOneIdentifier() {
        TenantRegistry registry = registry(Actor.LIBRARY);
        registry.register(Tenant.named(SUR, "Sur"));
        registry.register(Tenant.named(NORTE, "Norte"));
        assertThat(registry.assign(SUR, plain("+52 1 55 1234 5678"))).isEqualTo(Assignment.ASSIGNED);
        assertThat(stored.identifiersOf(SUR)).containsExactly(plain("+525512345678"));
        assertThat(registry.assign(NORTE, plain("+525512345678"))).isEqualTo(Assignment.TAKEN);
        assertThat(registry.remove(SUR, plain("+5215512345678"))).isEqualTo(Removal.REMOVED);
        assertThat(stored.identifiersOf(SUR)).isEmpty();
        assertThat(registry.remove(SUR, plain("+5215512345678"))).isEqualTo(Removal.NOT_ASSIGNED);
    }

    @Test
    void removesANumberThatWasAssignedInAnotherSpelling() {
        stored.register(Tenant.named(SUR, "Sur"));
        stored.assign(SUR, plain("+5215512345678"));
        assertThat(registry(Actor.LIBRARY).remove(SUR, plain("+5215512345678"))).isEqualTo(Removal.REMOVED);
        assertThat(stored.identifiersOf(SUR)).isEmpty();
    }

    private static Identifier plain(String written) {
        return Identifier.phone(Channel.WHATSAPP, written);
    }
}
