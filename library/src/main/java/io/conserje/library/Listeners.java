package io.conserje.library;

import io.conserje.application.dlq.DeadLetterListener;
import io.conserje.application.event.FanOut;
import io.conserje.application.event.Listener;
import io.conserje.application.lock.LockListener;
import io.conserje.application.messaging.MessagingListener;
import io.conserje.application.messaging.ReplyListener;
import io.conserje.application.pause.PauseListener;
import io.conserje.application.process.GateListener;
import io.conserje.application.session.SessionListener;
import io.conserje.application.tenancy.TenancyListener;
import io.conserje.application.transaction.TransactionListener;
import java.util.List;

/** One listener per feature, each of which reports its events to all listeners of an instance. */
record Listeners(
        TenancyListener tenancy,
        SessionListener sessions,
        MessagingListener messaging,
        ReplyListener replies,
        DeadLetterListener deadLetters,
        LockListener locks,
        GateListener gate,
        PauseListener pauses,
        TransactionListener transactions) {

    static Listeners of(List<Listener> all) {
        return new Listeners(
                FanOut.to(TenancyListener.class, all),
                FanOut.to(SessionListener.class, all),
                FanOut.to(MessagingListener.class, all),
                FanOut.to(ReplyListener.class, all),
                FanOut.to(DeadLetterListener.class, all),
                FanOut.to(LockListener.class, all),
                FanOut.to(GateListener.class, all),
                FanOut.to(PauseListener.class, all),
                FanOut.to(TransactionListener.class, all));
    }
}
