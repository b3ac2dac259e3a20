package io.conserje.postgres.tx;

import static io.conserje.postgres.schema.Tables.SESSIONS;

import io.conserje.domain.tenancy.TenantId;
import java.time.OffsetDateTime;
import org.jooq.JSONB;
import org.jooq.RowCountQuery;
import org.jooq.impl.DSL;

/** Rows of {@code conserje.sessions}, as an example of a table of hotels. */
final class SessionRows {

    private SessionRows() {}

    /** Inserts a session that expires in 2100. */
    static RowCountQuery session(TenantId tenant, String guest) {
        return DSL.insertInto(SESSIONS)
                .set(SESSIONS.TENANT_ID, tenant.value())
                .set(SESSIONS.CHANNEL, "whatsapp")
                .set(SESSIONS.GUEST, guest)
                .set(SESSIONS.VERSION, 1L)
                .set(SESSIONS.ATTRIBUTES, JSONB.jsonb("{}"))
                .set(SESSIONS.EXPIRES_AT, OffsetDateTime.parse("2100-01-01T00:00:00Z"));
    }
}
