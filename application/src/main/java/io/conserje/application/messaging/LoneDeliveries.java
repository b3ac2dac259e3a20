package io.conserje.application.messaging;

import io.conserje.application.messaging.Inbox.Acceptance;
import io.conserje.application.messaging.Intake.Arrival;
import io.conserje.application.store.StoreBusyException;
import io.conserje.application.store.StoreOverloadedException;
import io.conserje.application.store.StoreUnavailableException;
import io.conserje.domain.session.GuestRef;
import io.conserje.domain.tenancy.TenantId;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Deliveries that cannot share a unit of work, each on its caller's own thread. If a delivery fails, it is tried again
 * guest by guest, so that only the guest who is the cause fails.
 *
 * <p>A guest whose row was locked is remembered until a message of that guest is accepted, and a hotel of several such
 * guests until any of its messages is. Deliveries for them go one at a time, so that their waiting takes no place from
 * others. Thread-safe.
 */
final class LoneDeliveries {

    /** How many may run at the same time: each has a connection. */
    private static final int LANES = 2;
    /** How many guests are remembered. The oldest are forgotten: their next delivery shares a batch again, once. */
    private static final int REMEMBERED = 1000;
    /** If the rows of so many guests of a hotel were locked, the hotel's own row may be what is locked. */
    private static final int SEVERAL = 2;

    private record Guest(TenantId tenant, GuestRef guest) {

        static Guest of(Arrival arrival) {
            return new Guest(arrival.tenant(), arrival.message().guest());
        }
    }

    private final Intake intake;
    private final Duration patience;
    private final Semaphore lanes = new Semaphore(LANES, true);
    private final Semaphore lockedLane = new Semaphore(1, true);

    /** Guests whose rows were locked. Guarded by this. */
    private final Set<Guest> busy = new LinkedHashSet<>();
    /** Hotels of several such guests, none of whose messages was accepted since. Guarded by this. */
    private final Set<TenantId> busyHotels = new HashSet<>();

    /** @param patience how long a delivery waits for its turn */
    LoneDeliveries(Intake intake, Duration patience) {
        this.intake = intake;
        this.patience = patience;
    }

    /** Whether the delivery has a message of a guest, or of a hotel, whose row was locked. */
    synchronized boolean concerns(List<Arrival> arrivals) {
        return !busy.isEmpty()
                && arrivals.stream()
                        .anyMatch(arrival -> busyHotels.contains(arrival.tenant()) || busy.contains(Guest.of(arrival)));
    }

    /**
     * Makes a delivery durable.
     *
     * @throws StoreOverloadedException if it waited too long for its turn; nothing was accepted
     * @throws RuntimeException the failure of the first guest who failed; the messages of the others are durable, unless
     *     the store is away
     */
    List<Acceptance> accept(List<Arrival> arrivals) {
        if (!concerns(arrivals)) {
            // While it waits for its turn, others may show that its guest or hotel is locked.
            Optional<List<Acceptance>> made =
                    inTurn(lanes, () -> concerns(arrivals) ? Optional.empty() : Optional.of(acceptNow(arrivals)));
            if (made.isPresent()) {
                return made.get();
            }
        }
        return inTurn(lockedLane, () -> inTurn(lanes, () -> acceptNow(arrivals)));
    }

    private <T> T inTurn(Semaphore turn, Supplier<T> work) {
        try {
            if (!turn.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new StoreOverloadedException("A delivery waited for " + patience
                        + " behind others whose rows are locked. Nothing was accepted. Deliver again later.");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailableException(
                    "Interrupted while a delivery waited. Nothing was accepted. Deliver again.", interrupted);
        }
        try {
            return work.get();
        } finally {
            turn.release();
        }
    }

    private List<Acceptance> acceptNow(List<Arrival> arrivals) {
        Set<Guest> guests = arrivals.stream().map(Guest::of).collect(Collectors.toCollection(LinkedHashSet::new));
        if (guests.size() == 1) {
            return acceptOf(guests.iterator().next(), arrivals);
        }
        try {
            List<Acceptance> made = intake.accept(arrivals);
            guests.forEach(this::forget);
            return made;
        } catch (RuntimeException failed) {
            if (concernsAll(failed)) {
                throw failed;
            }
            return acceptEach(guests, arrivals);
        }
    }

    /** Whether the store fails for every guest alike. */
    private static boolean concernsAll(RuntimeException failed) {
        return failed instanceof StoreUnavailableException && !(failed instanceof StoreBusyException);
    }

    private List<Acceptance> acceptEach(Set<Guest> guests, List<Arrival> arrivals) {
        Map<Guest, Iterator<Acceptance>> made = new HashMap<>();
        RuntimeException first = null;
        for (Guest guest : guests) {
            try {
                made.put(guest, acceptOf(guest, of(guest, arrivals)).iterator());
            } catch (RuntimeException failed) {
                first = first == null ? failed : first;
                if (concernsAll(failed)) {
                    break;
                }
            }
        }
        if (first != null) {
            throw first;
        }
        return arrivals.stream()
                .map(arrival ->
                        Objects.requireNonNull(made.get(Guest.of(arrival))).next())
                .toList();
    }

    private static List<Arrival> of(Guest guest, List<Arrival> arrivals) {
        return arrivals.stream()
                .filter(arrival -> Guest.of(arrival).equals(guest))
                .toList();
    }

    private List<Acceptance> acceptOf(Guest guest, List<Arrival> arrivals) {
        try {
            List<Acceptance> made = intake.accept(arrivals);
            forget(guest);
            return made;
        } catch (StoreBusyException locked) {
            remember(guest);
            throw locked;
        }
    }

    private synchronized void forget(Guest guest) {
        busy.remove(guest);
        busyHotels.remove(guest.tenant());
    }

    private synchronized void remember(Guest guest) {
        if (busy.size() == REMEMBERED) {
            forget(busy.iterator().next());
        }
        if (busy.add(guest) && ofHotel(guest.tenant()) >= SEVERAL) {
            busyHotels.add(guest.tenant());
        }
    }

    private long ofHotel(TenantId hotel) {
        return busy.stream().filter(guest -> guest.tenant().equals(hotel)).count();
    }
}
