package io.conserje.application.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import io.conserje.application.fixture.Crowd;
import io.conserje.application.fixture.Fresh;
import io.conserje.application.tenancy.Users.Creation;
import io.conserje.domain.tenancy.Tenant;
import io.conserje.domain.tenancy.TenantId;
import org.junit.jupiter.api.Test;

/** The laws of {@link Users}. */
public interface UsersContract {

    /** Of the cost that the service uses. */
    String HASH = "$2a$12$abcdefghijklmnopqrstuuXoaCmwWFvLxQYiTqJZzGxQ1JqVbFvKe";

    Users users();

    TenantRegistry registry();

    @Test
    default void aUserIsCreatedOnce() {
        TenantId hotel = registered();
        assertThat(users().create(hotel, "ana@hotel.example", HASH, "admin")).isEqualTo(Creation.CREATED);
        assertThat(users().create(hotel, "ana@hotel.example", HASH, "admin")).isEqualTo(Creation.ALREADY_THERE);
        assertThat(users().create(hotel, "eva@hotel.example", HASH, "manager")).isEqualTo(Creation.CREATED);
    }

    @Test
    default void whomAnotherHotelHasIsNobodysBusiness() {
        assertThat(users().create(registered(), "ana@hotel.example", HASH, "admin"))
                .isEqualTo(Creation.CREATED);
        assertThat(users().create(registered(), "ana@hotel.example", HASH, "admin"))
                .isEqualTo(Creation.CREATED);
    }

    @Test
    default void ofManyWhoCreateTheSameUserOneDoes() {
        TenantId hotel = registered();
        assertThat(Crowd.of(8, member -> () -> users().create(hotel, "ana@hotel.example", HASH, "admin")))
                .containsOnlyOnce(Creation.CREATED)
                .hasSize(8);
    }

    private TenantId registered() {
        TenantId hotel = Fresh.tenant();
        registry().register(Tenant.named(hotel, "Hotel"));
        return hotel;
    }
}
