package io.conserje.library.work;

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
     */
    List<T> claim(int max, Duration lease);

    /** Does one item, and records its outcome. */
    void perform(T item);

    /** Extends the lease of an item that is in progress: it ends after {@code lease} from now. */
    void renew(T item, Duration lease);

    /** Releases an item that was claimed and not started. */
    void release(T item);
}
