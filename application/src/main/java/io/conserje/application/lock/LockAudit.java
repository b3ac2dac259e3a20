package io.conserje.application.lock;

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

/** What became of holds and leases, for as long as it is kept. Thread-safe; each call is a unit of work of its own. */
public interface LockAudit {

    /**
     * An event that is to be recorded.
     *
     * @param age how long ago it happened, asked when the store is about to record it: the time that is recorded is the store's,
     *     less that, however long the event waited for the store
     */
    record Happened(LockEvent event, Supplier<Duration> age) {

        /** One whose recording waits for nothing. */
        public Happened(LockEvent event, Duration ago) {
            this(event, () -> ago);
        }

        /** How long ago it happened, as of now. */
        public Duration ago() {
            return age.get();
        }
    }

    /** Where an entry stands: entries are read from the newest to the oldest, and those of one instant by id. */
    record Position(Instant at, long id) implements Comparable<Position> {

        private static final Pattern WRITTEN = Pattern.compile("([0-9T:.-]+Z)/([0-9]{1,18})");

        /**
         * Reads what {@link #toString} wrote.
         *
         * @throws IllegalArgumentException if it is something else
         */
        public static Position parse(String text) {
            Matcher written = WRITTEN.matcher(text);
            try {
                if (written.matches()) {
                    return new Position(StorableInstant.parse(written.group(1)), Long.parseLong(written.group(2)));
                }
            } catch (DateTimeException | IllegalArgumentException malformed) {
                // Said below, for this and for every other way to be no such place.
            }
            throw new IllegalArgumentException("It is what the page before said that it goes on with");
        }

        /** The older comes first. */
        @Override
        public int compareTo(Position other) {
            int byTime = at.compareTo(other.at);
            return byTime == 0 ? Long.compare(id, other.id) : byTime;
        }

        /** The instant, a slash, the id. */
        @Override
        public String toString() {
            return at + "/" + id;
        }
    }

    /** A recorded event. */
    record Entry(Position position, LockEvent event) {}

    /**
     * What to read.
     *
     * @param resource null for all of the hotel's
     * @param from the earliest instant, inclusive; null for no bound
     * @param before the latest instant, exclusive; null for no bound
     * @param after the last entry of the page before; null for the first page
     * @param most entries, 1 to 1000
     */
    record Query(
            TenantId tenant,
            @Nullable ResourceId resource,
            @Nullable Instant from,
            @Nullable Instant before,
            @Nullable Position after,
            int most) {

        /** @throws IllegalArgumentException if most is out of bounds */
        public Query {
            if (most < 1 || most > 1000) {
                throw new IllegalArgumentException("1 to 1000 entries are read at once, not " + most);
            }
        }

        /** The newest entries of a hotel. */
        public static Query of(TenantId tenant, int most) {
            return new Query(tenant, null, null, null, null, most);
        }

        public Query about(ResourceId about) {
            return new Query(tenant, about, from, before, after, most);
        }

        /** From an instant, inclusive, to another, exclusive. */
        public Query between(Instant earliest, Instant end) {
            return new Query(tenant, resource, earliest, end, after, most);
        }

        /** The page after the one that ended there. */
        public Query after(Position last) {
            return new Query(tenant, resource, from, before, last, most);
        }
    }

    /**
     * Records events, all or none.
     *
     * @return how many were recorded: those of hotels that the store does not know are left out
     * @throws io.conserje.application.store.StoreUnavailableException if the store cannot be reached
     */
    int record(List<Happened> events);

    /** What matches, the newest first. */
    List<Entry> find(Query query);

    /**
     * Forgets the oldest entries, across hotels.
     *
     * @param age older than that, by the store's clock; not negative
     * @param most how many at most, from 1
     * @return how many were forgotten
     */
    int forget(Duration age, int most);
}
