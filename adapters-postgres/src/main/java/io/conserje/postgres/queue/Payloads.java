package io.conserje.postgres.queue;

import static io.conserje.postgres.schema.Tables.INBOX_PAYLOADS;

import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.tx.Transactions;
import java.util.Optional;
import java.util.UUID;
import org.jooq.impl.DSL;

/** Messages as the channel spelled them, in {@code conserje.inbox_payloads}. Only the scope of a hotel reads them. */
final class Payloads {

    private Payloads() {}

    static Optional<String> find(Transactions transactions, TenantId tenant, UUID message) {
        return transactions
                .each(tenant)
                .fetch(DSL.select(INBOX_PAYLOADS.PAYLOAD)
                        .from(INBOX_PAYLOADS)
                        .where(INBOX_PAYLOADS.TENANT_ID.eq(tenant.value()))
                        .and(INBOX_PAYLOADS.MESSAGE_ID.eq(message)))
                .stream()
                .findFirst()
                .map(row -> row.value1());
    }
}
