package io.conserje.application.process;

import io.conserje.application.store.StoreUnavailableException;
import io.conserje.domain.tenancy.TenantId;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Whether this process may take work. It remembers what {@link #refresh} read last, so that asking costs nothing. While
 * the database cannot be reached, the last known state stands. Before the first look it counts as closed. Thread-safe.
 */
public final class Gate {

    /** Whether this process takes work of all hotels. */
    public enum State {
        /** The database was not reached yet. */
        UNKNOWN,
        /** It takes work, except of hotels that are closed by themselves. */
        OPEN,
        /** The database is frozen: its hotels move to another one. */
        FROZEN,
        /** The database is closed until all hotels have arrived. */
        WAITING,
        /** The schema is too new or too old for this process. */
        UNFIT
    }

    /**
     * What the gate knows.
     *
     * @param reason why it is not open, and what ends that; empty if it is open
     * @param since when it was closed, by the store's clock; null if that is not known
     * @param hotels the hotels that are closed by themselves
     */
    public record Status(
            State state, String reason, @Nullable Instant since, Map<TenantId, Closure> hotels) {

        public Status {
            hotels = Map.copyOf(hotels);
        }

        /** Whether this process takes work. */
        public boolean isOpen() {
            return state == State.OPEN;
        }

        /** What a process in this state reports. */
        public ServiceProcess.State ofProcess() {
            return switch (state) {
                case OPEN -> ServiceProcess.State.SERVING;
                case FROZEN -> ServiceProcess.State.FROZEN;
                case UNKNOWN, WAITING, UNFIT -> ServiceProcess.State.WAITING;
            };
        }
    }

    private static final Status UNKNOWN =
            new Status(State.UNKNOWN, "The database was not reached yet.", null, Map.of());

    private final Closures closures;
    private final int epoch;
    private final int oldestSchema;
    private final GateListener listener;
    private final ReentrantLock refreshing = new ReentrantLock();
    private volatile Status status = UNKNOWN;

    /**
     * @param epoch the epoch of this process
     * @param oldestSchema the oldest epoch of the schema on which this process can work
     */
    public Gate(Closures closures, int epoch, int oldestSchema, GateListener listener) {
        this.closures = closures;
        this.epoch = epoch;
        this.oldestSchema = oldestSchema;
        this.listener = listener;
    }

    /** A gate that is always open, for stores that cannot be closed. */
    public static Gate alwaysOpen() {
        Gate open = new Gate(() -> new Closures.Reading(1, 1, List.of()), 1, 1, GateListener.NONE);
        open.refresh();
        return open;
    }

    /** What the last look found. */
    public Status status() {
        return status;
    }

    /** Whether this process may claim work. */
    public boolean isOpen() {
        return status.isOpen();
    }

    /** The hotels whose work must not be claimed, although the gate is open. */
    public Set<TenantId> closedHotels() {
        return status.hotels().keySet();
    }

    /**
     * Refuses new work if the gate is closed. Looks first if nobody has looked yet.
     *
     * @throws DatabaseClosedException if the gate is closed
     * @throws StoreUnavailableException if nobody has looked yet, and the database cannot be reached
     */
    public void check() {
        if (status.state() == State.UNKNOWN) {
            refresh();
        }
        Status now = status;
        if (!now.isOpen()) {
            throw new DatabaseClosedException(null, now.reason(), null);
        }
    }

    /**
     * Refuses new work of these hotels if the gate is closed, or closed for one of them.
     *
     * @throws DatabaseClosedException if it is
     * @throws StoreUnavailableException as {@link #check()}
     */
    public void check(Collection<TenantId> hotels) {
        check();
        Map<TenantId, Closure> closed = status.hotels();
        if (closed.isEmpty()) {
            return;
        }
        for (TenantId hotel : hotels) {
            Closure closure = closed.get(hotel);
            if (closure != null) {
                throw new DatabaseClosedException(hotel, "Hotel " + hotel + ": " + reason(closure), null);
            }
        }
    }

    /**
     * Looks at the database, in one round trip, and reports what changed.
     *
     * @throws StoreUnavailableException if the database cannot be reached; the last known state stands
     */
    public void refresh() {
        refreshing.lock();
        try {
            Status before = status;
            Status after = statusOf(closures.read());
            status = after;
            report(before, after);
        } finally {
            refreshing.unlock();
        }
    }

    private Status statusOf(Closures.Reading reading) {
        Map<TenantId, Closure> hotels = reading.closures().stream()
                .filter(closure -> closure.hotel() != null)
                .collect(Collectors.toMap(closure -> Objects.requireNonNull(closure.hotel()), Function.identity()));
        String unfit = unfit(reading);
        if (unfit != null) {
            return new Status(State.UNFIT, unfit, null, hotels);
        }
        return reading.closures().stream()
                .filter(closure -> closure.hotel() == null)
                .findFirst()
                .map(closure -> new Status(
                        closure.kind() == Closure.Kind.FROZEN ? State.FROZEN : State.WAITING,
                        reason(closure),
                        closure.since(),
                        hotels))
                .orElseGet(() -> new Status(State.OPEN, "", null, hotels));
    }

    private @Nullable String unfit(Closures.Reading reading) {
        if (reading.epoch() < oldestSchema) {
            return "The schema is too old for this process: it has epoch " + reading.epoch() + ", and this process"
                    + " needs " + oldestSchema + " or newer. Apply the change sets with: ./conserje db migrate";
        }
        if (epoch < reading.oldestProcess()) {
            return "This process is too old for the schema: it has epoch " + epoch + ", and the schema needs "
                    + reading.oldestProcess() + " or newer. Start the version that the database was migrated for.";
        }
        return null;
    }

    private static String reason(Closure closure) {
        return switch (closure.kind()) {
            case FROZEN -> "Writes are frozen (" + closure.reason() + "). They are taken again when the freeze ends.";
            case CLOSED -> "The database is closed (" + closure.reason() + "). Work begins when it opens.";
        };
    }

    private void report(Status before, Status after) {
        if (after.isOpen() && !before.isOpen()) {
            listener.opened();
        } else if (!after.isOpen()
                && !(before.state() == after.state() && before.reason().equals(after.reason()))) {
            listener.closed(after);
        }
        after.hotels().forEach((hotel, closure) -> {
            if (!before.hotels().containsKey(hotel)) {
                listener.hotelClosed(closure);
            }
        });
        before.hotels().keySet().stream()
                .filter(hotel -> !after.hotels().containsKey(hotel))
                .forEach(listener::hotelOpened);
    }
}
