package io.conserje.http;

import io.conserje.application.fixture.Fresh;
import io.conserje.application.memory.InMemory;
import io.conserje.application.messaging.Fix;
import io.conserje.application.messaging.HeldLine;
import io.conserje.application.messaging.Lines.Hold;
import io.conserje.application.messaging.OutboundReply;
import io.conserje.application.messaging.ReplyFailure;
import io.conserje.application.messaging.ReplyListener;
import io.conserje.application.process.Gate;
import io.conserje.application.reply.BrowseReplies;
import io.conserje.application.reply.DecideReplies;
import io.conserje.application.reply.ReplyRecords;
import io.conserje.application.reply.ReplyStatuses;
import io.conserje.application.tenancy.TenantDirectory;
import io.conserje.domain.messaging.Reply;
import io.conserje.domain.session.GuestRef;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.http.admin.ReplyRoutes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** Replies of one hotel: two that were refused, one that was sent, and one whose line is held. */
final class Sendings {

    /** The first and the second reply; a message, a lease and a reply take one id each. */
    static final UUID FIRST = new UUID(0, 1);

    static final UUID SECOND = new UUID(0, 2);
    static final UUID SENT = new UUID(0, 3);

    private static final Duration LEASE = Duration.ofMinutes(1);

    private final AtomicLong others = new AtomicLong(1000);
    private final AtomicLong replies = new AtomicLong();
    private boolean recording;
    private final InMemory.Messages store = InMemory.messages(
            InstantSource.fixed(RunningServer.NOW),
            () -> new UUID(0, recording ? replies.incrementAndGet() : others.incrementAndGet()));
    private final TenantDirectory tenants;

    private Sendings(TenantDirectory tenants) {
        this.tenants = tenants;
    }

    static Sendings in(TenantDirectory tenants, TenantId hotel) {
        Sendings sendings = new Sendings(tenants);
        for (int nth = 0; nth < 2; nth++) {
            sendings.store
                    .replies()
                    .refuse(
                            sendings.answered(hotel, nth),
                            new ReplyFailure(true, "not_reachable", "graph 131026: unreachable", 131026));
        }
        sendings.store.replies().sent(sendings.answered(hotel, 2), "wamid.S1");
        sendings.store.lines().hold(sendings.answered(hotel, 3), new Hold(Fix.RENEW_TOKEN, "graph 190: expired", null));
        return sendings;
    }

    private OutboundReply answered(TenantId hotel, int guest) {
        store.inboxes()
                .apply(hotel)
                .accept(List.of(Fresh.message(GuestRef.phone(Channel.WHATSAPP, "+549111234568" + guest), "Hola")));
        var turn = store.turns().claim(1, LEASE).getFirst();
        recording = true;
        store.turns().finish(turn, List.of(new Reply("Buenos días")));
        recording = false;
        return store.replies().claim(1, LEASE).getFirst();
    }

    List<HeldLine> held() {
        return store.lines().held();
    }

    ReplyRecords records() {
        return store.replyRecords();
    }

    ReplyStatuses statuses() {
        return store.replyStatuses();
    }

    ReplyRoutes.Ports ports() {
        return new ReplyRoutes.Ports(
                new BrowseReplies(store.replyRecords(), tenants),
                new DecideReplies(store.replyRecords(), ReplyListener.NONE, Gate.alwaysOpen()),
                this::held);
    }
}
