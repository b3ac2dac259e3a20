package io.conserje.application.reply;

import io.conserje.domain.dlq.Verdict;
import io.conserje.domain.dlq.Warrant;
import io.conserje.domain.tenancy.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The replies that are kept, with what became of them. A reply is kept as long as its message. One that is a dead letter
 * is kept until somebody has decided about it. Thread-safe; each call is a unit of work of its own.
 *
 * <p>A call with a hotel never finds another hotel's reply. With null it is for operators, and finds those of all hotels.
 */
public interface ReplyRecords {

    /** Counting stops at this number, which bounds the cost of a call. */
    int MAX = 100_000;

    /**
     * The numbers of replies of all hotels at one moment; {@link #MAX} at most.
     *
     * @param dead dead letters that wait for a decision
     * @param held replies that wait for a line which is held
     */
    record Counts(long dead, long held) {}

    /**
     * Something that happened to a reply.
     *
     * @param what {@code failed}, {@code resent}, {@code discarded} or {@code abandoned}
     * @param by who did it; the channel's name for a failure
     * @param why the cause, or the reason that was given; no personal data
     */
    record Event(Instant at, String what, String by, String why) {}

    /** The result of a decision about one reply. */
    sealed interface Settlement {
        /** The decision was made. */
        record Done() implements Settlement {}

        /** The reply is no dead letter that waits for a decision; nothing changed. */
        record NotDead(ReplyRecord reply) implements Settlement {}

        /** There is no such reply. */
        record Absent() implements Settlement {}
    }

    /**
     * Lists replies, the newest first.
     *
     * @param behind the last reply of the previous page, or null for the first page
     * @param max how many at most, 1 to 1000
     * @throws IllegalArgumentException if max is out of bounds
     */
    List<ReplyRecord> list(@Nullable TenantId tenant, ReplyFilter filter, @Nullable UUID behind, int max);

    /** The reply with this id. */
    Optional<ReplyRecord> find(@Nullable TenantId tenant, UUID reply);

    /** What happened to a reply, the oldest first. */
    List<Event> history(TenantId tenant, UUID reply);

    /** The hotels with replies that match, by id; 1000 at most. */
    List<TenantId> hotels(ReplyFilter filter);

    /**
     * Makes a decision about a reply that is a dead letter. A redriven one is sent again, behind the replies that wait
     * for the same guest, with its id and its text. If several processes decide at the same time, only one gets
     * {@link Settlement.Done}.
     */
    Settlement settle(TenantId tenant, UUID reply, Verdict verdict, Warrant warrant);

    /**
     * Makes a decision about the dead letters that match, the oldest first.
     *
     * @param filter {@link ReplyFilter#shown} does not matter: others than dead letters are left alone
     * @param max how many at most, 1 to 1000
     * @return how many
     * @throws IllegalArgumentException if max is out of bounds
     */
    int settle(TenantId tenant, ReplyFilter filter, int max, Verdict verdict, Warrant warrant);

    /**
     * Abandons dead letters of all hotels about which nobody has decided for {@code age}.
     *
     * @param max how many at most, 1 to 1000
     * @return how many; fewer than max means that no more are left for now
     */
    int abandon(Duration age, int max);

    /** Counts the replies that need somebody. */
    Counts counts();
}
