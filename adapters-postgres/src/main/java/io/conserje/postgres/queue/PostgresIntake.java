package io.conserje.postgres.queue;

import io.conserje.application.messaging.Inbox.Acceptance;
import io.conserje.application.messaging.Intake;
import io.conserje.domain.messaging.Coalescing;
import io.conserje.postgres.tx.Transactions;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Accepts messages of several hotels with one statement and one commit. It runs in the system scope, which may add new
 * messages only. It does not wait for a locked row for longer than a second.
 */
public final class PostgresIntake implements Intake {

    private final Transactions transactions;
    private final Supplier<UUID> ids;
    private final Coalescing coalescing;

    /**
     * @param ids ids of new messages
     * @param coalescing whether messages of a guest wait for each other
     */
    public PostgresIntake(Transactions transactions, Supplier<UUID> ids, Coalescing coalescing) {
        this.transactions = transactions;
        this.ids = ids;
        this.coalescing = coalescing;
    }

    @Override
    public List<Acceptance> accept(List<Arrival> arrivals) {
        return new InboxWriter(transactions.eachForSystemBriefly(), transactions::each, ids, coalescing)
                .accept(arrivals);
    }

    @Override
    public void refuseNesting() {
        transactions.refuseNesting();
    }
}
