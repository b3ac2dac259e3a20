package io.conserje.application.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import io.conserje.application.fixture.Crowd;
import io.conserje.application.fixture.Fresh;
import io.conserje.application.tenancy.Users.Creation;
import io.conserje.domain.tenancy.TenantId;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The laws of {@link Users}. */
public interface UsersContract {

    /** Not a hash of anything that anybody has. */
    String HASH = "$2a$12$abcdefghijklmnopqrstuuJqg9F0pBTrPZvEXAMPLEEXAMPLEEXAM";

    Users users();

    /** Makes the tenants known, where the store wants that. */
    void givenTenants(TenantId... tenants);

    @Test
    default void aUserIsCreatedOnce() {
        TenantId tenant = givenTenant();
        assertThat(users().create(tenant, "ana@example.com", HASH, "admin")).isEqualTo(Creation.CREATED);
        assertThat(users().create(tenant, "ana@example.com", HASH, "manager")).isEqualTo(Creation.ALREADY_THERE);
        assertThat(users().create(tenant, "eva@example.com", HASH, "manager")).isEqualTo(Creation.CREATED);
    }

    @Test
    default void theSameAddressAtAnotherHotelIsAnotherUser() {
        assertThat(users().create(givenTenant(), "ana@example.com", HASH, "admin"))
                .isEqualTo(Creation.CREATED);
        assertThat(users().create(givenTenant(), "ana@example.com", HASH, "admin"))
                .isEqualTo(Creation.CREATED);
    }

    @Test
    default void concurrentCreationsOfOneUserSucceedOnce() {
        TenantId tenant = givenTenant();
        List<Creation> creations =
                Crowd.of(16, member -> () -> users().create(tenant, "ana@example.com", HASH, "admin"));
        assertThat(creations).containsOnlyOnce(Creation.CREATED);
    }

    private TenantId givenTenant() {
        TenantId tenant = Fresh.tenant();
        givenTenants(tenant);
        return tenant;
    }
}
