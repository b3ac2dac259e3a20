package io.conserje.application.memory;

import io.conserje.application.tenancy.Users;
import io.conserje.domain.tenancy.TenantId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Users in a map, by hotel and e-mail address. */
final class InMemoryUsers implements Users {

    private record Key(TenantId tenant, String email) {}

    private record User(String passwordHash, String role) {}

    private final Map<Key, User> users = new ConcurrentHashMap<>();

    @Override
    public Creation create(TenantId tenant, String email, String passwordHash, String role) {
        return users.putIfAbsent(new Key(tenant, email), new User(passwordHash, role)) == null
                ? Creation.CREATED
                : Creation.ALREADY_THERE;
    }
}
