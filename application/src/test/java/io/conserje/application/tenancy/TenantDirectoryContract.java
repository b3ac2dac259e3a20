package io.conserje.application.tenancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conserje.application.fixture.Crowd;
import io.conserje.application.fixture.Fresh;
import io.conserje.application.tenancy.TenantRegistry.Assignment;
import io.conserje.application.tenancy.TenantRegistry.Registration;
import io.conserje.application.tenancy.TenantRegistry.Removal;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.Identifier;
import io.conserje.domain.tenancy.OpeningHours;
import io.conserje.domain.tenancy.Tenant;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.domain.tenancy.TenantStatus;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The laws of {@link TenantDirectory}, {@link TenantRegistry} and {@link TenantAudit}, which show one list of hotels.
 */
public interface TenantDirectoryContract {

    TenantDirectory directory();

    TenantRegistry registry(Actor actor);

    TenantAudit audit();

    private TenantRegistry registry() {
        return registry(Actor.LIBRARY);
    }

    @Test
    default void findsNoUnregisteredHotel() {
        TenantId nobody = Fresh.tenant();
        assertThat(directory().find(nobody)).isEmpty();
        assertThat(directory().findBy(phone())).isEmpty();
        assertThat(directory().identifiersOf(nobody)).isEmpty();
        assertThat(directory().all()).extracting(Tenant::id).doesNotContain(nobody);
    }

    @Test
    default void aRegisteredHotelIsFoundAsItIs() {
        Tenant hotel = new Tenant(
                Fresh.tenant(),
                "Hotel Ñandú \"El Mirador\" 🛎",
                TenantStatus.INACTIVE,
                ZoneId.of("Europe/Madrid"),
                new OpeningHours(LocalTime.of(22, 30), LocalTime.of(6, 15)));
        assertThat(registry().register(hotel)).isEqualTo(Registration.REGISTERED);
        assertThat(directory().find(hotel.id())).contains(hotel);
        assertThat(directory().all()).contains(hotel);
        assertThat(directory().identifiersOf(hotel.id())).isEmpty();
    }

    @Test
    default void registeringAnExistingHotelChangesNothing() {
        Tenant hotel = registered();
        Tenant namesake = Tenant.named(hotel.id(), "Another of that id");
        assertThat(registry().register(namesake)).isEqualTo(Registration.ALREADY_THERE);
        assertThat(registry().register(hotel)).isEqualTo(Registration.ALREADY_THERE);
        assertThat(directory().find(hotel.id())).contains(hotel);
    }

    @Test
    default void concurrentRegistrationsOfOneIdSucceedOnce() {
        TenantId id = Fresh.tenant();
        List<Registration> made =
                Crowd.of(16, member -> () -> registry().register(Tenant.named(id, "Hotel " + member)));
        assertThat(made).containsOnlyOnce(Registration.REGISTERED);
        assertThat(directory().all())
                .filteredOn(tenant -> tenant.id().equals(id))
                .hasSize(1);
    }

    @Test
    default void hotelsAreListedById() {
        registered();
        registered();
        registered();
        assertThat(directory().all()).extracting(Tenant::id).isSorted().hasSizeGreaterThanOrEqualTo(3);
    }

    @Test
    default void findsAHotelByItsIdentifiers() {
        Tenant hotel = registered();
        Tenant other = registered();
        Identifier identifier = phone();
        assertThat(registry().assign(hotel.id(), identifier)).isEqualTo(Assignment.ASSIGNED);
        assertThat(registry().assign(other.id(), phone())).isEqualTo(Assignment.ASSIGNED);
        assertThat(directory().findBy(identifier)).contains(hotel);
    }

    @Test
    default void anInactiveHotelIsFoundByItsIdentifiersToo() {
        Tenant hotel = new Tenant(
                Fresh.tenant(),
                "Closed for the winter",
                TenantStatus.INACTIVE,
                Tenant.DEFAULT_ZONE,
                OpeningHours.DEFAULT);
        registry().register(hotel);
        Identifier identifier = phone();
        registry().assign(hotel.id(), identifier);
        assertThat(directory().findBy(identifier)).contains(hotel);
    }

    @Test
    default void assigningAgainToTheSameHotelChangesNothing() {
        Tenant hotel = registered();
        Identifier identifier = phone();
        registry().assign(hotel.id(), identifier);
        assertThat(registry().assign(hotel.id(), identifier)).isEqualTo(Assignment.ASSIGNED);
        assertThat(directory().identifiersOf(hotel.id())).containsExactly(identifier);
    }

    @Test
    default void anIdentifierOfAnotherHotelIsTaken() {
        Tenant owner = registered();
        Tenant other = registered();
        Identifier identifier = phone();
        registry().assign(owner.id(), identifier);
        assertThat(registry().assign(other.id(), identifier)).isEqualTo(Assignment.TAKEN);
        assertThat(directory().findBy(identifier)).contains(owner);
        assertThat(directory().identifiersOf(other.id())).isEmpty();
    }

