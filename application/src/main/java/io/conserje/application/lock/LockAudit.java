package io.conserje.application.lock;

import io.conserje.application.store.ResultLimit;
import io.conserje.application.store.StorableInstant;
import io.conserje.domain.lock.LockEvent;
import io.conserje.domain.lock.ResourceId;
import io.conserje.domain.tenancy.TenantId;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The recorded events of holds and leases. Thread-safe; each call is a unit of work of its own. */
public interface LockAudit {

    /**
     * An event to record.
     *
     * @param age how long ago it happened. The store asks for it when it records the event, and subtracts it from its
     *     own time, so that waiting for the store does not change the recorded time
     */
    record Happened(LockEvent event, Supplier<Duration> age) {

        /** An event of a fixed age. */
        public Happened(LockEvent event, Duration ago) {
            this(event, () -> ago);
        }

        /** How long ago it happened. */
        public Duration ago() {
            return age.get();
        }
    }

    /** The position of an entry. Entries are ordered by time, then by id. */
    record Position(Instant at, long id) implements Comparable<Position> {

        private static final Pattern WRITTEN = Pattern.compile("([0-9T:.-]+Z)/([0-9]{1,18})");

        /**
         * Parses the result of {@link #toString}.
         *
         * @throws IllegalArgumentException if the text is not such a result
         */
        public static Position parse(String text) {
            Matcher written = WRITTEN.matcher(text);
            try {
                if (written.matches()) {
                    return new Position(StorableInstant.parse(written.group(1)), Long.parseLong(written.group(2)));
                }
            } catch (DateTimeException | IllegalArgumentException malformed) {
                // Reported below, as for any other malformed text.
            }
            throw new IllegalArgumentException("`after` must be the `next` value of the previous page.");
        }

        /** Older positions come first. */
        @Override
        public int compareTo(Position other) {
            int byTime = at.compareTo(other.at);
            return byTime == 0 ? Long.compare(id, other.id) : byTime;
        }

        /** The instant, a slash and the id. */
        @Override
        public String toString() {
            return at + "/" + id;
        }
    }

    /** A recorded event. */
    record Entry(Position position, LockEvent event) {}

    /**
     * Selects entries.
     *
     * @param tenant the hotel; null for every hotel
     * @param resource the resource; null for all
     * @param from the earliest instant, inclusive; null for no bound
     * @param before the latest instant, exclusive; null for no bound
     * @param after the last entry of the previous page; null for the first page
     * @param max how many at most, 1 to 1000
     */
    record Query(
            @Nullable TenantId tenant,
            @Nullable ResourceId resource,
            @Nullable Instant from,
            @Nullable Instant before,
            @Nullable Position after,
            int max) {

        /** @throws IllegalArgumentException if max is out of bounds */
        public Query {
            ResultLimit.check(max);
        }

        /** The newest entries of a hotel. */
        public static Query of(TenantId tenant, int max) {
            return new Query(tenant, null, null, null, null, max);
        }

        /** The newest entries of every hotel. */
        public static Query ofEveryHotel(int max) {
            return new Query(null, null, null, null, null, max);
        }

        /** This query, for one resource. */
        public Query about(ResourceId about) {
            return new Query(tenant, about, from, before, after, max);
        }

        /** This query, from an instant, inclusive, to another, exclusive. */
        public Query between(Instant earliest, Instant end) {
            return new Query(tenant, resource, earliest, end, after, max);
        }

        /** This query, for the page after the one that ended at {@code last}. */
        public Query after(Position last) {
            return new Query(tenant, resource, from, before, last, max);
        }
    }

    /**
     * Records events, all or none.
     *
     * @return how many were recorded. Events of unknown hotels are left out
     * @throws io.conserje.application.store.StoreUnavailableException if the store cannot be reached
     */
    int record(List<Happened> events);

    /** The entries that match, newest first. */
    List<Entry> find(Query query);

    /**
     * Removes the oldest entries of all hotels.
     *
     * @param age the minimum age, exclusive, by the store's clock; not negative
     * @param max how many at most, 1 or more
     * @return how many were removed
     */
    int forget(Duration age, int max);
}
