package io.conserje.postgres.queue;

import static io.conserje.postgres.schema.Tables.INBOX;

import io.conserje.application.messaging.Endings;
import io.conserje.application.messaging.Turns.Outcome;
import io.conserje.postgres.queue.GuestQueues.Answer;
import io.conserje.postgres.queue.GuestQueues.Finish;
import io.conserje.postgres.tx.Transactions;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Ends messages of several hotels with one statement and one commit. It runs in the system scope, which may end pending
 * messages as handled and add pending replies.
 */
public final class PostgresEndings implements Endings {

    private final Transactions transactions;
    private final Supplier<UUID> ids;

    /** @param ids ids of new replies */
    public PostgresEndings(Transactions transactions, Supplier<UUID> ids) {
        this.transactions = transactions;
        this.ids = ids;
    }

    @Override
    public List<Outcome> finish(List<Ending> endings) {
        if (endings.isEmpty()) {
            return List.of();
        }
        Set<UUID> ended = new HashSet<>(transactions
                .eachForSystem()
                .fetch(GuestQueues.FINISH
                        .query(new Finish(endings, answers(endings)))
                        .coerce(INBOX.MESSAGE_ID))
                .getValues(INBOX.MESSAGE_ID));
        return endings.stream()
                .map(ending -> ended.contains(ending.turn().id().value()) ? Outcome.RECORDED : Outcome.LOST)
                .toList();
    }

    private List<Answer> answers(List<Ending> endings) {
        return endings.stream()
                .flatMap(ending ->
                        ending.replies().stream().map(reply -> new Answer(ids.get(), ending.turn(), reply.text())))
                .toList();
    }
}
