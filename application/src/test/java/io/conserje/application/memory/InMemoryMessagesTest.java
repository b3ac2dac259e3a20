package io.conserje.application.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.conserje.application.fixture.Fresh;
import io.conserje.application.messaging.EndingsContract;
import io.conserje.application.messaging.Inbox;
import io.conserje.application.messaging.InboxContract;
import io.conserje.application.messaging.IntakeContract;
import io.conserje.application.messaging.QueueStatsContract;
import io.conserje.application.messaging.RenewalsContract;
import io.conserje.application.messaging.RetentionContract;
import io.conserje.application.messaging.Turn;
import io.conserje.application.messaging.Turns.Outcome;
import io.conserje.application.messaging.TurnsContract;
import io.conserje.domain.messaging.InboundMessage;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class InMemoryMessagesTest extends InMemoryMessagingStores
        implements InboxContract,
                IntakeContract,
                TurnsContract,
                EndingsContract,
                RenewalsContract,
                RetentionContract,
                QueueStatsContract {

    private static final Duration LEASE = Duration.ofMinutes(1);

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
