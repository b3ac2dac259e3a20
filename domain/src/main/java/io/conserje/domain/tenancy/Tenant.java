package io.conserje.domain.tenancy;

import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * One hotel.
 *
 * @param name the name that guests use; 1 to 200 printable characters, not blank
 * @param zone the time zone of its dates and hours
 * @param share the percentage of a process's places that its messages may take, 1 to 100; null for what the process
 *     says
 */
public record Tenant(
        TenantId id,
        String name,
        TenantStatus status,
        ZoneId zone,
        OpeningHours hours,
        @Nullable Integer share) {

    /** The time zone of a new hotel, unless another is given. */
    public static final ZoneId DEFAULT_ZONE = ZoneId.of("America/Argentina/Buenos_Aires");

    /**
     * @throws IllegalArgumentException if the name is blank, longer than 200 characters or has a control character, or
     *     the share is out of bounds
     */
    public Tenant {
        name = checkedName("The name of tenant " + id, name);
        if (share != null && (share < 1 || share > 100)) {
            throw new IllegalArgumentException("The share of tenant " + id + " is 1 to 100 percent, was " + share);
        }
    }

    /** A hotel without a share of its own. */
    public Tenant(TenantId id, String name, TenantStatus status, ZoneId zone, OpeningHours hours) {
        this(id, name, status, zone, hours, null);
    }

    /**
     * Checks a name that a user typed.
     *
     * @return the same name
     * @throws IllegalArgumentException if it is blank, longer than 200 characters or has a control character
     */
    public static String checkedName(String name) {
        return checkedName("A tenant's name", name);
    }

    private static String checkedName(String whose, String name) {
        if (name.isBlank() || name.length() > 200 || name.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    whose + " must have 1 to 200 printable characters, was " + Quoted.of(name));
        }
        return name;
    }

    /** An active hotel with the default time zone and hours. */
    public static Tenant named(TenantId id, String name) {
        return new Tenant(id, name, TenantStatus.ACTIVE, DEFAULT_ZONE, OpeningHours.DEFAULT);
    }

    public boolean isActive() {
        return status == TenantStatus.ACTIVE;
    }
}
