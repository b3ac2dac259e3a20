package io.conserje.postgres.queue;

import static io.conserje.postgres.schema.Tables.INBOX;

import io.conserje.application.messaging.Inbox;
import io.conserje.application.messaging.Intake.Arrival;
import io.conserje.domain.messaging.Coalescing;
import io.conserje.domain.messaging.InboundMessage;
import io.conserje.domain.messaging.ProviderMessageId;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.tx.Statements;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jooq.impl.DSL;

/** The messages of one hotel in {@code conserje.inbox}. A batch is accepted with one statement. */
public final class PostgresInbox implements Inbox {

    private final TenantId tenant;
    private final Statements statements;
    private final Supplier<UUID> ids;
    private final Coalescing coalescing;

    /**
     * @param ids ids of new messages
     * @param coalescing whether messages of a guest wait for each other
     */
    public PostgresInbox(TenantId tenant, Statements statements, Supplier<UUID> ids, Coalescing coalescing) {
        this.tenant = tenant;
        this.statements = statements;
        this.ids = ids;
        this.coalescing = coalescing;
    }

    @Override
    public List<Acceptance> accept(List<InboundMessage> messages) {
        return new InboxWriter(statements, hotel -> statements, ids, coalescing)
                .accept(messages.stream()
                        .map(message -> new Arrival(tenant, message))
                        .toList());
    }

    @Override
    public Optional<Progress> progressOf(Channel channel, ProviderMessageId id) {
        return statements
                .fetch(DSL.select(INBOX.STATE)
                        .from(INBOX)
                        .where(INBOX.TENANT_ID.eq(tenant.value()))
                        .and(INBOX.CHANNEL.eq(channel.name()))
                        .and(INBOX.PROVIDER_ID.eq(id.value())))
                .stream()
                .findFirst()
                .map(row -> Progress.valueOf(row.value1().toUpperCase(Locale.ROOT)));
    }
}
