package io.conserje.db.transfer;

import java.sql.Array;
import java.sql.SQLException;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The hotels whose rows are moved or compared.
 *
 * @param tenants their ids; empty for all hotels
 */
record Scope(List<String> tenants) {

    static final Scope ALL = new Scope(List.of());

    /** As the check of {@code conserje.tenants} has it. */
    private static final Pattern TENANT = Pattern.compile("[a-z0-9][a-z0-9_-]{1,49}");

    /** @throws TransferRefusedException if an id cannot be a hotel's */
    Scope {
        tenants = tenants.stream().sorted().distinct().toList();
        for (String tenant : tenants) {
            if (!TENANT.matcher(tenant).matches()) {
                throw new TransferRefusedException(
                        List.of("--tenant: \"" + tenant + "\" is no hotel's id. Ids have 2 to"
                                + " 50 of the characters a-z, 0-9, _ and -. See them with: ./conserje tenants list"));
            }
        }
    }

    boolean isAll() {
        return tenants.isEmpty();
    }

    /** The condition as the end of a statement; empty for all hotels. */
    String where() {
        return isAll() ? "" : " where " + condition();
    }

    /** The ids as an array to bind. */
    Array asArray(Session session) throws SQLException {
        return session.connection().createArrayOf("text", tenants.toArray());
    }

    /** A condition on {@code tenant_id}, without bind values, as a publication needs it. */
    String condition() {
        return tenants.stream()
                .map(tenant -> "'" + tenant + "'")
                .collect(Collectors.joining(", ", "tenant_id in (", ")"));
    }
}
