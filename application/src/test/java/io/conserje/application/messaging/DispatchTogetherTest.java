package io.conserje.application.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.conserje.application.fixture.Fresh;
import io.conserje.application.fixture.SettableClock;
import io.conserje.application.memory.InMemory;
import io.conserje.application.messaging.Inbox.Progress;
import io.conserje.application.messaging.MessageHandler.Answer;
import io.conserje.application.messaging.MessageHandler.Incoming;
import io.conserje.application.session.SessionListener;
import io.conserje.application.session.Sessions;
import io.conserje.domain.dlq.Backoff;
import io.conserje.domain.dlq.RetryPolicy;
import io.conserje.domain.messaging.Coalescing;
import io.conserje.domain.messaging.InboundMessage;
import io.conserje.domain.messaging.MessageContent;
import io.conserje.domain.messaging.MessageId;
import io.conserje.domain.messaging.Reply;
import io.conserje.domain.session.GuestRef;
import io.conserje.domain.session.IdleTimeout;
import io.conserje.domain.session.Session;
import io.conserje.domain.tenancy.Tenant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The handling of messages that wait for each other. */
final class DispatchTogetherTest {

    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final Duration PAUSE = Duration.ofSeconds(3);
    private static final Duration BACKOFF = Duration.ofSeconds(10);

    private final SettableClock clock = new SettableClock();
    private final InMemory.Tenants tenants = InMemory.tenants();
    private final InMemory.Messages messages = InMemory.messages(clock, UUID::randomUUID, new Coalescing(PAUSE));
    private final Sessions sessions = InMemory.sessions(clock);
    private final Heard heard = new Heard();
    private final Tenant hotel = Tenant.named(Fresh.tenant(), "Hotel");
    private final GuestRef guest = Fresh.guest();
    private int maxRetries = 2;

    /** The texts of each call of the handler. */
    private final List<String> calls = new ArrayList<>();

    @BeforeEach
    void openTheHotel() {
        tenants.register(hotel);
    }

    @Test
    void severalMessagesGetOneAnswer() {
        List<InboundMessage> written = guestWrites("hola", "tienen lugar", "del 12 al 14");
        handle(this::answering);
        assertThat(calls).containsExactly("hola|tienen lugar|del 12 al 14");
        assertThat(progress(written)).containsOnly(Progress.HANDLED);
        assertThat(messages.replies().claim(10, LEASE)).hasSize(1);
        assertThat(heard.lines).containsExactly("handled with 1");
        assertThat(sessions.find(hotel.id(), guest))
                .map(session -> session.attributes().get("calls"))
                .contains("I");
    }

    @Test
    void aHandlerThatKnowsNothingOfItGetsAllWords() {
        List<InboundMessage> written = guestWrites("hola", "tienen lugar");
        List<Incoming> told = new ArrayList<>();
        handle(incoming -> {
            told.add(incoming);
            return new Answer(List.of(), Map.of());
        });
        Incoming incoming = told.getFirst();
        assertThat(incoming.messages()).isEqualTo(written);
        assertThat(incoming.message().content()).isEqualTo(new MessageContent.Text("hola\ntienen lugar"));
        assertThat(incoming.message().providerId()).isEqualTo(written.getLast().providerId());
    }

