package io.conserje.application.dlq;

import io.conserje.application.dlq.DeadLetters.Settlement;
import io.conserje.domain.dlq.DeadLetterId;
import io.conserje.domain.dlq.Verdict;
import io.conserje.domain.dlq.Warrant;
import io.conserje.domain.tenancy.TenantId;

/** Puts messages that were given up back to be handled, each once, by somebody's order. Thread-safe. */
public final class RedriveDeadLetters {

    private final DeadLetters letters;
    private final DeadLetterListener listener;

    public RedriveDeadLetters(DeadLetters letters, DeadLetterListener listener) {
        this.letters = letters;
        this.listener = listener;
    }

    /** Puts one message back. */
    public Settlement redrive(TenantId tenant, DeadLetterId id, Warrant warrant) {
        Settlement made = letters.settle(tenant, id, Verdict.REDRIVE, warrant);
        if (made instanceof Settlement.Done) {
            listener.deadLettersRedriven(tenant, 1);
        }
        return made;
    }

    /**
     * Puts back the messages of the letters that a filter means and that are buried when this begins, the oldest first.
     *
     * @return how many this call put back
     * @throws InterruptedException if the pace was interrupted; what was put back stays so
     */
    public int redrive(TenantId tenant, LetterFilter filter, Warrant warrant, Pace pace) throws InterruptedException {
        return new Settling(letters)
                .all(
                        tenant,
                        filter,
                        Verdict.REDRIVE,
                        warrant,
                        pace,
                        step -> listener.deadLettersRedriven(tenant, step));
    }
}
