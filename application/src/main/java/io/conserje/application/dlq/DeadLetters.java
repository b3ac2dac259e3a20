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
 * The dead letters of hotels. A call that names a hotel never finds another hotel's dead letter. The others are for
 * operators, and cost the same for any number of hotels. Thread-safe; each call is a unit of work of its own.
 */
public interface DeadLetters {

    /**
     * A position in the list: behind this dead letter.
     *
     * @param buriedAt see {@link DeadLetter#buriedAt}
     */
    record Place(Instant buriedAt, DeadLetterId id) {

        /** The position behind a dead letter. */
        public static Place behind(DeadLetter letter) {
            return new Place(letter.buriedAt(), letter.id());
        }
    }

    /** Which dead letters a list includes. */
    enum Shown {
        /** Those that wait for a decision. */
        BURIED,
        /** All that are kept, with or without a decision. */
        ALL
    }

    /**
     * The history of a dead letter.
     *
     * @param attempts the failed attempts, oldest first
     * @param settlements the decisions, oldest first
     */
    record History(List<FailedAttempt> attempts, List<DeadLetter.State.Settled> settlements) {
        public History {
            attempts = List.copyOf(attempts);
            settlements = List.copyOf(settlements);
        }
    }

    /** The result of a decision about one dead letter. */
    sealed interface Settlement {
        /** The decision was made. */
        record Done() implements Settlement {}

        /** Another decision was made before; nothing changed. */
        record Before(DeadLetter.State state) implements Settlement {}

        /** This hotel has no such dead letter. */
        record Absent() implements Settlement {}
    }

    /**
     * Lists dead letters, newest first.
     *
     * @param behind the position of the last one on the previous page, or null for the first page
     * @param max how many at most, 1 to 1000
     * @throws IllegalArgumentException if max is out of bounds
     */
    List<DeadLetter> list(TenantId tenant, LetterFilter filter, Shown shown, @Nullable Place behind, int max);

    /**
     * Lists dead letters of all hotels, newest first.
     *
     * @param behind the position of the last one on the previous page, or null for the first page
     * @param max how many at most, 1 to 1000
     * @throws IllegalArgumentException if max is out of bounds
     */
    List<DeadLetter> list(LetterFilter filter, Shown shown, @Nullable Place behind, int max);

    /** The number of dead letters that match and wait for a decision. */
    int count(TenantId tenant, LetterFilter filter);

    /** The number of dead letters of all hotels that match and wait for a decision. */
    int count(LetterFilter filter);

    /** The hotels with dead letters that match and wait for a decision, by id. */
    List<TenantId> hotels(LetterFilter filter);

    /** The dead letter with this id; empty if this hotel has no such dead letter. */
    Optional<DeadLetter> find(TenantId tenant, DeadLetterId id);

    /** The dead letter with this id, of any hotel. */
    Optional<DeadLetter> find(DeadLetterId id);

    /** The history of a dead letter; it is empty if this hotel has no such dead letter. */
    History history(TenantId tenant, DeadLetterId id);

    /** The message as the channel spelled it; empty if it is not kept any more, or the hotel has no such dead letter. */
    Optional<String> raw(TenantId tenant, DeadLetterId id);

    /**
     * Makes a decision about a dead letter. If several processes decide at the same time, only one gets {@link
     * Settlement.Done}. A redriven message keeps its ids and its place among the messages of its guest. Its attempts
     * are counted from 1 again.
     */
    Settlement settle(TenantId tenant, DeadLetterId id, Verdict verdict, Warrant warrant);

    /**
     * Makes a decision about the dead letters that match and wait for one, oldest first. It skips those about which
     * another process is deciding at the same time.
     *
     * @param max how many at most, 1 to 1000
     * @return the dead letters about which this call decided
     * @throws IllegalArgumentException if max is out of bounds
     */
    List<DeadLetterId> settle(TenantId tenant, LetterFilter filter, int max, Verdict verdict, Warrant warrant);
}
