package io.conserje.application.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.conserje.application.fixture.Fresh;
import io.conserje.application.fixture.SettableClock;
import io.conserje.application.messaging.Inbox;
import io.conserje.application.messaging.InboxContract;
import io.conserje.application.messaging.Replies;
import io.conserje.application.messaging.RepliesContract;
import io.conserje.application.messaging.Turn;
import io.conserje.application.messaging.Turns;
import io.conserje.application.messaging.Turns.Outcome;
import io.conserje.application.messaging.TurnsContract;
import io.conserje.domain.messaging.InboundMessage;
import io.conserje.domain.tenancy.TenantId;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class InMemoryMessagesTest implements InboxContract, TurnsContract, RepliesContract {

    private static final Duration LEASE = Duration.ofMinutes(1);

    private final SettableClock clock = new SettableClock();
    private final InMemory.Messages messages = InMemory.messages(clock, UUID::randomUUID);

    @Override
    public Function<TenantId, Inbox> inboxes() {
        return messages.inboxes();
    }

    @Override
    public Turns turns() {
        return messages.turns();
    }

    @Override
    public Replies replies() {
        return messages.replies();
    }

    @Override
    public void givenTenants(TenantId... tenants) {
        // Any tenant will do.
    }

    @Override
    public void emptyStore() {
        // Every test has a store of its own.
    }

    @Override
    public void letPass(Duration duration) {
        clock.advance(duration);
    }

    @Test
    void aLeaseLastsToItsLastNanosecond() {
        messages.inboxes().apply(Fresh.tenant()).accept(List.of(Fresh.message(Fresh.guest())));
        Turn turn = messages.turns().claim(1, LEASE).getFirst();
        clock.advance(LEASE.minusNanos(1));
        assertThat(messages.turns().claim(1, LEASE)).isEmpty();
        assertThat(messages.turns().renew(turn, LEASE)).isEqualTo(Outcome.RECORDED);
        clock.advance(LEASE);
        assertThat(messages.turns().renew(turn, LEASE)).isEqualTo(Outcome.LOST);
    }

    @Test
    void whoeverWaitedLongestIsServedFirst() {
        Inbox inbox = messages.inboxes().apply(Fresh.tenant());
        List<InboundMessage> waiting =
                Stream.generate(() -> Fresh.message(Fresh.guest())).limit(20).toList();
        inbox.accept(waiting);
        for (InboundMessage next : waiting) {
            assertThat(messages.turns().claim(1, LEASE))
                    .singleElement()
                    .extracting(Turn::message)
                    .isEqualTo(next);
        }
    }
}
