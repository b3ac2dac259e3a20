package io.conserje.bootstrap;

import io.conserje.application.messaging.MessagingListener;
import io.conserje.application.messaging.OutboundReply;
import io.conserje.application.messaging.Turn;
import io.conserje.application.store.StoreUnavailableException;
import io.conserje.domain.dlq.Attempt;
import io.conserje.domain.tenancy.TenantId;
import java.time.Duration;

/** Wakes the loops of this process when there is something for them, and passes everything on. */
final class Waking implements MessagingListener {

    private final MessagingListener next;
    private final Runnable messageArrived;
    private final Runnable replyRecorded;

    Waking(MessagingListener next, Runnable messageArrived, Runnable replyRecorded) {
        this.next = next;
        this.messageArrived = messageArrived;
        this.replyRecorded = replyRecorded;
    }

    @Override
    public void accepted(TenantId tenant, int accepted, int duplicates) {
        if (accepted > 0) {
            messageArrived.run();
        }
        next.accepted(tenant, accepted, duplicates);
    }

    @Override
    public void refused() {
        next.refused();
    }

    @Override
    public void took(Turn turn, Duration time) {
        next.took(turn, time);
    }

    @Override
    public void handled(Turn turn, int replies) {
        if (replies > 0) {
            replyRecorded.run();
        }
        next.handled(turn, replies);
    }

    @Override
    public void retried(Turn turn, Attempt failure, Duration after) {
        next.retried(turn, failure, after);
    }

    @Override
    public void deadLettered(Turn turn, Attempt failure) {
        next.deadLettered(turn, failure);
    }

    @Override
    public void postponed(Turn turn, Duration after, StoreUnavailableException away) {
        next.postponed(turn, after, away);
    }

    @Override
    public void abandoned(int letters) {
        next.abandoned(letters);
    }

    @Override
    public void lost(Turn turn) {
        next.lost(turn);
    }

    @Override
    public void sent(OutboundReply reply) {
        next.sent(reply);
    }

    @Override
    public void delayed(OutboundReply reply, String cause) {
        next.delayed(reply, cause);
    }

    @Override
    public void uncertain(OutboundReply reply, String cause) {
        next.uncertain(reply, cause);
    }

    @Override
    public void refused(OutboundReply reply, String cause) {
        next.refused(reply, cause);
    }
}
