package io.conserje.postgres.queue;

import static io.conserje.postgres.schema.Tables.INBOX;

import io.conserje.application.messaging.Endings;
import io.conserje.application.messaging.Turns.Outcome;
import io.conserje.postgres.queue.GuestQueues.Answer;
import io.conserje.postgres.queue.GuestQueues.Finish;
import io.conserje.postgres.tx.Statements;
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

    private final Statements statements;
    private final Supplier<UUID> ids;

    private PostgresEndings(Statements statements, Supplier<UUID> ids) {
        this.statements = statements;
        this.ids = ids;
    }

    /**
     * Ends that share a statement. None waits for a locked row of another one for longer than a second.
     *
     * @param ids ids of new replies
     */
    public static PostgresEndings shared(Transactions transactions, Supplier<UUID> ids) {
        return new PostgresEndings(transactions.eachForSystemBriefly(), ids);
    }

    /**
     * Ends of single messages, which wait for their row.
     *
     * @param ids ids of new replies
     */
    static PostgresEndings single(Transactions transactions, Supplier<UUID> ids) {
        return new PostgresEndings(transactions.eachForSystem(), ids);
    }

    @Override
    public List<Outcome> finish(List<Ending> endings) {
        if (endings.isEmpty()) {
            return List.of();
        }
        Set<UUID> ended = new HashSet<>(statements
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