    @Test
    void aHandlerIsNeverCalledForNothing() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Incoming(
                        hotel,
                        new MessageId(UUID.randomUUID()),
                        List.of(),
                        Map.of(),
                        Cancellation.none(),
                        Optional::empty,
                        IncomingChannel.TEXT));
    }

    @Test
    void aPoisonedMessageTakesOnlyItselfAway() {
        List<InboundMessage> written = guestWrites("hola", "poison", "del 12 al 14");
        handleUntilNothingIsLeft(this::answering);
        assertThat(progress(written)).containsExactly(Progress.HANDLED, Progress.FAILED, Progress.HANDLED);
        assertThat(calls).containsExactly("hola|poison|del 12 al 14", "hola", "poison", "poison", "del 12 al 14");
        assertThat(heard.lines)
                .containsExactly(
                        "retried 1 poisoned after PT10S",
                        "handled with 1",
                        "retried 2 poisoned after PT20S",
                        "buried 3 poisoned",
                        "handled with 1");
    }

    @Test
    void withoutRetriesAPoisonedMessageStillTakesOnlyItself() {
        maxRetries = 0;
        List<InboundMessage> written = guestWrites("hola", "poison", "del 12 al 14");
        handleUntilNothingIsLeft(this::answering);
        assertThat(progress(written)).containsExactly(Progress.HANDLED, Progress.FAILED, Progress.HANDLED);
        assertThat(heard.lines.getFirst()).isEqualTo("retried 1 poisoned after PT0S");
    }

    @Test
    void aPermanentFailureIsLookedForAtOnce() {
        List<InboundMessage> written = guestWrites("hola", "never", "del 12 al 14");
        for (int call = 0; call < 4; call++) {
            handle(this::answering);
        }
        assertThat(calls).containsExactly("hola|never|del 12 al 14", "hola", "never", "del 12 al 14");
        assertThat(progress(written)).containsExactly(Progress.HANDLED, Progress.FAILED, Progress.HANDLED);
    }

    @Test
    void whatIsPutOffStaysTogether() {
        List<InboundMessage> written = guestWrites("later", "tienen lugar");
        handle(this::answering);
        assertThat(heard.lines).containsExactly("deferred for PT1M");
        guestWrites("del 12 al 14");
        clock.advance(Duration.ofMinutes(1));
        handle(incoming -> answered(incoming));
        assertThat(calls).containsExactly("later|tienen lugar", "later|tienen lugar|del 12 al 14");
        assertThat(progress(written)).containsOnly(Progress.HANDLED);
    }

    @Test
    void anUnfinishedTurnIsRepeatedFromTheSameState() {
        guestWrites("hola", "tienen lugar");
        Turn died = claimed();
        sessions.save(
                Session.fresh(hotel.id(), guest).advance(died.id().turn(), Map.of("calls", "I")), IdleTimeout.DEFAULT);
        guestWrites("del 12 al 14");
        clock.advance(LEASE);
        handle(this::answering);
        assertThat(calls).containsExactly("hola|tienen lugar|del 12 al 14");
        assertThat(sessions.find(hotel.id(), guest))
                .map(session -> session.attributes().get("calls"))
                .as("not counted twice")
                .contains("I");
    }

    private Answer answering(Incoming incoming) {
        if (said(incoming).anyMatch("poison"::equals)) {
            calls.add(line(incoming));
            throw HandlingException.retry("poisoned", "on purpose", null);
        }
        if (said(incoming).anyMatch("never"::equals)) {
            calls.add(line(incoming));
            throw HandlingException.never("poisoned", "on purpose", null);
        }
        if (said(incoming).anyMatch("later"::equals)) {
            calls.add(line(incoming));
            throw HandlingException.later(Duration.ofMinutes(1));
        }
        return answered(incoming);
    }

    private Answer answered(Incoming incoming) {
        calls.add(line(incoming));
        return new Answer(
                List.of(new Reply("heard")), Map.of("calls", incoming.memory().getOrDefault("calls", "") + "I"));
    }

    private static Stream<String> said(Incoming incoming) {
        return incoming.messages().stream()
                .map(InboundMessage::content)
                .map(content -> content instanceof MessageContent.Text text ? text.body() : "");
    }

    private static String line(Incoming incoming) {
        return String.join("|", said(incoming).toList());
    }

    private List<InboundMessage> guestWrites(String... texts) {
        List<InboundMessage> written =
                Stream.of(texts).map(text -> Fresh.message(guest, text)).toList();
        written.forEach(message -> messages.inboxes().apply(hotel.id()).accept(List.of(message)));
        clock.advance(PAUSE);
        return written;
    }

    private Turn claimed() {
        List<Turn> turns = messages.turns().claim(10, LEASE);
        assertThat(turns).hasSize(1);
        return turns.getFirst();
    }

    private void handle(MessageHandler handler) {
        dispatch(handler, claimed());
    }

    private void handleUntilNothingIsLeft(MessageHandler handler) {
        while (messages.stats().read().pending() > 0) {
            messages.turns().claim(10, LEASE).forEach(turn -> dispatch(handler, turn));
            clock.advance(BACKOFF);
        }
    }

    private void dispatch(MessageHandler handler, Turn turn) {
        DispatchMessage dispatch = new DispatchMessage(
                messages.turns(),
                sessions,
                tenants,
                handler,
                ReplySenders.none(),
                new HandlingRules(
                        new RetryPolicy(maxRetries, new Backoff(BACKOFF, Duration.ofHours(1), 0)),
                        LaterMessages.WAIT,
                        IdleTimeout.DEFAULT,
                        HandlingRules.LIMIT,
                        HandlingRules.HAND_OVER),
                () -> 0.5,
                Faults.ALL_COUNT,
                heard,
                SessionListener.NONE);
        dispatch.ready(List.of(turn)).forEach(dispatch::dispatch);
    }

    private List<Progress> progress(List<InboundMessage> written) {
        return written.stream()
                .map(message -> messages.inboxes()
                        .apply(hotel.id())
                        .progressOf(guest.channel(), message.providerId())
                        .orElseThrow())
                .toList();
    }
}
