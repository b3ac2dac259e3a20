package io.conserje.bootstrap;

import io.conserje.application.dlq.DeadLetterListener;
import io.conserje.application.messaging.MessagingListener;
import io.conserje.application.messaging.OutboundReply;
import io.conserje.application.messaging.Turn;
import io.conserje.application.session.SessionListener;
import io.conserje.application.store.StoreCorruptException;
import io.conserje.application.store.StoreUnavailableException;
import io.conserje.application.tenancy.Resolution;
import io.conserje.application.tenancy.TenancyListener;
import io.conserje.bootstrap.config.DatabaseUrl;
import io.conserje.bootstrap.metrics.Metrics;
import io.conserje.domain.dlq.Attempt;
import io.conserje.domain.tenancy.TenantId;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts what happens, and tells the log: which tenant, which database, what became of a message. Never what was said. */
final class Narrator implements TenancyListener, SessionListener, MessagingListener, DeadLetterListener {

    private static final Logger LOG = LoggerFactory.getLogger("io.conserje.messages");

    private final Metrics metrics;
    private final String database;

    Narrator(Metrics metrics, DatabaseUrl database) {
        this.metrics = metrics;
        this.database = database.toString();
    }

    @Override
    public void resolved(Resolution resolution) {
        metrics.resolved(resolution);
        switch (resolution) {
            case Resolution.Resolved found ->
                LOG.info("Tenant resolved: {} ({})", found.tenant().id(), found.means());
            case Resolution.Unknown nobody ->
                LOG.warn("Tenant not resolved: no identifier of the message is assigned, and tenancy is strict."
                        + " The message was refused; assign the hotel's phone number id");
            case Resolution.Inactive inactive ->
                LOG.warn("Tenant {} is not active: the message was refused", inactive.tenant());
        }
    }

    @Override
    public void accepted(TenantId tenant, int accepted, int duplicates) {
        LOG.info("Tenant {}: {} accepted, {} duplicates, in {}", tenant, accepted, duplicates, database);
    }

    @Override
    public void looked(boolean found) {
        metrics.looked(found);
    }

    @Override
    public void readApart(int guests, RuntimeException why) {
        // Our stores' words are about the store; a stranger's may quote the guest.
        boolean ours = why instanceof StoreUnavailableException || why instanceof StoreCorruptException;
        LOG.warn(
                "The sessions of {} guests could not be read together, each is read by itself: {}",
                guests,
                ours ? why.getMessage() : why.getClass().getName());
    }

    @Override
    public void swept(int removed, boolean complete) {
        metrics.swept(removed, complete);
    }

    @Override
    public void took(Turn turn, Duration time) {
        metrics.took(turn, time);
    }

    @Override
    public void handled(Turn turn, int replies) {
        metrics.handled(turn, replies);
        LOG.info(
                "Message {} of {} handled: {} replies",
                turn.id(),
                turn.message().guest(),
                replies);
    }

    @Override
    public void retried(Turn turn, Attempt failure, Duration after) {
        metrics.retried(turn, failure, after);
        LOG.warn(
                "Message {}: attempt {} failed ({}: {}); again in {}",
                turn.id(),
                failure.number(),
                failure.reason(),
                failure.cause(),
                after);
    }

    @Override
    public void deadLettered(Turn turn, Attempt failure) {
        metrics.deadLettered(turn, failure);
        LOG.error(
                "Message {}: attempt {} failed ({}: {}); given up, it stands in dlq_permanent_failures",
                turn.id(),
                failure.number(),
                failure.reason(),
                failure.cause());
    }

    @Override
    public void postponed(Turn turn, Duration after, StoreUnavailableException away) {
        metrics.postponed(turn, after, away);
        LOG.warn("Message {}: handled again in {}, no attempt burnt: {}", turn.id(), after, away.getMessage());
    }

    @Override
    public void abandoned(int letters) {
        metrics.abandoned(letters);
        LOG.warn("{} dead letters were abandoned: nobody decided on them in time", letters);
    }

    @Override
    public void redriven(TenantId tenant, int messages) {
        metrics.redriven(tenant, messages);
        LOG.info("Tenant {}: {} dead letters put back", tenant, messages);
    }

    @Override
    public void discarded(TenantId tenant, int letters) {
        metrics.discarded(tenant, letters);
        LOG.info("Tenant {}: {} dead letters discarded", tenant, letters);
    }

    @Override
    public void lost(Turn turn) {
        metrics.lost(turn);
        LOG.warn("Message {}: the lease ended before the outcome was recorded; it is handled again", turn.id());
    }

    @Override
    public void sent(OutboundReply reply) {
        metrics.sent(reply);
        LOG.info("Reply {} to {} sent", reply.id(), reply.to());
    }

    @Override
    public void delayed(OutboundReply reply, String cause) {
        metrics.delayed(reply, cause);
        LOG.warn("Reply {} to {} was not sent ({}); it is tried again", reply.id(), reply.to(), cause);
    }

    @Override
    public void uncertain(OutboundReply reply, String cause) {
        metrics.uncertain(reply, cause);
        LOG.warn(
                "Reply {} to {} may have been sent, it is not known ({}); it is sent again",
                reply.id(),
                reply.to(),
                cause);
    }

    @Override
    public void refused(OutboundReply reply, String cause) {
        metrics.refused(reply, cause);
        LOG.error("Reply {} to {} will not be sent: {}", reply.id(), reply.to(), cause);
    }
}
