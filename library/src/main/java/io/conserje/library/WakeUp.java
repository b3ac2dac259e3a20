package io.conserje.library;

import io.conserje.application.dlq.DeadLetterListener;
import io.conserje.application.messaging.MessagingListener;
import io.conserje.application.messaging.ReplyListener;
import io.conserje.application.messaging.Turn;
import io.conserje.application.pause.Breaker;
import io.conserje.application.pause.Pause;
import io.conserje.application.pause.PauseListener;
import io.conserje.application.process.GateListener;
import io.conserje.domain.tenancy.TenantId;

/** Wakes the workers of this process when there is work for them, so that it does not wait for their next look. */
record WakeUp(Runnable messages, Runnable replies)
        implements MessagingListener, ReplyListener, DeadLetterListener, GateListener, PauseListener {

    @Override
    public void messagesAccepted(TenantId tenant, int accepted, int duplicates) {
        if (accepted > 0) {
            messages.run();
        }
    }

    @Override
    public void messageHandled(Turn turn, int recorded) {
        if (recorded > 0) {
            replies.run();
        }
    }

    @Override
    public void messagesRouted(TenantId tenant, int routed) {
        messages.run();
    }

    @Override
    public void repliesResent(TenantId tenant, int resent) {
        replies.run();
    }

    @Override
    public void messagePosted(TenantId tenant, Posted result) {
        if (result == Posted.NOW) {
            replies.run();
        }
    }

    @Override
    public void messagesDue(int moved, int late) {
        replies.run();
    }

    @Override
    public void opened() {
        messages.run();
        replies.run();
    }

    @Override
    public void hotelOpened(TenantId tenant) {
        opened();
    }

    @Override
    public void resumed(Pause pause) {
        opened();
    }

    @Override
    public void breakerClosed(Breaker breaker) {
        messages.run();
    }

    @Override
    public void deadLettersRedriven(TenantId tenant, int redriven) {
        messages.run();
    }
}
