package io.conserje.postgres.queue;

import static io.conserje.postgres.schema.Tables.INBOX;

import io.conserje.application.messaging.Endings;
import io.conserje.application.messaging.Turns.Outcome;
import io.conserje.domain.messaging.Coalescing;
import io.conserje.postgres.queue.GuestQueues.Answer;
import io.conserje.postgres.queue.GuestQueues.Finish;
import io.conserje.postgres.tx.Statements;
import io.conserje.postgres.tx.Transactions;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Ends messages of several hotels with one statement and one commit. It runs in the system scope, which may end pending
 * messages as handled and add pending replies.
 */
public final class PostgresEndings implements Endings {

    /** Runs statements in one transaction across hotels. */
    @FunctionalInterface
    private interface Together {
        <T> T run(Function<Statements, T> work);
    }

    private final Statements statements;
    private final Together together;
    private final Supplier<UUID> ids;
    private final Coalescing coalescing;

    private PostgresEndings(Statements statements, Together together, Supplier<UUID> ids, Coalescing coalescing) {
        this.statements = statements;
        this.together = together;
        this.ids = ids;
        this.coalescing = coalescing;
    }

    /**
     * Ends that share a statement. None waits for a locked row of another one for longer than a second.
     *
     * @param ids ids of new replies
     * @param coalescing whether messages of a guest wait for each other
     */
    public static PostgresEndings shared(Transactions transactions, Supplier<UUID> ids, Coalescing coalescing) {
        return new PostgresEndings(transactions.eachForSystemBriefly(), transactions::inSystemBriefly, ids, coalescing);
    }

    /**
     * Ends of single messages, which wait for their row.
     *
     * @param ids ids of new replies
     * @param coalescing whether messages of a guest wait for each other
     */
    static PostgresEndings single(Transactions transactions, Supplier<UUID> ids, Coalescing coalescing) {
        return new PostgresEndings(transactions.eachForSystem(), transactions::inSystem, ids, coalescing);
    }

    @Override
    public List<Outcome> finish(List<Ending> endings) {
        if (endings.isEmpty()) {
            return List.of();
        }
        Set<UUID> ended = endings.stream().allMatch(ending -> ending.turn().size() == 1)
                ? finish(statements, endings)
                : together.run(transaction -> {
                    transaction.count(GuestQueues.FINISH_OTHERS.query(endings));
                    return finish(transaction, endings);
                });
        return endings.stream()
                .map(ending ->
                        ended.contains(GuestQueues.last(ending.turn()).value()) ? Outcome.RECORDED : Outcome.LOST)
                .toList();
    }

    private Set<UUID> finish(Statements where, List<Ending> endings) {
        return new HashSet<>(where.fetch(GuestQueues.finish(new Finish(endings, answers(endings), coalescing))
                        .coerce(INBOX.MESSAGE_ID))
                .getValues(INBOX.MESSAGE_ID));
    }

    private List<Answer> answers(List<Ending> endings) {
        return endings.stream()
                .flatMap(ending ->
                        ending.replies().stream().map(reply -> new Answer(ids.get(), ending.turn(), reply.message())))
                .toList();
    }
}
