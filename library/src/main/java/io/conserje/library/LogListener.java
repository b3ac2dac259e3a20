package io.conserje.library;

import io.conserje.application.dlq.DeadLetterListener;
import io.conserje.application.lock.LockListener;
import io.conserje.application.messaging.Cancellation;
import io.conserje.application.messaging.HeldLine;
import io.conserje.application.messaging.HostCall;
import io.conserje.application.messaging.MessagingListener;
import io.conserje.application.messaging.OutboundReply;
import io.conserje.application.messaging.ReplyListener;
import io.conserje.application.messaging.Turn;
import io.conserje.application.messaging.Unanswered;
import io.conserje.application.messaging.Unrouted;
import io.conserje.application.pause.Breaker;
import io.conserje.application.pause.Pause;
import io.conserje.application.pause.PauseListener;
import io.conserje.application.process.Closure;
import io.conserje.application.process.Gate;
import io.conserje.application.process.GateListener;
import io.conserje.application.session.SessionListener;
import io.conserje.application.store.StoreCorruptException;
import io.conserje.application.store.StoreUnavailableException;
import io.conserje.application.tenancy.Resolution;
import io.conserje.application.tenancy.TenancyListener;
import io.conserje.domain.dlq.Attempt;
import io.conserje.domain.messaging.HotelLine;
import io.conserje.domain.messaging.MessageId;
import io.conserje.domain.tenancy.TenantId;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes events to the log, under the name {@code io.conserje.messages}: the hotel, the database, and what happened to
 * a message. It never logs what a guest wrote, nor a whole phone number. Thread-safe.
 */
