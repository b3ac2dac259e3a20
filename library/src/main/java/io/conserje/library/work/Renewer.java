package io.conserje.library.work;

import io.conserje.application.messaging.DeliverReply;
import io.conserje.application.messaging.DispatchMessage;
import io.conserje.application.messaging.Renewals;
import io.conserje.application.messaging.Renewals.Renewal;
import io.conserje.application.messaging.Renewals.Renewed;
import io.conserje.application.process.Heartbeats;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Renews the leases of everything that a process has claimed, with one call, at a third of their length. What could not
 * be renewed is tried again soon. Work whose lease is lost is cancelled. Thread-safe.
 */
public final class Renewer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Renewer.class);

    /** More than a renewal takes if the store is away. */
    private static final Duration STUCK = Duration.ofMinutes(1);

    private final Renewals renewals;
    private final Duration lease;
    private final WorkLoop<DispatchMessage.Ready> messages;
    private final WorkLoop<DeliverReply.Ready> replies;
    private final Heartbeats heartbeats;
    private final Thread thread = Thread.ofVirtual().name("renew").unstarted(this::renewUntilStopped);

    /** @param lease the length of the leases of both loops */
    public Renewer(
            Renewals renewals,
            Duration lease,
            WorkLoop<DispatchMessage.Ready> messages,
            WorkLoop<DeliverReply.Ready> replies,
            Heartbeats heartbeats) {
        this.renewals = renewals;
        this.lease = lease;
        this.messages = messages;
        this.replies = replies;
        this.heartbeats = heartbeats;
    }

    /** Starts the thread. Call it once. */
    public void start() {
        thread.start();
    }

    /** Stops to renew, and does not wait for the thread. */
    @Override
    public void close() {
        thread.interrupt();
    }

    private void renewUntilStopped() {
        Duration pause = lease.dividedBy(3);
        Heartbeats.Beat beat = heartbeats.begin("renew", pause.plus(STUCK));
        // At once, while nothing is claimed: what the store keeps for renewals is there before it is needed.
        try (Renewals open = renewals) {
            while (true) {
                boolean renewed = renewOnce(open);
                beat.turned();
                Thread.sleep(renewed ? pause : pause.dividedBy(3));
            }
        } catch (InterruptedException stopped) {
            beat.end(); // close() was called
        }
    }

    /** False if some leases have to be tried again soon. */
    private boolean renewOnce(Renewals open) {
        List<DispatchMessage.Ready> handling = messages.claimed();
        List<DeliverReply.Ready> sending = replies.claimed();
        try {
            Renewed renewed = open.renew(
                    handling.stream().map(DispatchMessage.Ready::turn).toList(),
                    sending.stream().map(DeliverReply.Ready::reply).toList(),
                    lease);
            boolean messagesRenewed = settle(messages, handling, renewed.turns());
            boolean repliesRenewed = settle(replies, sending, renewed.replies());
            return messagesRenewed && repliesRenewed;
        } catch (RuntimeException failed) {
            // A frozen database refuses a renewal of nothing as well, for as long as it is frozen.
            LOG.atLevel(handling.isEmpty() && sending.isEmpty() ? Level.DEBUG : Level.WARN)
                    .log("Leases were not renewed, and are tried again soon: {}", failed.getMessage());
            return false;
        } catch (Error failed) {
            Survival.log(LOG, failed, "{}: leases were not renewed, and are tried again soon", "renew");
            return false;
        }
    }

    /** False if some leases have to be tried again soon. */
    private static <T> boolean settle(WorkLoop<T> loop, List<T> items, List<Renewal> renewals) {
        for (int i = 0; i < items.size(); i++) {
            if (renewals.get(i) == Renewal.LOST) {
                loop.lost(items.get(i));
            }
        }
        return !renewals.contains(Renewal.BUSY);
    }
}
