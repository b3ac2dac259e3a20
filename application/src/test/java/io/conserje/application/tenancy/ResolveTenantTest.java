package io.conserje.application.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import io.conserje.application.fixture.Fresh;
import io.conserje.application.memory.InMemory;
import io.conserje.application.tenancy.Resolution.Inactive;
import io.conserje.application.tenancy.Resolution.Means;
import io.conserje.application.tenancy.Resolution.Resolved;
import io.conserje.application.tenancy.Resolution.Unknown;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.Identifier;
import io.conserje.domain.tenancy.OpeningHours;
import io.conserje.domain.tenancy.Tenant;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.domain.tenancy.TenantStatus;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ResolveTenantTest {

    private static final Identifier LINE = Identifier.phoneNumberId(Channel.WHATSAPP, "106540352242922");
    private static final Identifier GUEST = Identifier.phone(Channel.WHATSAPP, "+5491112345678");

    private final InMemory.Tenants tenants = InMemory.tenants();
    private final List<Resolution> heard = new ArrayList<>();
    private final ResolveTenant lenient = new ResolveTenant(tenants, ResolveTenant.Mode.LENIENT, heard::add);
    private final ResolveTenant strict = new ResolveTenant(tenants, ResolveTenant.Mode.STRICT, heard::add);

    @Test
    void theHotelOfAnAssignedIdentifierIsFound() {
        Tenant hotel = registered(TenantStatus.ACTIVE);
        tenants.assign(hotel.id(), GUEST);
        assertThat(lenient.resolve(List.of(LINE, GUEST))).isEqualTo(new Resolved(hotel, Means.HIT));
        assertThat(strict.resolve(List.of(LINE, GUEST))).isEqualTo(new Resolved(hotel, Means.HIT));
    }

    @Test
    void theFirstAssignedIdentifierDecides() {
        Tenant owner = registered(TenantStatus.ACTIVE);
        Tenant home = registered(TenantStatus.ACTIVE);
        tenants.assign(owner.id(), LINE);
        tenants.assign(home.id(), GUEST);
        assertThat(lenient.resolve(List.of(LINE, GUEST))).isEqualTo(new Resolved(owner, Means.HIT));
        assertThat(lenient.resolve(List.of(GUEST, LINE))).isEqualTo(new Resolved(home, Means.HIT));
    }

    @Test
    void aProvidedHotelMustBeKnownAndActive() {
        Tenant hotel = registered(TenantStatus.ACTIVE);
        Tenant closed = registered(TenantStatus.INACTIVE);
        registerDefault(TenantStatus.ACTIVE);
        assertThat(strict.resolve(hotel.id())).isEqualTo(new Resolved(hotel, Means.PROVIDED));
        assertThat(lenient.resolve(closed.id())).isEqualTo(new Inactive(closed.id()));
        assertThat(lenient.resolve(Fresh.tenant())).isEqualTo(new Unknown());
        assertThat(heard).hasSize(3);
    }

    @Test
    void refusesMessagesOfAnInactiveHotel() {
        registerDefault(TenantStatus.ACTIVE);
        Tenant closed = registered(TenantStatus.INACTIVE);
        Tenant other = registered(TenantStatus.ACTIVE);
        tenants.assign(closed.id(), LINE);
        tenants.assign(other.id(), GUEST);
        assertThat(lenient.resolve(List.of(LINE, GUEST))).isEqualTo(new Inactive(closed.id()));
    }

    @Test
    void unknownMessagesGoToTheDefaultHotelUnlessStrict() {
        Tenant fallback = registerDefault(TenantStatus.ACTIVE);
        assertThat(lenient.resolve(List.of(GUEST))).isEqualTo(new Resolved(fallback, Means.DEFAULT));
        assertThat(lenient.resolve(List.of())).isEqualTo(new Resolved(fallback, Means.DEFAULT));
        assertThat(strict.resolve(List.of(GUEST))).isEqualTo(new Unknown());
    }

    @Test
    void withoutADefaultHotelItIsUnknown() {
        assertThat(lenient.resolve(List.of(GUEST))).isEqualTo(new Unknown());
    }

    @Test
    void anInactiveDefaultHotelRefusesMessages() {
        registerDefault(TenantStatus.INACTIVE);
        assertThat(lenient.resolve(List.of(GUEST))).isEqualTo(new Inactive(TenantId.DEFAULT));
    }

    @Test
    void everyResolutionIsHeardOf() {
        Tenant fallback = registerDefault(TenantStatus.ACTIVE);
        lenient.resolve(List.of(GUEST));
        strict.resolve(List.of(GUEST));
        assertThat(heard).containsExactly(new Resolved(fallback, Means.DEFAULT), new Unknown());
    }

    @Test
    void singleModeIgnoresIdentifiers() {
        Tenant only = registerDefault(TenantStatus.ACTIVE);
        Tenant other = registered(TenantStatus.ACTIVE);
        tenants.assign(other.id(), LINE);
        assertThat(new ResolveTenant(tenants, ResolveTenant.Mode.SINGLE, TenancyListener.NONE).resolve(List.of(LINE)))
                .isEqualTo(new Resolved(only, Means.DEFAULT));
    }

    @Test
    void theListenerNoneHearsNothing() {
        assertThat(new ResolveTenant(tenants, ResolveTenant.Mode.STRICT, TenancyListener.NONE).resolve(List.of(GUEST)))
                .isEqualTo(new Unknown());
    }

    private Tenant registerDefault(TenantStatus status) {
        return registered(TenantId.DEFAULT, status);
    }

    private Tenant registered(TenantStatus status) {
        return registered(Fresh.tenant(), status);
    }

    private Tenant registered(TenantId id, TenantStatus status) {
        Tenant hotel = new Tenant(id, "Hotel", status, Tenant.DEFAULT_ZONE, OpeningHours.DEFAULT);
        tenants.register(hotel);
        return hotel;
    }
}
