package io.conserje.domain.pms;

import io.conserje.domain.lock.HolderRef;
import io.conserje.domain.lock.RoomId;
import io.conserje.domain.lock.Stay;
import io.conserje.domain.tenancy.TenantId;
import java.util.Locale;
import java.util.UUID;

/**
 * A room that is a guest's for a stay.
 *
 * @param fence of the hold that it was made from
 */
public record Booking(TenantId tenant, UUID id, RoomId room, Stay stay, HolderRef holder, long fence) {

    private static final int CODE = 8;

    /** How the hotel and the guest speak of it: eight letters and digits. Short, hence not unique for ever. */
    public String code() {
        String hex = id.toString().replace("-", "");
        return hex.substring(hex.length() - CODE).toUpperCase(Locale.ROOT);
    }
}
