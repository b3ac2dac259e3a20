package io.conserje.domain.tenancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TenantTest {

    private static final TenantId ID = new TenantId("hotel-centro");

    @Test
    void a_named_hotel_has_the_defaults() {
        Tenant tenant = Tenant.named(ID, "Hotel Centro");

        assertThat(tenant.isActive()).isTrue();
        assertThat(tenant.zone()).isEqualTo(ZoneId.of("America/Argentina/Buenos_Aires"));
        assertThat(tenant.hours()).isEqualTo(OpeningHours.DEFAULT);
        assertThat(tenant.hours().opens()).hasHour(9);
        assertThat(tenant.hours().closes()).hasHour(21);
    }

    @Test
    void an_inactive_hotel_is_not_active() {
        assertThat(new Tenant(ID, "Hotel", TenantStatus.INACTIVE, Tenant.DEFAULT_ZONE, OpeningHours.DEFAULT).isActive())
                .isFalse();
    }

    @Test
    void a_name_may_have_200_characters() {
        assertThat(Tenant.named(ID, "x".repeat(200)).name()).hasSize(200);
        assertThat(Tenant.checkedName("x".repeat(200))).hasSize(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "\t"})
    void a_blank_name_is_refused(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Tenant.named(ID, name))
                .withMessageContaining("hotel-centro")
                .withMessageContaining("1 to 200 printable characters");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Tenant.checkedName(name))
                .withMessageContaining("A tenant's name must have 1 to 200 printable characters");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Hotel\u0000", "Hotel\nCentro", "Hotel\u009b31m"})
    void refuses_a_name_with_control_characters(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Tenant.checkedName(name))
                .withMessageContaining("was \"Hotel?")
                .satisfies(refused ->
                        assertThat(String.valueOf(refused.getMessage()).chars()).noneMatch(Character::isISOControl));
    }

    @Test
    void a_longer_name_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Tenant.named(ID, "x".repeat(201)))
                .withMessageContaining("(201 characters)");
    }
}