    @Test
    default void assignsNothingToAnUnknownHotel() {
        TenantId nobody = Fresh.tenant();
        Identifier identifier = phone();
        assertThat(registry().assign(nobody, identifier)).isEqualTo(Assignment.NO_SUCH_TENANT);
        assertThat(directory().findBy(identifier)).isEmpty();
        assertThat(directory().identifiersOf(nobody)).isEmpty();
        registry().assign(registered().id(), identifier);
        assertThat(registry().assign(nobody, identifier)).isEqualTo(Assignment.NO_SUCH_TENANT);
    }

    @Test
    default void concurrentAssignmentsOfOneIdentifierSucceedOnce() {
        List<Tenant> hotels = List.of(registered(), registered(), registered(), registered());
        Identifier identifier = phone();
        List<Assignment> made = Crowd.of(
                hotels.size(),
                member -> () -> registry().assign(hotels.get(member).id(), identifier));
        assertThat(made).containsOnlyOnce(Assignment.ASSIGNED).containsOnly(Assignment.ASSIGNED, Assignment.TAKEN);
        Tenant winner = hotels.get(made.indexOf(Assignment.ASSIGNED));
        assertThat(directory().findBy(identifier)).contains(winner);
    }

    @Test
    default void channelAndKindArePartOfAnIdentifier() {
        Tenant hotel = registered();
        Tenant other = registered();
        String digits = Fresh.digits() + Fresh.digits();
        Identifier line = Identifier.phoneNumberId(Channel.WHATSAPP, digits);
        Identifier user = Identifier.userId(Channel.WHATSAPP, digits);
        Identifier elsewhere = Identifier.phoneNumberId(Fresh.EMAIL, digits);
        registry().assign(hotel.id(), line);
        assertThat(directory().findBy(user)).isEmpty();
        assertThat(directory().findBy(elsewhere)).isEmpty();
        assertThat(registry().assign(other.id(), user)).isEqualTo(Assignment.ASSIGNED);
        assertThat(registry().assign(other.id(), elsewhere)).isEqualTo(Assignment.ASSIGNED);
        assertThat(directory().findBy(line)).contains(hotel);
        assertThat(directory().findBy(user)).contains(other);
    }

    @Test
    default void identifiersAreListedByChannelKindAndValue() {
        Tenant hotel = registered();
        String digits = Fresh.digits();
        Identifier mailbox = Identifier.email(Fresh.EMAIL, "desk-" + digits + "@example.com");
        Identifier one = Identifier.phone(Channel.WHATSAPP, "+5491" + digits + "1");
        Identifier two = Identifier.phone(Channel.WHATSAPP, "+5491" + digits + "2");
        Identifier line = Identifier.phoneNumberId(Channel.WHATSAPP, "1" + digits);
        Identifier user = Identifier.userId(Channel.WHATSAPP, "0" + digits);
        for (Identifier identifier : List.of(two, user, line, mailbox, one)) {
            registry().assign(hotel.id(), identifier);
        }
        assertThat(directory().identifiersOf(hotel.id())).containsExactly(mailbox, one, two, line, user);
    }

    @Test
    default void aHotelIsChangedInEverythingButItsId() {
        Tenant hotel = registered();
        Tenant other = registered();
        Tenant changed = new Tenant(
                hotel.id(),
                "Hotel Nuevo",
                TenantStatus.INACTIVE,
                ZoneId.of("Europe/Madrid"),
                new OpeningHours(LocalTime.of(7, 0), LocalTime.of(23, 0)));
        assertThat(registry().change(hotel.id(), before -> changed)).contains(changed);
        assertThat(directory().find(hotel.id())).contains(changed);
        assertThat(directory().find(other.id())).contains(other);
        assertThat(registry().change(hotel.id(), before -> hotel)).contains(hotel);
        assertThat(directory().find(hotel.id())).contains(hotel);
    }

    @Test
    default void concurrentChangesRevertNothing() {
        Tenant hotel = registered();
        Crowd.of(
                8,
                member -> () -> registry()
                        .change(
                                hotel.id(),
                                before -> new Tenant(
                                        before.id(),
                                        before.name() + "!",
                                        before.status(),
                                        before.zone(),
                                        before.hours())));
        assertThat(directory().find(hotel.id()).orElseThrow().name()).isEqualTo(hotel.name() + "!".repeat(8));
    }

    @Test
    default void aChangeThatThrowsChangesNothing() {
        Tenant hotel = registered();
        assertThatThrownBy(() -> registry().change(hotel.id(), before -> {
                    throw new IllegalStateException("on purpose");
                }))
                .hasMessage("on purpose");
        assertThat(directory().find(hotel.id())).contains(hotel);
        assertThat(audit().of(hotel.id(), 10)).hasSize(1);
    }

    @Test
    default void changingAnUnknownHotelCreatesNothing() {
        Tenant nobody = Tenant.named(Fresh.tenant(), "Nobody");
        assertThat(registry().change(nobody.id(), before -> nobody)).isEmpty();
        assertThat(directory().find(nobody.id())).isEmpty();
        assertThat(audit().of(nobody.id(), 10)).isEmpty();
    }

