package io.conserje.library.work;

import io.conserje.application.messaging.Cancellation;
import io.conserje.application.messaging.Room;
import io.conserje.domain.tenancy.TenantId;
import java.time.Duration;
import java.util.List;

/**
 * A kind of work whose items are claimed under leases. Thread-safe.
 *
 * @param <T> one claimed item
 */
public interface Work<T> {

    /** The name in logs and of threads. */
    String name();

    /**
     * Claims due items.
     *
     * @param max the highest number of items, from 1
     * @param room how many of each hotel
     */
    List<T> claim(int max, Duration lease, Room room);

    /** The hotel of an item. */
    TenantId hotel(T item);

    /** Does one item, and records its outcome. */
    void perform(T item);

    /** Tells an item in progress that the process stops. It goes on. */
    void announceStop(T item);

    /** Ends an item in progress: {@link #perform} records that and returns soon. */
    void cancel(T item, Cancellation.Reason reason);

    /** Releases an item that was claimed and not started. */
    void release(T item);
}
