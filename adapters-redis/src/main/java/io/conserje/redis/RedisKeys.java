package io.conserje.redis;

import io.conserje.domain.lock.RoomId;
import io.conserje.domain.session.GuestRef;
import io.conserje.domain.tenancy.TenantId;
import java.util.HexFormat;

/** Names of keys. All of a tenant's share one hash tag, hence one slot of a cluster. */
final class RedisKeys {

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private RedisKeys() {}

    /** Holds one session. */
    static String session(TenantId tenant, GuestRef guest) {
        return tenant(tenant) + "session:" + member(guest);
    }

    /** Holds the names of a tenant's sessions by expiry. */
    static String index(TenantId tenant) {
        return tenant(tenant) + "sessions";
    }

    /** Holds all of a tenant's holds. */
    static String holds(TenantId tenant) {
        return tenant(tenant) + "holds";
    }

    /** Holds the owners of a room's holds, and its last fence. */
    static String room(TenantId tenant, RoomId room) {
        return tenant(tenant) + "room:" + room.value();
    }

    /** Holds all of a tenant's leases. */
    static String leases(TenantId tenant) {
        return tenant(tenant) + "leases";
    }

    /** Holds the names of a tenant's leases by when they end. */
    static String leaseEnds(TenantId tenant) {
        return tenant(tenant) + "lease-ends";
    }

    /** One guest within a tenant: no two guests have the same, however odd their addresses. */
    static String member(GuestRef guest) {
        StringBuilder name = new StringBuilder(guest.channel().name()).append(':');
        guest.address().chars().forEach(unit -> append(name, (char) unit));
        return name.toString();
    }

    private static String tenant(TenantId tenant) {
        return "conserje:{" + tenant.value() + "}:";
    }

    private static void append(StringBuilder name, char unit) {
        if (isPlain(unit)) {
            name.append(unit);
        } else {
            // A code unit, not a byte: it tells even broken surrogates apart.
            name.append('%').append(HEX.toHexDigits((short) unit));
        }
    }

    private static boolean isPlain(char unit) {
        return (unit >= '0' && unit <= '9')
                || (unit >= 'a' && unit <= 'z')
                || (unit >= 'A' && unit <= 'Z')
                || "+@._-".indexOf(unit) >= 0;
    }
}
