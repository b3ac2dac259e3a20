package io.conserje.application.dlq;

import io.conserje.application.process.Gate;
import io.conserje.domain.dlq.DeadLetter;
import io.conserje.domain.dlq.Verdict;
import io.conserje.domain.dlq.Warrant;
import io.conserje.domain.tenancy.TenantId;
import java.util.List;
import java.util.function.IntConsumer;

/** Makes a decision about many dead letters, step by step. */
final class Settling {

    private final DeadLetters letters;
    private final Gate gate;

    Settling(DeadLetters letters, Gate gate) {
        this.letters = letters;
        this.gate = gate;
    }

    /**
     * Decides about the dead letters that wait for a decision now. A message that fails again meanwhile is not redriven
     * twice.
     *
     * @param afterStep called after every step with its number of decisions
     */
    int all(TenantId tenant, LetterFilter filter, Verdict verdict, Warrant warrant, Pace pace, IntConsumer afterStep)
            throws InterruptedException {
        List<DeadLetter> newest = letters.list(tenant, filter, DeadLetters.Shown.BURIED, null, 1);
        if (newest.isEmpty()) {
            return 0;
        }
        LetterFilter present = filter.buriedUntil(newest.getFirst().buriedAt());
        int done = 0;
        int step = settle(tenant, present, verdict, warrant, pace);
        while (step > 0) {
            done += step;
            afterStep.accept(step);
            pace.progress().accept(done);
            pace.waiting().pause(pace.pauseFor(step));
            step = settle(tenant, present, verdict, warrant, pace);
        }
        return done;
    }

    private int settle(TenantId tenant, LetterFilter present, Verdict verdict, Warrant warrant, Pace pace) {
        gate.check(List.of(tenant));
        return letters.settle(tenant, present, pace.step(), verdict, warrant).size();
    }
}
