package io.conserje.redis;

import io.conserje.application.store.StoreCorruptException;
import io.conserje.domain.lock.RoomId;
import io.conserje.domain.session.GuestRef;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.TenantId;
import java.time.Duration;
import java.util.HexFormat;

/** Names of keys. The keys of a hotel share one hash tag, so a cluster keeps them in one slot. */
final class RedisKeys {

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    /**
     * How long the keys of holds and leases live after a write, in milliseconds: longer than any hold lasts, and longer
     * than clocks are set back.
     */
    static final String TIME_TO_LIVE = Long.toString(Duration.ofDays(8).toMillis());

    private RedisKeys() {}

    /** The hash of a session. */
    static String session(TenantId tenant, GuestRef guest) {
        return tenant(tenant) + "session:" + member(guest);
    }

    /** The sorted set of a hotel's sessions by expiry. */
    static String index(TenantId tenant) {
        return tenant(tenant) + "sessions";
    }

    /** The hash of a hotel's room holds. */
    static String holds(TenantId tenant) {
        return tenant(tenant) + "holds";
    }

    /** The sorted set of a room's holds by check-in and by end, with the room's last fence. */
    static String room(TenantId tenant, RoomId room) {
        return tenant(tenant) + "room:" + room.value();
    }

    /** The hash of a hotel's leases. */
    static String leases(TenantId tenant) {
        return tenant(tenant) + "leases";
    }

    /** The sorted set of a hotel's leases by end. */
    static String leaseEnds(TenantId tenant) {
        return tenant(tenant) + "lease-ends";
    }

    /** The name of a guest within a hotel. Two guests never share a name, because special characters are escaped. */
    static String member(GuestRef guest) {
        StringBuilder name = new StringBuilder(guest.channel().name()).append(':');
        guest.address().chars().forEach(unit -> append(name, (char) unit));
        return name.toString();
    }

    /**
     * The guest whom {@link #member} named.
     *
     * @throws StoreCorruptException if it is no such name
     */
    static GuestRef guest(TenantId tenant, String member) {
        try {
            int colon = member.indexOf(':');
            String escaped = member.substring(colon + 1);
            StringBuilder address = new StringBuilder();
            for (int i = 0; i < escaped.length(); i++) {
                if (escaped.charAt(i) == '%') {
                    address.append((char) HexFormat.fromHexDigits(escaped, i + 1, i + 5));
                    i += 4;
                } else {
                    address.append(escaped.charAt(i));
                }
            }
            return GuestRef.stored(new Channel(member.substring(0, colon)), address.toString());
        } catch (IllegalArgumentException | IndexOutOfBoundsException unreadable) {
            // The message may quote the guest.
            throw new StoreCorruptException(
                    "Cannot read the name of a session of hotel " + tenant + ": "
                            + unreadable.getClass().getSimpleName() + ". Delete the hotel's key of sessions.",
                    new IllegalArgumentException(unreadable.getClass().getName()));
        }
    }

    private static String tenant(TenantId tenant) {
        return "conserje:{" + tenant.value() + "}:";
    }

    private static void append(StringBuilder name, char unit) {
        if (isPlain(unit)) {
            name.append(unit);
        } else {
            // Code units, unlike bytes, keep unpaired surrogates distinct.
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
