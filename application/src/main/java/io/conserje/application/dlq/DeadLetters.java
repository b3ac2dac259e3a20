package io.conserje.application.dlq;

import io.conserje.domain.dlq.DeadLetter;
import io.conserje.domain.dlq.DeadLetterId;
import io.conserje.domain.dlq.FailedAttempt;
import io.conserje.domain.dlq.Verdict;
import io.conserje.domain.dlq.Warrant;
import io.conserje.domain.tenancy.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The dead letters of hotels, one hotel a call: another hotel's letter is not there. Thread-safe; each call is a unit of work
 * of its own.
 */
public interface DeadLetters {

    /**
     * A place in the list: behind this letter.
     *
     * @param buriedAt see {@link DeadLetter#buriedAt}
     */
    record Place(Instant buriedAt, DeadLetterId id) {

        /** The place behind a letter. */
        public static Place behind(DeadLetter letter) {
            return new Place(letter.buriedAt(), letter.id());
        }
    }

    /** Which letters a list shows. */
    enum Shown {
        /** Those that wait for a decision. */
        BURIED,
        /** Those and the ones that were decided on, as long as they are kept. */
        ALL
    }

    /**
     * What happened to one letter's message.
     *
     * @param attempts each failure, oldest first
     * @param settlements each decision, oldest first
     */
    record History(List<FailedAttempt> attempts, List<DeadLetter.State.Settled> settlements) {
        public History {
            attempts = List.copyOf(attempts);
            settlements = List.copyOf(settlements);
        }
    }

    /** What came of a decision about one letter. */
    sealed interface Settlement {
        /** It is done. */
        record Done() implements Settlement {}

        /** It had been decided before; nothing changed. */
        record Before(DeadLetter.State state) implements Settlement {}

        /** This hotel has no such letter. */
        record Absent() implements Settlement {}
    }

    /**
     * Letters, the last buried first.
     *
     * @param behind where to go on, or null for the beginning
     * @param most how many at most, 1 to 1000
     * @throws IllegalArgumentException if most is out of bounds
     */
    List<DeadLetter> list(TenantId tenant, LetterFilter filter, Shown shown, @Nullable Place behind, int most);

    /** How many buried letters a filter means. */
    int count(TenantId tenant, LetterFilter filter);

    Optional<DeadLetter> find(TenantId tenant, DeadLetterId id);

    /** Empty lists if this hotel has no such letter. */
    History history(TenantId tenant, DeadLetterId id);

    /**
     * Decides about a buried letter, once: of several who do so at the same time, one is told {@link Settlement.Done}. A
     * redriven message is the same message again, with the same ids, at its old place among those of its guest, and with its
     * attempts counted from 1.
     */
    Settlement settle(TenantId tenant, DeadLetterId id, Verdict verdict, Warrant warrant);

    /**
     * Decides about the buried letters that a filter means, the oldest first. Those that somebody else is deciding on at
     * this moment are left to them.
     *
     * @param most how many at most, 1 to 1000
     * @return the letters that this call decided on
     * @throws IllegalArgumentException if most is out of bounds
     */
    List<DeadLetterId> settle(TenantId tenant, LetterFilter filter, int most, Verdict verdict, Warrant warrant);
}
