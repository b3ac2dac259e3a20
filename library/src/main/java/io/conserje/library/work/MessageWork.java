package io.conserje.library.work;

import io.conserje.application.messaging.Cancellation;
import io.conserje.application.messaging.DispatchMessage;
import io.conserje.application.messaging.DispatchMessage.Ready;
import io.conserje.application.messaging.Faults.Held;
import io.conserje.application.messaging.MessagingListener;
import io.conserje.application.messaging.Room;
import io.conserje.application.messaging.Turn;
import io.conserje.application.messaging.Turns;
import io.conserje.application.pause.Pausing;
import io.conserje.domain.tenancy.TenantId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.slf4j.MDC;

/**
 * Handles accepted messages.
 *
 * @param pausing what waits
 * @param listener receives the time of each attempt
 * @param nanos nanoseconds from any origin, such as {@code System::nanoTime}
 */
public record MessageWork(
        Turns turns, DispatchMessage dispatch, Pausing pausing, MessagingListener listener, LongSupplier nanos)
        implements Work<Ready> {

    @Override
    public String name() {
        return "messages";
    }

    @Override
    public List<Ready> claim(int max, Duration lease, Room room) {
        List<Turn> claimed = new ArrayList<>();
        try {
            claimProbes(claimed, max, lease, room);
            claimOthers(claimed, max, lease, room);
        } catch (RuntimeException failed) {
            if (claimed.isEmpty()) {
                throw failed;
            }
            // The claimed probes are handled. If the cause lasts, the next claim reports it.
        }
        return dispatch.ready(claimed);
    }

    private void claimProbes(List<Turn> claimed, int max, Duration lease, Room room) {
        for (TenantId hotel : pausing.probesDue()) {
            if (claimed.size() < max && room.leftFor(hotel) > 0) {
                probe(hotel, lease).ifPresent(claimed::add);
            }
        }
    }

    private void claimOthers(List<Turn> claimed, int max, Duration lease, Room room) {
        if (claimed.size() < max) {
            Room open = room.without(pausing.pausedHotels())
                    .without(pausing.failingHotels())
                    .aside(pausing.asides());
            claimed.addAll(turns.claim(max - claimed.size(), lease, open));
        }
    }

    /** Claims one message of a hotel whose messages wait, to see whether it can be handled. */
    private Optional<Turn> probe(TenantId hotel, Duration lease) {
        OptionalLong number = pausing.beginProbe(hotel);
        if (number.isEmpty()) {
            return Optional.empty();
        }
        Optional<Turn> turn = turns.claimOne(hotel, lease);
        if (turn.isPresent()) {
            Optional<Held> aside = pausing.asideOf(turn.get());
            if (aside.isEmpty()) {
                pausing.probes(turn.get(), number.getAsLong());
                return turn;
            }
            turns.hold(turn.get(), aside.get());
        }
        pausing.noProbe(hotel, number.getAsLong());
        return Optional.empty();
    }

    @Override
    public TenantId hotel(Ready ready) {
        return ready.turn().tenant();
    }

    @Override
    public void perform(Ready ready) {
        Turn turn = ready.turn();
        long started = nanos.getAsLong();
        try (var tenant = MDC.putCloseable("tenant", turn.tenant().value());
                var message = MDC.putCloseable("message", turn.id().toString())) {
            dispatch.dispatch(ready);
        } finally {
            listener.attemptEnded(turn, Duration.ofNanos(nanos.getAsLong() - started));
        }
    }

    @Override
    public void announceStop(Ready ready) {
        ready.call().announce(Cancellation.Reason.STOPPING);
    }

    @Override
    public void cancel(Ready ready, Cancellation.Reason reason) {
        ready.call().cancel(reason);
    }

    @Override
    public void release(Ready ready) {
        turns.release(ready.turn(), Duration.ZERO);
        pausing.ended(ready.turn());
    }
}
