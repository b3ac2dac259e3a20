package io.conserje.postgres;

import io.conserje.application.messaging.Inbox.Acceptance;
import io.conserje.application.messaging.Intake;
import io.conserje.postgres.tx.Transactions;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

/** Messages of several hotels in one statement and one commit, in the system scope, which may add fresh messages only. */
final class PostgresIntake implements Intake {

    private final Transactions transactions;
    private final Supplier<UUID> ids;

    PostgresIntake(Transactions transactions, Supplier<UUID> ids) {
        this.transactions = transactions;
        this.ids = ids;
    }

    @Override
    public List<Acceptance> accept(List<Arrival> arrivals) {
        return new Accepting(transactions.eachForSystem(), ids).accept(arrivals);
    }
}
