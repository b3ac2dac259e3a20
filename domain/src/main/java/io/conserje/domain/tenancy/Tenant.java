package io.conserje.domain.tenancy;

import java.time.ZoneId;

/**
 * One hotel.
 *
 * @param name what guests call it; not blank, 1 to 200 printable characters
 * @param zone the zone in which its dates and hours are meant
 */
public record Tenant(TenantId id, String name, TenantStatus status, ZoneId zone, OpeningHours hours) {

    /** The zone of a hotel that has not said otherwise. */
    public static final ZoneId DEFAULT_ZONE = ZoneId.of("America/Argentina/Buenos_Aires");

    /** @throws IllegalArgumentException if the name is blank, longer than 200 characters or has control characters */
    public Tenant {
        name = checkedName("The name of tenant " + id, name);
    }

    /**
     * A name, as somebody wrote it for a tenant that is not there yet.
     *
     * @return the same
     * @throws IllegalArgumentException if it is blank, longer than 200 characters or has control characters
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

    /** An active hotel with the usual zone and hours. */
    public static Tenant named(TenantId id, String name) {
        return new Tenant(id, name, TenantStatus.ACTIVE, DEFAULT_ZONE, OpeningHours.DEFAULT);
    }

    public boolean isActive() {
        return status == TenantStatus.ACTIVE;
    }
}
