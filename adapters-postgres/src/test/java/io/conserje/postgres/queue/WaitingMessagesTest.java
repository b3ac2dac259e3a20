package io.conserje.postgres.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.conserje.application.dlq.DeadLetters.Shown;
import io.conserje.application.dlq.LetterFilter;
import io.conserje.application.fixture.Fresh;
import io.conserje.application.messaging.Faults.Held;
import io.conserje.application.messaging.LaterMessages;
import io.conserje.application.messaging.Turn;
import io.conserje.application.messaging.Turns;
import io.conserje.application.pause.PauseScope;
import io.conserje.application.waiting.WaitingMessage;
import io.conserje.application.waiting.WaitingMessage.State;
import io.conserje.application.waiting.WaitingMessages;
import io.conserje.application.waiting.WaitingMessages.Outcome;
import io.conserje.application.waiting.WaitingMessages.Place;
import io.conserje.domain.dlq.Attempt;
import io.conserje.domain.dlq.DeadLetter;
import io.conserje.domain.dlq.Warrant;
import io.conserje.domain.messaging.MessageId;
import io.conserje.domain.session.GuestRef;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.testing.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class WaitingMessagesTest {

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    private static final Duration LEASE = Duration.ofMinutes(10);
    private static final Warrant ANA = new Warrant("ana", "the guest called");

    private final TenantId norte = new TenantId("hotel-norte");
    private final TenantId sur = new TenantId("hotel-sur");
    private final GuestRef guest = Fresh.guest();

    @BeforeEach
    void openTheHotels() {
        DATABASE.empty();
        DATABASE.givenTenants(norte, sur);
    }

    @Test
    void listsTheNextMessageOfEachGuestPageByPage() {
        for (int i = 0; i < 3; i++) {
            writes(sur, Fresh.guest(), "uno", "dos");
            writes(norte, Fresh.guest(), "uno");
        }
        List<WaitingMessage> all = waiting().list(null, null, null, 10);
        assertThat(all).extracting(WaitingMessage::tenant).containsExactly(norte, norte, norte, sur, sur, sur);
        assertThat(all).extracting(WaitingMessage::others).containsExactly(0L, 0L, 0L, 1L, 1L, 1L);
        assertThat(all).extracting(WaitingMessage::state).containsOnly(State.DUE);
        List<WaitingMessage> paged = new ArrayList<>();
        @Nullable Place place = null;
        do {
            List<WaitingMessage> page = waiting().list(null, null, place, 2);
            paged.addAll(page);
            place = page.isEmpty()
                    ? null
                    : Place.parse(Place.behind(page.getLast()).toString());
        } while (place != null);
        assertThat(paged).isEqualTo(all);
        assertThat(waiting().list(sur, Channel.WHATSAPP, null, 10)).hasSize(3);
        assertThat(waiting().list(sur, Fresh.EMAIL, null, 10)).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> waiting().list(null, null, null, 501));
        assertThatIllegalArgumentException().isThrownBy(() -> Place.parse("sur/then/what"));
    }

    @Test
    void aRetryThatIsHurriedIsDueNow() {
        List<MessageId> ids = writes(sur, guest, "uno", "dos");
        turns().retry(turn(), new Attempt(1, "pms_unavailable", "away"), LEASE, LaterMessages.WAIT);
        assertThat(state(ids.get(0))).isEqualTo(State.LATER);
        assertThat(state(ids.get(1))).isEqualTo(State.BEHIND);
        assertThat(waiting().find(sur, ids.get(0)).orElseThrow().attempts())
                .extracting(failed -> failed.attempt().reason())
                .containsExactly("pms_unavailable");
        assertThat(waiting().retry(sur, ids.get(0), ANA)).isEqualTo(Outcome.DONE);
        Turn again = turn();
        assertThat(again.id()).isEqualTo(ids.get(0));
        assertThat(again.failures()).isEqualTo(1);
        assertThat(waiting().retry(sur, ids.get(0), ANA)).isEqualTo(Outcome.IN_HAND);
        assertThat(waiting().cancel(sur, ids.get(0), ANA)).isEqualTo(Outcome.IN_HAND);
        assertThat(state(ids.get(0))).isEqualTo(State.IN_HAND);
        assertThat(DATABASE.adapters().pauses().history(10))
                .extracting(event -> event.action() + " " + event.what() + " "
                        + event.warrant().by())
                .containsExactly("RETRIED message " + ids.get(0) + " of hotel-sur ana");
    }

    @Test
    void aMessageThatOthersMayPassIsHurried() {
        MessageId id = writes(sur, guest, "uno").getFirst();
        turns().retry(turn(), new Attempt(1, "pms_unavailable", "away"), LEASE, LaterMessages.GO_ON);
        assertThat(turns().claim(1, LEASE)).isEmpty();
        assertThat(waiting().retry(sur, id, ANA)).isEqualTo(Outcome.DONE);
        assertThat(turn().id()).isEqualTo(id);
    }

    @Test
    void whatIsHeldIsShown() {
        MessageId id = writes(sur, guest, "uno").getFirst();
        turns().hold(turn(), new Held("//pms_unavailable", LEASE));
        assertThat(waiting().list(sur, null, null, 10))
                .singleElement()
                .matches(message -> message.state() == State.HELD && "//pms_unavailable".equals(message.held()));
        assertThat(state(id)).isEqualTo(State.HELD);
    }

    @Test
    void whatAPauseStopsIsShownAsHeld() {
        MessageId id = writes(sur, guest, "uno").getFirst();
        writes(norte, guest, "uno");
        DATABASE.adapters().pauses().pause(new PauseScope(sur, null, null), null, ANA);
        DATABASE.adapters().pauses().open(norte, "pms_unavailable", ANA);
        assertThat(waiting().list(null, null, null, 10))
                .extracting(message -> message.state() + " " + message.held())
                .containsExactly("HELD breaker/pms_unavailable", "HELD hotel-sur//");
        assertThat(state(id)).isEqualTo(State.HELD);
        DATABASE.adapters().pauses().resume(new PauseScope(sur, null, null), ANA);
        DATABASE.adapters().pauses().close(norte, ANA);
        assertThat(state(id)).isEqualTo(State.DUE);
    }

    @Test
    void aMessageOfTheBacklogIsCancelled() {
        List<MessageId> ids = writes(
                sur, guest, IntStream.range(0, 103).mapToObj(Integer::toString).toArray(String[]::new));
        assertThat(waiting().cancel(sur, ids.get(101), ANA)).isEqualTo(Outcome.DONE);
        assertThat(DATABASE.asOwner("select cardinality(waiting) || ' ' || backlog || ' ' || coalesce(lease::text, '')"
                        + " from conserje.guest_queues"))
                .containsExactly("100 2 ");
        for (int nth = 0; nth < 103; nth++) {
            if (nth != 101) {
                Turn turn = turn();
                assertThat(turn.id()).isEqualTo(ids.get(nth));
                turns().finish(turn, List.of());
            }
        }
        assertThat(turns().claim(1, LEASE)).isEmpty();
    }

    @Test
    void aCancelledMessageIsADiscardedDeadLetter() {
        List<MessageId> ids = writes(sur, guest, "uno", "dos", "tres");
        assertThat(waiting().cancel(sur, ids.get(1), ANA)).isEqualTo(Outcome.DONE);
        assertThat(waiting().cancel(sur, ids.get(1), ANA)).isEqualTo(Outcome.ABSENT);
        assertThat(DATABASE.adapters().deadLetters().list(sur, LetterFilter.ALL, Shown.ALL, null, 10))
                .singleElement()
                .matches(letter -> letter.last().reason().equals("cancelled")
                        && letter.state() instanceof DeadLetter.State.Discarded discarded
                        && discarded.warrant().equals(ANA));
        turns().finish(turn(), List.of());
        assertThat(turn().id()).isEqualTo(ids.get(2));
    }

    @Test
    void theLastMessageOfAGuestIsCancelled() {
        MessageId id = writes(sur, guest, "uno").getFirst();
        assertThat(waiting().cancel(sur, id, ANA)).isEqualTo(Outcome.DONE);
        assertThat(DATABASE.asOwner("select guest from conserje.guest_queues")).isEmpty();
        assertThat(turns().claim(1, LEASE)).isEmpty();
    }

    @Test
    void anotherHotelsMessageIsAbsent() {
        MessageId id = writes(sur, guest, "uno").getFirst();
        assertThat(waiting().find(norte, id)).isEmpty();
        assertThat(waiting().retry(norte, id, ANA)).isEqualTo(Outcome.ABSENT);
        assertThat(waiting().cancel(norte, id, ANA)).isEqualTo(Outcome.ABSENT);
        assertThat(waiting().find(sur, new MessageId(UUID.randomUUID()))).isEmpty();
        assertThat(waiting().find(sur, id)).isPresent();
    }

    private State state(MessageId id) {
        return waiting().find(sur, id).orElseThrow().message().state();
    }

    private static Turn turn() {
        return turns().claim(1, LEASE).getFirst();
    }

    private static WaitingMessages waiting() {
        return DATABASE.adapters().waitingMessages();
    }

    private static Turns turns() {
        return DATABASE.adapters().turns();
    }

    private static List<MessageId> writes(TenantId hotel, GuestRef who, String... texts) {
        List<MessageId> ids = new ArrayList<>();
        for (String text : texts) {
            DATABASE.adapters().inbox(hotel).accept(List.of(Fresh.message(who, text)));
            ids.add(new MessageId(UUID.fromString(
                    DATABASE.asOwner("select message_id::text from conserje.inbox order by seq desc limit 1")
                            .getFirst())));
        }
        return ids;
    }
}
