package io.conserje.application.memory;

import io.conserje.application.tenancy.Users;
import io.conserje.application.tenancy.UsersContract;
import io.conserje.domain.tenancy.TenantId;

final class InMemoryUsersTest implements UsersContract {

    private final Users users = InMemory.users();

    @Override
    public Users users() {
        return users;
    }

    @Override
    public void givenTenants(TenantId... tenants) {
        // Any tenant will do.
    }
}