public final class LogListener
        implements TenancyListener,
                SessionListener,
                MessagingListener,
                ReplyListener,
                DeadLetterListener,
                LockListener,
                GateListener,
                PauseListener {

    private static final Logger LOG = LoggerFactory.getLogger("io.conserje.messages");

    private static final int DAYS_OF_WHATSAPP = 7;

    private static final int MAX_WARNED = 1000;

    private final String database;

    /** The lines and codes of which a warning was logged. */
    private final Set<String> warned = ConcurrentHashMap.newKeySet();

    /** @param database the name of the database, as the log shows it; without a password */
    public LogListener(String database) {
        this.database = database;
    }

    @Override
    public void tenantResolved(Resolution resolution) {
        switch (resolution) {
            case Resolution.Resolved found ->
                LOG.info("Tenant resolved: {} ({})", found.tenant().id(), found.means());
            case Resolution.Unknown unknown ->
                LOG.warn(
                        "Tenant not resolved: no identifier of the message is assigned to a hotel, and"
                                + " tenancy is strict or there is no hotel `default`. The message was refused. See: conserje unrouted list");
            case Resolution.Inactive inactive ->
                LOG.warn(
                        "Tenant {} is not active: the message was refused. See: conserje unrouted list",
                        inactive.tenant());
        }
    }

    @Override
    public void messagesAccepted(TenantId tenant, int accepted, int duplicates) {
        LOG.info("Tenant {}: {} accepted, {} duplicates, in {}", tenant, accepted, duplicates, database);
    }

    @Override
    public void sessionsReadOneByOne(int guests, RuntimeException cause) {
        // The messages of Conserje's stores describe the store. The message of another exception may quote a guest.
        boolean harmless = cause instanceof StoreUnavailableException || cause instanceof StoreCorruptException;
        LOG.warn(
                "The sessions of {} guests could not be read together; each is read by itself: {}",
                guests,
                harmless ? cause.getMessage() : cause.getClass().getName());
    }

    @Override
    public void messageHandled(Turn turn, int replies) {
        LOG.info(
                "Message {} of {} handled{}: {} replies",
                turn.id(),
                turn.message().guest(),
                turn.size() == 1 ? "" : " with " + turn.further().size() + " more",
                replies);
    }

    @Override
    public void messageRetried(Turn turn, Attempt failure, Duration after) {
        LOG.warn(
                "Message {}: attempt {} failed ({}: {}); it is retried in {}",
                turn.id(),
                failure.number(),
                failure.reason(),
                failure.cause(),
                after);
    }

    @Override
    public void messageDeadLettered(Turn turn, Attempt failure) {
        LOG.error(
                "Message {}: attempt {} failed ({}: {}); it is a dead letter now, in dlq_permanent_failures",
                turn.id(),
                failure.number(),
                failure.reason(),
                failure.cause());
    }

    @Override
    public void messageUnreadable(TenantId tenant, MessageId message, Attempt failure) {
        LOG.error(
                "Message {} of tenant {} cannot be handled and becomes a dead letter ({}: {})",
                message,
                tenant,
                failure.reason(),
                failure.cause());
    }

    @Override
    public void messagePostponed(Turn turn, Duration after, StoreUnavailableException cause) {
        LOG.warn(
                "Message {}: it is handled again in {}, and no attempt is counted: {}",
                turn.id(),
                after,
                cause.getMessage());
    }

    @Override
    public void messageDeferred(Turn turn, Duration after) {
        LOG.info("Message {}: its handler put it off for {}; no attempt is counted", turn.id(), after);
    }

    @Override
    public void messageGivenBack(Turn turn) {
        LOG.warn("Message {}: this process stops; the message is given back, and no attempt is counted", turn.id());
    }

    @Override
    public void callCancelled(HostCall.Code code, Cancellation.Reason reason) {
        LOG.warn("A call of the {} was cancelled ({}), and its thread interrupted", code.label(), reason.label());
    }

    @Override
    public void deadLettersAbandoned(int messages) {
        LOG.warn("{} dead letters were abandoned: no decision about them came in time", messages);
    }

    @Override
    public void deadLettersRedriven(TenantId tenant, int messages) {
        LOG.info("Tenant {}: {} dead letters redriven", tenant, messages);
    }

    @Override
    public void deadLettersDiscarded(TenantId tenant, int messages) {
        LOG.info("Tenant {}: {} dead letters discarded", tenant, messages);
    }

    @Override
    public void leaseLost(Turn turn) {
        LOG.warn("Message {}: the lease ended before the outcome was recorded; it is handled again", turn.id());
    }

    @Override
    public void replySent(OutboundReply reply) {
        LOG.info("Reply {} to {} sent", reply.id(), reply.to());
    }

    @Override
    public void replyDelayed(OutboundReply reply, String cause) {
        LOG.warn("Reply {} to {} was not sent ({}); it is sent again later", reply.id(), reply.to(), cause);
    }

    @Override
    public void replyUncertain(OutboundReply reply, String cause) {
        LOG.warn("Reply {} to {} may have been sent ({}); it is sent again", reply.id(), reply.to(), cause);
    }

    @Override
    public void replyRefused(OutboundReply reply, String cause) {
        LOG.error("Reply {} to {} will not be sent: {}", reply.id(), reply.to(), cause);
    }

    @Override
    public void replyUnreadable(TenantId tenant, UUID reply, String cause) {
        LOG.error("Reply {} of tenant {} will not be sent: {}", reply, tenant, cause);
    }

    @Override
    public void messageUnanswered(Turn turn, Unanswered why) {
        switch (why) {
            case LATE -> LOG.info("Message {} came too late, and is kept unanswered", turn.id());
            case FROM_HOTEL -> LOG.info("Message {}: a person at the hotel talks to the guest now", turn.id());
            case WITH_PERSON -> LOG.info("Message {} is left to the person who talks to the guest", turn.id());
        }
    }

    @Override
    public void messagesKept(Unrouted.Kept kept) {
        if (kept.dropped() > 0) {
            LOG.error(
                    "{} refused messages were dropped, because too many are kept already."
                            + " Give those to a hotel: conserje unrouted list",
                    kept.dropped());
        }
    }

    @Override
    public void unreadableKept(Unrouted.Kept kept) {
        if (kept.dropped() > 0) {
            LOG.error(
                    "{} parts of a delivery that cannot be read were dropped, because too much is kept already."
                            + " See: conserje unrouted list",
                    kept.dropped());
        }
    }

    @Override
    public void messagesRouted(TenantId tenant, int messages) {
        LOG.info("Tenant {}: {} messages that had been refused were routed to it", tenant, messages);
    }

    @Override
    public void unroutedForgotten(int messages) {
        LOG.warn(
                "{} refused messages were dropped: nobody gave them to a hotel in time, or they could not be read",
                messages);
    }

    @Override
    public void lineHeld(HeldLine line) {
        LOG.error(
                "Tenant {}: line {} on {} sends nothing until somebody has fixed the cause ({}): {}. Its replies wait,"
                        + " and are sent by themselves afterwards",
                line.tenant(),
                line.masked(),
                line.channel(),
                line.fix().label(),
                line.cause());
    }

    @Override
    public void lineFreed(HeldLine line) {
        LOG.info("Tenant {}: line {} on {} sends again", line.tenant(), line.masked(), line.channel());
    }

    /** Warns once for each line and code. */
    @Override
    public void replyReported(
            TenantId tenant, String status, @Nullable HotelLine line, @Nullable Integer code, @Nullable String title) {
        String key = tenant + "/" + (line == null ? "" : line.value()) + "/" + code;
        if (!status.equals("failed") || warned.size() >= MAX_WARNED || !warned.add(key)) {
            return;
        }
        LOG.warn(
                "Tenant {}: a reply that was sent did not reach the guest ({} {}), and is a dead letter now. Further"
                        + " failures of this line with this code are counted only. See: conserje replies list",
                tenant,
                code,
                title);
    }

    @Override
    public void messagesDue(int messages, int late) {
        if (late > 0) {
            LOG.warn(
                    "{} of {} messages that became due are dead letters: their guests had not written for so long that"
                            + " only a template can be sent",
                    late,
                    messages);
        }
    }

    @Override
    public void repliesExpired(int replies) {
        LOG.error(
                "{} replies waited too long for a line that is held; the channel takes them no more, and they are dead"
                        + " letters now",
                replies);
    }

    @Override
    public void repliesAbandoned(int replies) {
        LOG.warn("{} replies that did not arrive were abandoned: no decision about them came in time", replies);
    }

    @Override
    public void repliesResent(TenantId tenant, int replies) {
        LOG.info("Tenant {}: {} replies resent", tenant, replies);
    }

    @Override
    public void repliesDiscarded(TenantId tenant, int replies) {
        LOG.info("Tenant {}: {} replies discarded", tenant, replies);
    }

    @Override
    public void auditEventsLost(int events, Throwable cause) {
        LOG.error("{} events of the lock audit were lost: {}", events, cause.getMessage());
    }

    @Override
    public void closed(Gate.Status status) {
        if (status.state() == Gate.State.UNFIT) {
            LOG.error("{} This process takes no work.", status.reason());
        } else {
            LOG.warn(
                    "{} Until then deliveries are answered with 503, nothing is claimed, and work in hand is ended."
                            + " WhatsApp delivers again for up to {} days",
                    status.reason(),
                    DAYS_OF_WHATSAPP);
        }
    }

    @Override
    public void opened() {
        LOG.info("The database is open: this process takes work");
    }

    @Override
    public void hotelClosed(Closure closure) {
        LOG.warn(
                "Tenant {}: writes are {} ({}). Its deliveries are answered with 503, and nothing of it is claimed."
                        + " WhatsApp delivers again for up to {} days",
                closure.hotel(),
                closure.kind().word(),
                closure.reason(),
                DAYS_OF_WHATSAPP);
    }

    @Override
    public void hotelOpened(TenantId tenant) {
        LOG.info("Tenant {}: its work is taken again", tenant);
    }

    @Override
    public void paused(Pause pause) {
        LOG.warn(
                "Paused {}, by {}, {}: {}. It waits, and counts no attempts",
                pause.scope(),
                pause.warrant().by(),
                pause.until() == null ? "until somebody resumes it" : "until " + pause.until(),
                pause.warrant().why());
    }

    @Override
    public void resumed(Pause pause) {
        LOG.info("Resumed {}", pause.scope());
    }

    @Override
    public void breakerOpened(Breaker breaker) {
        LOG.error(
                "Tenant {}: nearly all of its last messages failed ({}). Its messages wait, one at a time is tried, and"
                        + " no attempts are counted",
                breaker.tenant(),
                breaker.reason());
    }

    @Override
    public void breakerClosed(Breaker breaker) {
        LOG.info("Tenant {}: a message was handled; its messages do not wait any more", breaker.tenant());
    }

    @Override
    public void probeFailed(Turn turn, String reason) {
        LOG.warn(
                "Message {}: it failed ({}) while the messages of its hotel wait; no attempt is counted",
                turn.id(),
                reason);
    }

    @Override
    public void messageHeld(Turn turn, String why) {
        LOG.info("Message {}: it waits ({}); no attempt is counted", turn.id(), why);
    }

    @Override
    public void processUnreported(RuntimeException cause) {
        LOG.warn("This process could not report itself in conserje.processes: {}", cause.getMessage());
    }
}
