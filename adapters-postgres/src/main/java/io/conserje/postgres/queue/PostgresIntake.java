package io.conserje.postgres.queue;

import io.conserje.application.messaging.Inbox.Acceptance;
import io.conserje.application.messaging.Intake;
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

    /** @param ids ids of new messages */
    public PostgresIntake(Transactions transactions, Supplier<UUID> ids) {
        this.transactions = transactions;
        this.ids = ids;
    }

    @Override
    public List<Acceptance> accept(List<Arrival> arrivals) {
        return new InboxWriter(transactions.eachForSystemBriefly(), transactions::each, ids).accept(arrivals);
    }

    @Override
    public void refuseNesting() {
        transactions.refuseNesting();
    }
}
