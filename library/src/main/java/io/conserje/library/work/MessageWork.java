package io.conserje.library.work;

import io.conserje.application.messaging.Cancellation;
import io.conserje.application.messaging.DispatchMessage;
import io.conserje.application.messaging.DispatchMessage.Ready;
import io.conserje.application.messaging.MessagingListener;
import io.conserje.application.messaging.Room;
import io.conserje.application.messaging.Turn;
import io.conserje.application.messaging.Turns;
import io.conserje.domain.tenancy.TenantId;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.slf4j.MDC;

/**
 * Handles accepted messages.
 *
 * @param listener receives the time of each attempt
 * @param nanos nanoseconds from any origin, such as {@code System::nanoTime}
 */
public record MessageWork(Turns turns, DispatchMessage dispatch, MessagingListener listener, LongSupplier nanos)
        implements Work<Ready> {

    @Override
    public String name() {
        return "messages";
    }

    @Override
    public List<Ready> claim(int max, Duration lease, Room room) {
        return dispatch.ready(turns.claim(max, lease, room));
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
    }
}
