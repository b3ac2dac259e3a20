package io.conserje.application.dlq;

import io.conserje.application.dlq.DeadLetters.Settlement;
import io.conserje.application.process.Gate;
import io.conserje.domain.dlq.DeadLetterId;
import io.conserje.domain.dlq.Verdict;
import io.conserje.domain.dlq.Warrant;
import io.conserje.domain.tenancy.TenantId;
import java.util.List;

/** Redrives dead letters: their messages are handled again. Thread-safe. */
public final class RedriveDeadLetters {

    private final DeadLetters letters;
    private final DeadLetterListener listener;
    private final Gate gate;

    /** Decides at all times. */
    public RedriveDeadLetters(DeadLetters letters, DeadLetterListener listener) {
        this(letters, listener, Gate.alwaysOpen());
    }

    /** @param gate whether decisions may be made now; they are refused as {@link Gate#check()} says */
    public RedriveDeadLetters(DeadLetters letters, DeadLetterListener listener, Gate gate) {
        this.letters = letters;
        this.listener = listener;
        this.gate = gate;
    }

    /** Redrives one dead letter. */
    public Settlement redrive(TenantId tenant, DeadLetterId id, Warrant warrant) {
        gate.check(List.of(tenant));
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
        return new Settling(letters, gate)
                .all(
                        tenant,
                        filter,
                        Verdict.REDRIVE,
                        warrant,
                        pace,
                        step -> listener.deadLettersRedriven(tenant, step));
    }
}
