package io.conserje.application.dlq;

import io.conserje.domain.dlq.DeadLetter;
import io.conserje.domain.dlq.Verdict;
import io.conserje.domain.dlq.Warrant;
import io.conserje.domain.tenancy.TenantId;
import java.util.List;
import java.util.function.IntConsumer;

/** Decides about many letters, step by step. */
final class Settling {

    private final DeadLetters letters;

    Settling(DeadLetters letters) {
        this.letters = letters;
    }

    /**
     * Decides about the letters that are buried now; one that is redriven and buried again meanwhile is not redriven twice.
     *
     * @param heard told how many each step decided on
     */
    int all(TenantId tenant, LetterFilter filter, Verdict verdict, Warrant warrant, Pace pace, IntConsumer heard)
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
            heard.accept(step);
            pace.progress().accept(done);
            pace.waiting().pause(pace.pauseFor(step));
            step = settle(tenant, present, verdict, warrant, pace);
        }
        return done;
    }

    private int settle(TenantId tenant, LetterFilter present, Verdict verdict, Warrant warrant, Pace pace) {
        return letters.settle(tenant, present, pace.step(), verdict, warrant).size();
    }
}
