package io.conserje.domain.lock;

import io.conserje.domain.tenancy.TenantId;
import java.util.regex.Pattern;

/**
 * The key of a lease: a name within one hotel.
 *
 * @param name 1 to 200 of {@code a-z A-Z 0-9 . _ : / -}, such as {@code jobs/night-audit}
 */
public record LeaseKey(TenantId tenant, String name) {

    private static final Pattern SHAPE = Pattern.compile("[A-Za-z0-9._:/-]{1,200}");

    /** @throws IllegalArgumentException if the name has another length or another character */
    public LeaseKey {
        if (!SHAPE.matcher(name).matches()) {
            throw new IllegalArgumentException("The name of a lease must be 1 to 200 letters, digits or . _ : / -, had "
                    + name.length() + " characters. Example: jobs/night-audit");
        }
    }

    @Override
    public String toString() {
        return tenant + "/" + name;
    }
}
