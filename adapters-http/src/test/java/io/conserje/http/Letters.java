package io.conserje.http;

import io.conserje.application.dlq.BrowseDeadLetters;
import io.conserje.application.dlq.DeadLetterListener;
import io.conserje.application.dlq.DeadLetters;
import io.conserje.application.dlq.DiscardDeadLetters;
import io.conserje.application.dlq.RedriveDeadLetters;
import io.conserje.application.fixture.Fresh;
import io.conserje.application.memory.InMemory;
import io.conserje.application.messaging.Turn;
import io.conserje.application.tenancy.TenantDirectory;
import io.conserje.domain.dlq.Attempt;
import io.conserje.domain.messaging.InboundMessage;
import io.conserje.domain.messaging.MessageContext;
import io.conserje.domain.session.GuestRef;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.http.admin.DeadLetterRoutes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** Dead letters of one hotel: two with known ids, and more on request. */
final class Letters {

    static final UUID FIRST = new UUID(0, 1);
    static final UUID SECOND = new UUID(0, 2);

    private final AtomicLong ids = new AtomicLong();
    private final InMemory.Messages store =
            InMemory.messages(InstantSource.fixed(RunningServer.NOW), () -> new UUID(0, ids.incrementAndGet()));
    private final TenantDirectory tenants;

    private Letters(TenantDirectory tenants) {
        this.tenants = tenants;
    }

    static Letters in(TenantDirectory tenants, TenantId hotel) {
        Letters letters = new Letters(tenants);
        letters.bury(hotel, "pms_unavailable", "handler_failed");
        return letters;
    }

    /** Adds a dead letter of a new guest for each reason. All messages are accepted first, which fixes their ids. */
    void bury(TenantId hotel, String... reasons) {
        List<InboundMessage> messages = new ArrayList<>();
        for (int guest = 0; guest < reasons.length; guest++) {
            messages.add(Fresh.message(GuestRef.phone(Channel.WHATSAPP, "+549111234567" + guest), "Hola")
                    .with(MessageContext.NONE, "{\"text\": {\"body\": \"Hola\"}}"));
        }
        store.inboxes().apply(hotel).accept(messages);
        List<Turn> turns = store.turns().claim(reasons.length, Duration.ofMinutes(1));
        for (int guest = 0; guest < reasons.length; guest++) {
            store.turns().deadLetter(turns.get(guest), new Attempt(1, reasons[guest], "on purpose"));
        }
    }

    DeadLetters store() {
        return store.letters();
    }

    /** Returns the number of messages that wait for a handler. */
    long pending() {
        return store.stats().read().pending();
    }

    DeadLetterRoutes.Ports ports() {
        return new DeadLetterRoutes.Ports(
                new BrowseDeadLetters(store.letters(), tenants),
                new RedriveDeadLetters(store.letters(), DeadLetterListener.NONE),
                new DiscardDeadLetters(store.letters(), DeadLetterListener.NONE));
    }
}
