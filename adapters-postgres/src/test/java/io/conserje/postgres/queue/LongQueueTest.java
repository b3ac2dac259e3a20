package io.conserje.postgres.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.conserje.application.dlq.DeadLetters.Shown;
import io.conserje.application.dlq.LetterFilter;
import io.conserje.application.fixture.Fresh;
import io.conserje.application.messaging.Inbox.Acceptance;
import io.conserje.application.messaging.Intake.Arrival;
import io.conserje.application.messaging.Turn;
import io.conserje.application.messaging.Turns;
import io.conserje.domain.dlq.Verdict;
import io.conserje.domain.dlq.Warrant;
import io.conserje.domain.messaging.InboundMessage;
import io.conserje.domain.session.GuestRef;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.testing.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What becomes of the messages of a guest with thousands of them. */
class LongQueueTest {

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    private final TenantId hotel = Fresh.tenant();
    private final GuestRef guest = Fresh.guest();

    @BeforeEach
    void oneHotel() {
        DATABASE.empty();
        DATABASE.givenTenants(hotel);
    }

    @Test
    void theRowOfAGuestStaysSmall() {
        accept(10_000);
        assertThat(row()).isEqualTo("100 9900");
    }

    @Test
    void messagesBeyondTheLimitBecomeDeadLetters() {
        GuestRef other = Fresh.guest();
        accept(GuestQueues.LONGEST + 100);
        InboundMessage last = Fresh.message(guest, "one too many");
        InboundMessage others = Fresh.message(other, "of another guest");
        List<Acceptance> made =
                DATABASE.adapters().intake().accept(List.of(new Arrival(hotel, last), new Arrival(hotel, others)));
        assertThat(made).hasSize(2).allMatch(Acceptance.Accepted.class::isInstance);
        assertThat(DATABASE.adapters().deadLetters().list(hotel, LetterFilter.ALL, Shown.BURIED, null, 10))
                .singleElement()
                .satisfies(letter -> {
                    assertThat(letter.last().reason()).isEqualTo("guest_queue_full");
                    assertThat(letter.message().body()).isEqualTo("one too many");
                });
        assertThat(DATABASE.adapters().queueStats().read().overflowed()).isOne();
        assertThat(DATABASE.asOwner("select sum(cardinality(waiting) + backlog) from conserje.guest_queues"))
                .containsExactly(Integer.toString(GuestQueues.LONGEST + 100 + 1));
        assertThat(DATABASE.asOwner("select count(*) from conserje.inbox where state = 'pending'"))
                .containsExactly(Integer.toString(GuestQueues.LONGEST + 100 + 1));
        Turns turns = DATABASE.adapters().turns();
        List<Turn> claimed = turns.claim(10, Duration.ofMinutes(1));
        assertThat(claimed).hasSize(2);
        assertThat(DATABASE.adapters().inbox(hotel).accept(List.of(last))).containsExactly(new Acceptance.Duplicate());
    }

    @Test
    void onlyWhatIsBeyondTheLimitBecomesADeadLetter() {
        accept(GuestQueues.LONGEST);
        DATABASE.adapters()
                .inbox(hotel)
                .accept(IntStream.range(0, 150)
                        .mapToObj(nth -> Fresh.message(guest, "late " + nth))
                        .toList());
        assertThat(DATABASE.adapters().deadLetters().list(hotel, LetterFilter.ALL, Shown.BURIED, null, 200))
                .extracting(letter -> letter.message().body())
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(100, 150).mapToObj(nth -> "late " + nth).toList());
        assertThat(row()).isEqualTo("100 " + GuestQueues.LONGEST);
    }

    @Test
    void redrivenMessagesStayBehindOlderOnesOfALongQueue() {
        accept(GuestQueues.LONGEST + 100);
        DATABASE.adapters().inbox(hotel).accept(List.of(Fresh.message(guest, "one too many")));
        List<String> listed = DATABASE.asOwner("select waiting::text from conserje.guest_queues");
        assertThat(DATABASE.adapters()
                        .deadLetters()
                        .settle(hotel, LetterFilter.ALL, 10, Verdict.REDRIVE, new Warrant("ana", "the queue is short")))
                .hasSize(1);
        assertThat(DATABASE.asOwner("select waiting::text from conserje.guest_queues"))
                .isEqualTo(listed);
        assertThat(row()).isEqualTo("100 " + (GuestQueues.LONGEST + 1));
        assertThat(DATABASE.asOwner("select m.body from conserje.guest_backlog b join conserje.inbox m"
                        + " using (tenant_id, message_id) order by b.seq desc limit 1"))
                .containsExactly("one too many");
    }

    private String row() {
        return DATABASE.asOwner("select cardinality(waiting) || ' ' || backlog from conserje.guest_queues")
                .getFirst();
    }

    private void accept(int messages) {
        for (int first = 0; first < messages; first += 1000) {
            List<InboundMessage> batch = new ArrayList<>();
            IntStream.range(first, Math.min(first + 1000, messages))
                    .forEach(nth -> batch.add(Fresh.message(guest, "message " + nth)));
            DATABASE.adapters().inbox(hotel).accept(batch);
        }
    }
}
