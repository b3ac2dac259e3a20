package io.conserje.application.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.conserje.application.dlq.DeadLetters.History;
import io.conserje.application.dlq.DeadLetters.Shown;
import io.conserje.application.dlq.LetterFilter;
import io.conserje.application.fixture.Fresh;
import io.conserje.application.fixture.SettableClock;
import io.conserje.application.memory.InMemory;
import io.conserje.application.messaging.Inbox.Progress;
import io.conserje.application.messaging.MessageHandler.Answer;
import io.conserje.application.session.SessionListener;
import io.conserje.domain.dlq.DeadLetter;
import io.conserje.domain.dlq.DeadLetter.State;
import io.conserje.domain.dlq.FailedAttempt;
import io.conserje.domain.dlq.RetryPolicy;
import io.conserje.domain.messaging.InboundMessage;
import io.conserje.domain.messaging.MessageContent;
import io.conserje.domain.session.GuestRef;
import io.conserje.domain.session.IdleTimeout;
import io.conserje.domain.tenancy.Tenant;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A message from its acceptance to its end, under the usual policy, on a clock that goes on second by second. */
class RetryTimesTest {

    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Duration LONG_ENOUGH = Duration.ofMinutes(15);

    private final SettableClock clock = new SettableClock();
    private final Instant begin = clock.instant();
    private final InMemory.Tenants tenants = InMemory.tenants();
    private final InMemory.Messages messages = InMemory.messages(clock, UUID::randomUUID);
    private final Tenant hotel = Tenant.named(Fresh.tenant(), "Hotel");
    private final GuestRef guest = Fresh.guest();
    private final InboundMessage first = Fresh.message(guest, "first");
    private final List<String> heard = new ArrayList<>();

    @BeforeEach
    void openTheHotel() {
        tenants.register(hotel);
    }

    /**
     * Tries come after 60, 120 and 240 seconds: at 60, 180 and 420; with the dice at either end, a tenth less or more.
     */
    @ParameterizedTest
    @CsvSource({
        "0, 0.5, '0'",
        "1, 0.5, '0 60'",
        "2, 0.5, '0 60 180'",
        "3, 0.5, '0 60 180 420'",
        "3, 0, '0 54 162 378'",
        "3, 1, '0 66 198 462'"
    })
    void retriesAtTheTimesOfThePolicy(int failures, double dice, String times) {
        messages.inboxes().apply(hotel.id()).accept(List.of(first));
        run(failing(failures), LaterMessages.WAIT, dice);
        assertThat(heard).containsExactlyElementsOf(said("first", times));
        assertThat(progressOf(first)).isEqualTo(Progress.HANDLED);
        assertThat(letters()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0.5, '0 60 180 420'", "0, '0 54 162 378'", "1, '0 66 198 462'"})
    void deadLettersAMessageThatAlwaysFails(double dice, String times) {
        messages.inboxes().apply(hotel.id()).accept(List.of(first));
        run(failing(Integer.MAX_VALUE), LaterMessages.WAIT, dice);
        assertThat(heard).containsExactlyElementsOf(said("first", times));
        assertThat(progressOf(first)).isEqualTo(Progress.FAILED);
        assertThat(letters()).hasSize(1);
        DeadLetter letter = letters().getFirst();
        assertThat(letter.state()).isEqualTo(new State.Buried());
        assertThat(letter.last().number()).isEqualTo(4);
        History history = messages.letters().history(hotel.id(), letter.id());
        assertThat(history.attempts())
                .extracting(failed -> failed.attempt().number())
                .containsExactly(1, 2, 3, 4);
        assertThat(history.attempts().stream().map(FailedAttempt::at).map(this::second))
                .containsExactlyElementsOf(
                        Stream.of(times.split(" ")).map(Long::valueOf).toList());
    }

    @Test
    void laterMessagesOfTheSameGuestWait() {
        InboundMessage second = Fresh.message(guest, "second");
        InboundMessage others = Fresh.message(Fresh.guest(), "another's");
        messages.inboxes().apply(hotel.id()).accept(List.of(first, second, others));
        run(failing(2), LaterMessages.WAIT, 0.5);
        assertThat(heard).containsExactly("first 0", "another's 0", "first 60", "first 180", "second 180");
    }

    @Test
    void laterMessagesGoOnIfConfigured() {
        InboundMessage second = Fresh.message(guest, "second");
        messages.inboxes().apply(hotel.id()).accept(List.of(first, second));
        run(failing(2), LaterMessages.GO_ON, 0.5);
        assertThat(heard).containsExactly("first 0", "second 0", "first 60", "first 180");
    }

    /** Does all that is due, second by second. */
    private void run(MessageHandler handler, LaterMessages laterMessages, double dice) {
        DispatchMessage dispatch = new DispatchMessage(
                messages.turns(),
                InMemory.sessions(clock),
                tenants,
                handler,
                ReplySenders.none(),
                new HandlingRules(
                        RetryPolicy.HANDLING,
                        laterMessages,
                        IdleTimeout.DEFAULT,
                        HandlingRules.LIMIT,
                        HandlingRules.HAND_OVER),
                () -> dice,
                Faults.ALL_COUNT,
                MessagingListener.NONE,
                SessionListener.NONE);
        while (clock.instant().isBefore(begin.plus(LONG_ENOUGH))) {
            List<Turn> due = messages.turns().claim(10, LEASE);
            dispatch.ready(due).forEach(dispatch::dispatch);
            if (due.isEmpty()) {
                clock.advance(Duration.ofSeconds(1));
            }
        }
    }

    /** Writes down what it hears and when, and fails that often on the guest's first message. */
    private MessageHandler failing(int failures) {
        return incoming -> {
            InboundMessage message = incoming.message();
            String text = ((MessageContent.Text) message.content()).body();
            long before =
                    heard.stream().filter(line -> line.startsWith(text + " ")).count();
            heard.add(text + " " + second(clock.instant()));
            if (message.equals(first) && before < failures) {
                throw HandlingException.retry("pms_unavailable", "The PMS is away", null);
            }
            return new Answer(List.of(), incoming.memory());
        };
    }

    private List<DeadLetter> letters() {
        return messages.letters().list(hotel.id(), LetterFilter.ALL, Shown.ALL, null, 10);
    }

    private long second(Instant at) {
        return Duration.between(begin, at).toSeconds();
    }

    private static List<String> said(String text, String times) {
        return Stream.of(times.split(" ")).map(time -> text + " " + time).toList();
    }

    private Progress progressOf(InboundMessage message) {
        return messages.inboxes()
                .apply(hotel.id())
                .progressOf(message.guest().channel(), message.providerId())
                .orElseThrow();
    }
}
