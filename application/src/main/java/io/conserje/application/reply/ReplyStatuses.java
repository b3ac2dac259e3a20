package io.conserje.application.reply;

import io.conserje.domain.messaging.HotelLine;
import io.conserje.domain.tenancy.TenantId;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What channels report about replies. A report can come before it was recorded that its reply had been sent. It waits
 * for that. Reports come in any order and more than once: a reply never goes back to an earlier state, and one that
 * failed stays failed. Thread-safe; each call is a unit of work of its own.
 */
public interface ReplyStatuses {

    /**
     * A report that changed the state of a reply.
     *
     * @param line the line that sent the reply, if it is known
     */
    record Change(TenantId tenant, UUID reply, @Nullable HotelLine line, ReplyStatus status) {}

    /**
     * Records reports on replies of one hotel, all or none. A reply that failed becomes a dead letter.
     *
     * @return those that changed something now
     */
    List<Change> record(TenantId tenant, List<ReplyStatus> statuses);

    /**
     * Records the reports that waited, and whose replies are known to be sent by now.
     *
     * @param max how many at most, 1 to 1000
     * @return those that changed something
     */
    List<Change> recordWaiting(int max);

    /**
     * Drops reports that have waited for {@code age}: their replies were sent by somebody else, or are not kept any more.
     *
     * @param max how many at most, 1 to 1000
     * @return how many
     */
    int forget(Duration age, int max);
}
