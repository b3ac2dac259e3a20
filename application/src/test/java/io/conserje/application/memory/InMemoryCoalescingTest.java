package io.conserje.application.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.conserje.application.fixture.Fresh;
import io.conserje.application.messaging.CoalescingContract;
import io.conserje.application.messaging.Inbox;
import io.conserje.application.messaging.Turn;
import io.conserje.domain.messaging.Coalescing;
import io.conserje.domain.session.GuestRef;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class InMemoryCoalescingTest extends InMemoryMessagingStores implements CoalescingContract {

    private static final Duration PAUSE = Duration.ofSeconds(3);

    @Override
    public void coalesce(Duration pause) {
        messages = InMemory.messages(clock, UUID::randomUUID, new Coalescing(pause));
    }

    @Test
    void eachMessageProlongsThePauseWithinBounds() {
        coalesce(PAUSE);
        Inbox inbox = messages.inboxes().apply(Fresh.tenant());
        GuestRef guest = Fresh.guest();
        for (int message = 0; message < 7; message++) {
            inbox.accept(List.of(Fresh.message(guest)));
            clock.advance(Duration.ofSeconds(2));
            assertThat(claimed()).as("message " + message).isEmpty();
        }
        inbox.accept(List.of(Fresh.message(guest)));
        clock.advance(Duration.ofSeconds(1).minusNanos(1));
        assertThat(claimed()).isEmpty();
        clock.advance(Duration.ofNanos(1));
        assertThat(claimed()).singleElement().extracting(Turn::size).isEqualTo(8);
    }

    @Test
    void whatComesDuringATurnWaitsForThePause() {
        coalesce(PAUSE);
        Inbox inbox = messages.inboxes().apply(Fresh.tenant());
        GuestRef guest = Fresh.guest();
        inbox.accept(List.of(Fresh.message(guest)));
        clock.advance(PAUSE);
        Turn turn = claimed().getFirst();
        inbox.accept(List.of(Fresh.message(guest)));
        clock.advance(Duration.ofSeconds(1));
        messages.turns().finish(turn, List.of());
        assertThat(claimed()).isEmpty();
        inbox.accept(List.of(Fresh.message(guest)));
        clock.advance(PAUSE.minusNanos(1));
        assertThat(claimed()).isEmpty();
        clock.advance(Duration.ofNanos(1));
        assertThat(claimed()).singleElement().extracting(Turn::size).isEqualTo(2);
    }

    private List<Turn> claimed() {
        return messages.turns().claim(10, Duration.ofMinutes(1));
    }
}