    @Test
    default void aRemovedIdentifierCanBeAssignedAgain() {
        Tenant hotel = registered();
        Tenant other = registered();
        Identifier identifier = phone();
        Identifier kept = phone();
        registry().assign(hotel.id(), identifier);
        registry().assign(hotel.id(), kept);
        assertThat(registry().remove(hotel.id(), identifier)).isEqualTo(Removal.REMOVED);
        assertThat(directory().findBy(identifier)).isEmpty();
        assertThat(directory().identifiersOf(hotel.id())).containsExactly(kept);
        assertThat(registry().assign(other.id(), identifier)).isEqualTo(Assignment.ASSIGNED);
        assertThat(directory().findBy(identifier)).contains(other);
    }

    @Test
    default void removesNothingFromAnotherHotel() {
        Tenant owner = registered();
        Tenant other = registered();
        Identifier identifier = phone();
        registry().assign(owner.id(), identifier);
        assertThat(registry().remove(other.id(), identifier)).isEqualTo(Removal.NOT_ASSIGNED);
        assertThat(registry().remove(Fresh.tenant(), identifier)).isEqualTo(Removal.NOT_ASSIGNED);
        assertThat(registry().remove(owner.id(), phone())).isEqualTo(Removal.NOT_ASSIGNED);
        assertThat(directory().findBy(identifier)).contains(owner);
    }

    @Test
    default void recordsEveryChangeWithItsActor() {
        Tenant hotel = Tenant.named(Fresh.tenant(), "Hotel");
        Identifier identifier = phone();
        registry(new Actor("ana")).register(hotel);
        registry(new Actor("bruno")).assign(hotel.id(), identifier);
        registry(new Actor("ana@example.com")).change(hotel.id(), before -> Tenant.named(hotel.id(), "Hotel Nuevo"));
        registry(new Actor("carla")).remove(hotel.id(), identifier);
        assertThat(audit().of(hotel.id(), 10))
                .extracting(entry -> entry.actor() + " " + entry.action())
                .containsExactly("carla REMOVED", "ana@example.com CHANGED", "bruno ASSIGNED", "ana REGISTERED");
        assertThat(audit().of(hotel.id(), 10)).allSatisfy(entry -> {
            assertThat(entry.tenant()).isEqualTo(hotel.id());
            assertThat(entry.details()).doesNotContain(identifier.value());
        });
        assertThat(audit().of(hotel.id(), 2))
                .extracting(TenantAudit.Entry::action)
                .containsExactly(TenantAudit.Action.REMOVED, TenantAudit.Action.CHANGED);
    }

    @Test
    default void recordsNoCallThatChangedNothing() {
        Tenant hotel = registered();
        Tenant other = registered();
        Identifier identifier = phone();
        registry().assign(hotel.id(), identifier);
        registry().register(hotel);
        assertThat(registry().change(hotel.id(), before -> before)).contains(hotel);
        registry().assign(hotel.id(), identifier);
        registry().assign(other.id(), identifier);
        registry().remove(other.id(), identifier);
        assertThat(audit().of(hotel.id(), 10)).hasSize(2);
        assertThat(audit().of(other.id(), 10)).hasSize(1);
    }

    @Test
    default void aRecordedChangeShowsEveryPartBeforeAndAfter() {
        Tenant hotel = registered();
        assertThat(latestDetails(hotel)).contains("name", "status", "zone", "opens", "closes", "09:00");
        registry()
                .change(
                        hotel.id(),
                        before -> new Tenant(
                                before.id(),
                                before.name(),
                                before.status(),
                                ZoneId.of("Europe/Madrid"),
                                new OpeningHours(
                                        LocalTime.of(7, 30), before.hours().closes())));
        assertThat(latestDetails(hotel))
                .contains("zone", hotel.zone().getId(), "Europe/Madrid", "opens", "09:00", "07:30")
                .doesNotContain("name", "status", "closes");
        registry()
                .change(
                        hotel.id(),
                        before -> new Tenant(
                                before.id(), "A \"new\" name", TenantStatus.INACTIVE, before.zone(), before.hours()));
        assertThat(latestDetails(hotel))
                .contains("name", "Hotel", "new", "status", "active", "inactive")
                .doesNotContain("zone", "opens", "closes");
    }

    private String latestDetails(Tenant hotel) {
        return audit().of(hotel.id(), 1).getFirst().details();
    }

    @Test
    default void theNumberOfRecordedChangesAskedForIsBounded() {
        assertThatThrownBy(() -> audit().of(Fresh.tenant(), 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> audit().of(Fresh.tenant(), 1001)).isInstanceOf(IllegalArgumentException.class);
    }

    private Tenant registered() {
        Tenant hotel = Tenant.named(Fresh.tenant(), "Hotel");
        registry().register(hotel);
        return hotel;
    }

    private static Identifier phone() {
        return Identifier.phone(Channel.WHATSAPP, "+549" + Fresh.digits());
    }
}
