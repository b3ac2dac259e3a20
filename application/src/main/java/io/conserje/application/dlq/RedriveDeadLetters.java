package io.conserje.application.dlq;

import io.conserje.application.dlq.DeadLetters.Settlement;
import io.conserje.domain.dlq.DeadLetterId;
import io.conserje.domain.dlq.Verdict;
import io.conserje.domain.dlq.Warrant;
import io.conserje.domain.tenancy.TenantId;

/** Redrives dead letters: their messages are handled again. Thread-safe. */
public final class RedriveDeadLetters {

    private final DeadLetters letters;
    private final DeadLetterListener listener;

    public RedriveDeadLetters(DeadLetters letters, DeadLetterListener listener) {
        this.letters = letters;
        this.listener = listener;
    }

    /** Redrives one dead letter. */
    public Settlement redrive(TenantId tenant, DeadLetterId id, Warrant warrant) {
        Settlement made = letters.settle(tenant, id, Verdict.REDRIVE, warrant);
        if (made instanceof Settlement.Done) {
            listener.deadLettersRedriven(tenant, 1);
        }
        return made;
    }

    /**
     * Redrives the dead letters that match and wait for a decision when the call begins, oldest first.
     *
     * @return how many this call redrove
     * @throws InterruptedException if the pause between two steps was interrupted. Completed steps stay
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
