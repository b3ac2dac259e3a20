package io.conserje.application.process;

import io.conserje.domain.tenancy.TenantId;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Writes are stopped, of all hotels or of one.
 *
 * @param hotel the hotel whose writes are stopped; null for all hotels
 * @param reason why, for people; no secret, no personal data
 */
public record Closure(@Nullable TenantId hotel, Kind kind, String reason, Instant since) {

    /** Why a database takes no writes. */
    public enum Kind {
        /** The hotels move to another database, and nothing may change here any more. */
        FROZEN,
        /** The hotels are on their way into this database. It opens when all have arrived. */
        CLOSED;

        /** The name in the database and for people. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
