package io.conserje.domain.pms;

import io.conserje.domain.lock.HolderRef;
import io.conserje.domain.lock.RoomId;
import io.conserje.domain.lock.Stay;
import io.conserje.domain.tenancy.TenantId;
import java.util.Locale;
import java.util.UUID;

/**
 * A room that is booked for a stay.
 *
 * @param fence the fence of the hold that was booked
 */
public record Booking(TenantId tenant, UUID id, RoomId room, Stay stay, HolderRef holder, long fence) {

    private static final int CODE_LENGTH = 8;

    /**
     * The code that the guest and the hotel use: eight letters and digits. Being short, it may repeat over the years.
     */
    public String code() {
        String hex = id.toString().replace("-", "");
        return hex.substring(hex.length() - CODE_LENGTH).toUpperCase(Locale.ROOT);
    }
}
