package io.conserje.db.transfer;

import java.time.Instant;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The transfer that was begun last into a database.
 *
 * @param step {@code copy}, {@code follow}, {@code freeze}, {@code verify}, {@code finished} or {@code aborted}
 * @param since when the step began
 * @param isWayBack whether the target is the source of an earlier transfer, which it follows
 * @param rowsCopied those that are durable
 * @param committedAt when the last change that the target has was committed in the source; null if there is none
 * @param lagBytes the size of the source's log that the target does not have; empty if the source was not asked or keeps none
 * @param moved what became of sessions, holds and leases in Redis; null if they were not moved yet, or not named
 * @param walStatus how the source's slot stands, as {@code pg_replication_slots} says it; null likewise
 */
public record TransferStatus(
        UUID run,
        String step,
        Instant since,
        TransferOptions options,
        boolean isWayBack,
        long rowsCopied,
        @Nullable Instant committedAt,
        @Nullable LiveMove moved,
        OptionalLong lagBytes,
        @Nullable String walStatus) {

    /** Whether it goes on, or can be undone. */
    public boolean isUnfinished() {
        return !step.equals(TransferLog.Step.FINISHED.label()) && !step.equals(TransferLog.Step.ABORTED.label());
    }
}
