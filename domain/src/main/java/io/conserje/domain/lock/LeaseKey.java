package io.conserje.domain.lock;

import io.conserje.domain.tenancy.TenantId;
import java.util.regex.Pattern;

/**
 * What a lease is on: any thing of one hotel that has a name.
 *
 * @param name 1 to 200 of {@code a-z A-Z 0-9 . _ : / -}, such as {@code jobs/night-audit}
 */
public record LeaseKey(TenantId tenant, String name) {

    private static final Pattern SHAPE = Pattern.compile("[A-Za-z0-9._:/-]{1,200}");

    /** @throws IllegalArgumentException if the name has another shape */
    public LeaseKey {
        if (!SHAPE.matcher(name).matches()) {
            throw new IllegalArgumentException("The name of a lease is 1 to 200 letters, digits or . _ : / -, not "
                    + name.length() + " characters of another kind. Example: jobs/night-audit");
        }
    }

    @Override
    public String toString() {
        return tenant + "/" + name;
    }
}
