package io.conserje.library.work;

import io.conserje.application.messaging.Cancellation;
import io.conserje.application.messaging.DeliverReply;
import io.conserje.application.messaging.DeliverReply.Ready;
import io.conserje.application.messaging.Replies;
import io.conserje.application.messaging.Room;
import io.conserje.application.pause.Pausing;
import io.conserje.domain.tenancy.TenantId;
import java.time.Duration;
import java.util.List;
import org.slf4j.MDC;

/**
 * Sends recorded replies.
 *
 * @param pausing what waits
 */
public record ReplyWork(Replies replies, DeliverReply delivery, Pausing pausing) implements Work<Ready> {

    @Override
    public String name() {
        return "replies";
    }

    @Override
    public List<Ready> claim(int max, Duration lease, Room room) {
        Room open = room.without(pausing.pausedHotels()).aside(pausing.asides());
        return replies.claim(max, lease, open).stream().map(delivery::ready).toList();
    }

    @Override
    public TenantId hotel(Ready ready) {
        return ready.reply().tenant();
    }

    @Override
    public void perform(Ready ready) {
        try (var tenant = MDC.putCloseable("tenant", ready.reply().tenant().value())) {
            delivery.deliver(ready);
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
        replies.release(ready.reply());
    }
}
