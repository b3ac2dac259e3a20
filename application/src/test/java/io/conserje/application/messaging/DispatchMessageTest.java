package io.conserje.application.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.conserje.application.fixture.Fresh;
import io.conserje.application.fixture.SettableClock;
import io.conserje.application.memory.InMemory;
import io.conserje.application.messaging.Faults.Held;
import io.conserje.application.messaging.Inbox.Progress;
import io.conserje.application.messaging.MessageHandler.Answer;
import io.conserje.application.messaging.MessageHandler.Incoming;
import io.conserje.application.messaging.ReplySender.Delivery;
import io.conserje.application.pause.PauseScope;
import io.conserje.application.session.SessionListener;
import io.conserje.application.session.Sessions;
import io.conserje.application.store.StoreUnavailableException;
import io.conserje.domain.dlq.Attempt;
import io.conserje.domain.dlq.Backoff;
import io.conserje.domain.dlq.RetryPolicy;
import io.conserje.domain.dlq.Warrant;
import io.conserje.domain.messaging.ChannelFeatures;
import io.conserje.domain.messaging.ChannelFeatures.Feature;
import io.conserje.domain.messaging.HotelLine;
import io.conserje.domain.messaging.InboundMessage;
import io.conserje.domain.messaging.MessageContent;
import io.conserje.domain.messaging.MessageContent.Echo;
import io.conserje.domain.messaging.MessageContent.Text;
import io.conserje.domain.messaging.MessageContext;
import io.conserje.domain.messaging.OutboundMessage.Button;
import io.conserje.domain.messaging.OutboundMessage.Buttons;
import io.conserje.domain.messaging.ProviderMessageId;
import io.conserje.domain.messaging.Reply;
import io.conserje.domain.session.GuestRef;
import io.conserje.domain.session.IdleTimeout;
import io.conserje.domain.session.Session;
import io.conserje.domain.session.TurnId;
import io.conserje.domain.session.Version;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.OpeningHours;
import io.conserje.domain.tenancy.Tenant;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.domain.tenancy.TenantStatus;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class DispatchMessageTest {

    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final Duration PAUSE = Duration.ofSeconds(10);
    private static final Duration POSTPONED = Duration.ofSeconds(5);
    private static final RetryPolicy POLICY = new RetryPolicy(2, new Backoff(PAUSE, Duration.ofHours(1), 0));

    private static final Instant NOON = Instant.parse("2026-03-12T12:00:00Z");

    private final SettableClock clock = new SettableClock();
    private final InMemory.Tenants tenants = InMemory.tenants();
    private final InMemory.Messages messages = InMemory.messages(clock, UUID::randomUUID);
    private final Sessions sessions = InMemory.sessions(clock);
    private final Heard heard = new Heard();
    private Faults faults = Faults.ALL_COUNT;
    private final Looks looks = new Looks();
    private final Tenant hotel = Tenant.named(Fresh.tenant(), "Hotel");
    private final GuestRef guest = Fresh.guest();
    private Duration limit = HandlingRules.LIMIT;
    private Duration handOver = HandlingRules.HAND_OVER;
    private ReplySender channels = ReplySenders.none();

    /** Counts what the guest has said. */
    private final MessageHandler counting = incoming -> {
        String count = incoming.memory().getOrDefault("count", "") + "I";
        return new Answer(List.of(new Reply("message " + count)), Map.of("count", count));
    };

    @BeforeEach
    void openTheHotel() {
        tenants.register(hotel);
    }

    @Test
    void aMessageIsHandledRememberedAndAnswered() {
        InboundMessage message = accepted();
        Turn turn = claimed();
        dispatch(counting).dispatch(turn);
        assertThat(progressOf(message)).isEqualTo(Progress.HANDLED);
        assertThat(session().attributes()).isEqualTo(Map.of("count", "I"));
        assertThat(messages.replies().claim(10, LEASE))
                .extracting(reply -> reply.reply().text())
                .containsExactly("message I");
        assertThat(heard.lines).containsExactly("handled with 1");
        assertThat(looks.found).containsExactly(false);
    }

    @Test
    void theHandlerReceivesHotelMessageAndMemory() {
        InboundMessage message = accepted();
        saveSession(Map.of("room", "101"));
        Turn turn = claimed();
        List<Incoming> told = new ArrayList<>();
        dispatch(incoming -> {
                    told.add(incoming);
                    return new Answer(List.of(), incoming.memory());
                })
                .dispatch(turn);
        assertThat(told)
                .singleElement()
                .usingRecursiveComparison()
                .ignoringFields("cancellation", "payload", "channel")
                .isEqualTo(new Incoming(hotel, turn.id(), message, Map.of("room", "101")));
        assertThat(looks.found).containsExactly(true);
        assertThat(heard.lines).containsExactly("handled with 0");
    }

    @Test
    void theHandlerReadsWordsAndTheRawMessage() {
        messages.inboxes()
                .apply(hotel.id())
                .accept(List.of(Fresh.message(guest, "Hola").with(MessageContext.NONE, "raw")));
        List<String> read = new ArrayList<>();
        dispatch(incoming -> {
                    read.add(incoming.words() + " " + incoming.raw().orElse("none"));
                    return new Answer(List.of(), Map.of());
                })
                .dispatch(claimed());
        assertThat(read).containsExactly("Hola raw");
    }

    @Test
    void aMessageThatCameTooLateIsKeptUnanswered() {
        accept(new Text("old"), NOON, true);
        dispatch(counting).dispatch(claimed());
        assertThat(heard.lines).containsExactly("unanswered late");
        assertThat(messages.replies().claim(10, LEASE)).isEmpty();
        assertThat(sessions.find(hotel.id(), guest)).isEmpty();
        assertThat(messages.turns().claim(10, LEASE)).isEmpty();
    }

    @Test
    void aPersonWhoWritesTakesTheGuestOverForATime() {
        saveSession(Map.of("count", "II"));
        accept(new Echo(new Text("Hola, le atiende Luz")), NOON, false);
        accept(new Text("written before"), NOON.minusSeconds(1), false);
        accept(new Text("a question"), NOON.plus(HandlingRules.HAND_OVER).minusSeconds(1), false);
        accept(new Text("later"), NOON.plus(HandlingRules.HAND_OVER), false);
        for (int nth = 0; nth < 4; nth++) {
            dispatch(counting).dispatch(claimed());
        }
        assertThat(heard.lines)
                .containsExactly(
                        "unanswered from_hotel", "unanswered with_person", "unanswered with_person", "handled with 1");
        assertThat(session().attributes()).isEqualTo(Map.of("count", "III"));
    }

    @Test
    void theLastWordOfAPersonCounts() {
        accept(new Echo(new Text("Hola")), NOON, false);
        accept(new Echo(new Text("¿Algo más?")), NOON.plusSeconds(600), false);
        accept(new Echo(new Text("delivered late")), NOON.plusSeconds(60), false);
        accept(
                new Text("No, gracias"),
                NOON.plusSeconds(600).plus(HandlingRules.HAND_OVER).minusSeconds(1),
                false);
        for (int nth = 0; nth < 4; nth++) {
            dispatch(counting).dispatch(claimed());
        }
        assertThat(heard.lines)
                .containsExactly(
                        "unanswered from_hotel",
                        "unanswered from_hotel",
                        "unanswered from_hotel",
                        "unanswered with_person");
    }

    @Test
    void withoutAHandOverTheHandlerGoesOn() {
        handOver = Duration.ZERO;
        accept(new Echo(new Text("Hola")), NOON, false);
        accept(new Text("a question"), NOON.plusSeconds(1), false);
        dispatch(counting).dispatch(claimed());
        dispatch(counting).dispatch(claimed());
        assertThat(heard.lines).containsExactly("unanswered from_hotel", "handled with 1");
    }

    @Test
    void aHandOverOutlivesTheIdleTimeOfTheSession() {
        handOver = Duration.ofHours(2);
        accept(new Echo(new Text("Hola")), NOON, false);
        dispatch(counting).dispatch(claimed());
        clock.advance(Duration.ofMinutes(119));
        accept(new Text("still there?"), NOON.plus(Duration.ofMinutes(119)), false);
        dispatch(counting).dispatch(claimed());
        assertThat(heard.lines).containsExactly("unanswered from_hotel", "unanswered with_person");
    }

    @Test
    void theNextMessageSeesTheLatestMemory() {
        accepted();
        accepted();
        dispatch(counting).dispatch(claimed());
        dispatch(counting).dispatch(claimed());
        assertThat(session().attributes()).containsEntry("count", "II");
        assertThat(session().version()).isEqualTo(new Version(2));
    }

    @Test
    void noSessionIsCreatedForAnEmptyMemory() {
        MessageHandler forgetful = incoming -> new Answer(List.of(), Map.of());
        InboundMessage message = accepted();
        dispatch(forgetful).dispatch(claimed());
        assertThat(progressOf(message)).isEqualTo(Progress.HANDLED);
        assertThat(sessions.find(hotel.id(), guest)).isEmpty();
    }

    @Test
    void anEmptyMemoryClearsTheSession() {
        MessageHandler forgetful = incoming -> new Answer(List.of(), Map.of());
        saveSession(Map.of("room", "101"));
        accepted();
        dispatch(forgetful).dispatch(claimed());
        assertThat(session().attributes()).isEmpty();
    }

    @Test
    void anUnfinishedTurnIsRepeatedFromTheSameState() {
        accepted();
        saveSession(Map.of("count", "I"));
        Turn died = claimed();
        Session halfway = session();
        sessions.save(halfway.advance(died.id().turn(), Map.of("count", "II")), IdleTimeout.DEFAULT);
        clock.advance(LEASE);
        dispatch(counting).dispatch(claimed());
        assertThat(session().attributes()).containsEntry("count", "II");
        assertThat(messages.replies().claim(10, LEASE))
                .extracting(reply -> reply.reply().text())
                .containsExactly("message II");
    }

    @Test
    void retriesAFailedMessageAndThenDeadLettersIt() {
        InboundMessage message = accepted();
        Dispatching failing = dispatch(incoming -> {
            throw new IllegalStateException("the guest said: secret words");
        });
        failing.dispatch(claimed());
        clock.advance(PAUSE);
        failing.dispatch(claimed());
        clock.advance(PAUSE.multipliedBy(2));
        assertThat(progressOf(message)).isEqualTo(Progress.PENDING);
        failing.dispatch(claimed());
        assertThat(progressOf(message)).isEqualTo(Progress.FAILED);
        assertThat(heard.lines)
                .containsExactly(
                        "retried 1 handler_failed after PT10S",
                        "retried 2 handler_failed after PT20S",
                        "buried 3 handler_failed");
        assertThat(sessions.find(hotel.id(), guest)).isEmpty();
        assertThat(messages.replies().claim(10, LEASE)).isEmpty();
    }

    @Test
    void doesNotRecordTheMessageOfAnUnknownException() {
        accepted();
        List<Attempt> recorded = new ArrayList<>();
        MessagingListener noting = new MessagingListener() {
            @Override
            public void messageRetried(Turn turn, Attempt failure, Duration after) {
                recorded.add(failure);
            }
        };
        dispatch(
                        incoming -> {
                            throw new IllegalStateException("the guest said: secret words");
                        },
                        sessions,
                        noting)
                .dispatch(claimed());
        assertThat(recorded).containsExactly(new Attempt(1, "handler_failed", "java.lang.IllegalStateException"));
    }

    @Test
    void aHandlerCanAskForALongerPause() {
        accepted();
        dispatch(incoming -> {
                    throw HandlingException.retryNotBefore(Duration.ofMinutes(5), "pms_busy", "Busy until five past");
                })
                .dispatch(claimed());
        assertThat(heard.lines).containsExactly("retried 1 pms_busy after PT5M");
    }

    @Test
    void aShorterPauseThanThePolicysIsNotGranted() {
        accepted();
        dispatch(incoming -> {
                    throw HandlingException.retryNotBefore(Duration.ofSeconds(1), "pms_busy", "Busy");
                })
                .dispatch(claimed());
        assertThat(heard.lines).containsExactly("retried 1 pms_busy after PT10S");
    }

    @Test
    void deadLettersAPermanentFailureAtOnce() {
        InboundMessage message = accepted();
        dispatch(incoming -> {
                    throw HandlingException.never("no_such_room", "There is no such room", null);
                })
                .dispatch(claimed());
        assertThat(progressOf(message)).isEqualTo(Progress.FAILED);
        assertThat(heard.lines).containsExactly("buried 1 no_such_room");
    }

    @Test
    void anInactiveHotelsMessageWaits() {
        Tenant closed =
                new Tenant(Fresh.tenant(), "Closed", TenantStatus.INACTIVE, Tenant.DEFAULT_ZONE, OpeningHours.DEFAULT);
        tenants.register(closed);
        messages.inboxes().apply(closed.id()).accept(List.of(Fresh.message(guest)));
        dispatch(counting).dispatch(claimed());
        assertThat(heard.lines).isEmpty();
        assertThat(messages.turns().claim(10, LEASE)).isEmpty();
        clock.advance(Faults.LOOK_AGAIN);
        assertThat(claimed().failures()).as("no attempt is counted").isZero();
    }

    @Test
    void retriesMessagesOfAMissingHotel() {
        messages.inboxes().apply(Fresh.tenant()).accept(List.of(Fresh.message(guest)));
        dispatch(counting).dispatch(claimed());
        assertThat(heard.lines).containsExactly("retried 1 tenant_inactive after PT10S");
    }

    @Test
    void neverOverwritesAConcurrentlyChangedSession() {
        accepted();
        dispatch(incoming -> {
                    saveSession(Map.of("changed", "meanwhile"));
                    return new Answer(List.of(new Reply("Hola")), Map.of("changed", "here"));
                })
                .dispatch(claimed());
        assertThat(session().attributes()).isEqualTo(Map.of("changed", "meanwhile"));
        assertThat(heard.lines).containsExactly("retried 1 session_stale after PT10S");
        assertThat(messages.replies().claim(10, LEASE)).isEmpty();
    }

    @Test
    void aSessionThatExpiresDuringATurnIsSavedAsNew() {
        accepted();
        saveSession(Map.of("count", "I"));
        clock.advance(IdleTimeout.DEFAULT.value().minusSeconds(10));
        dispatch(incoming -> {
                    clock.advance(Duration.ofSeconds(20));
                    return counting.handle(incoming);
                })
                .dispatch(claimed());
        assertThat(heard.lines).containsExactly("handled with 1");
        assertThat(session().attributes()).isEqualTo(Map.of("count", "II"));
    }

    @Test
    void anUnavailableSessionStoreCountsNoAttempt() {
        InboundMessage message = accepted();
        Dispatching waiting = dispatch(counting, new Unreadable(sessions, guest), heard);
        for (int time = 0; time < 10; time++) {
            Turn turn = claimed();
            assertThat(turn.failures()).isZero();
            waiting.dispatch(turn);
            assertThat(messages.turns().claim(1, LEASE)).isEmpty();
            clock.advance(POSTPONED);
        }
        assertThat(heard.lines).hasSize(10).containsOnly("postponed for PT5S: The session is away");
        assertThat(looks.found).isEmpty();
        dispatch(counting).dispatch(claimed());
        assertThat(progressOf(message)).isEqualTo(Progress.HANDLED);
    }

    @Test
    void anUnrecordedEndCountsNoAttempt() {
        InboundMessage message = accepted();
        Turns forgetful = new GroupedTurns(messages.turns(), endings -> {
            throw new StoreUnavailableException("away", null);
        });
        dispatch(counting, sessions, heard, forgetful).dispatch(claimed());
        assertThat(heard.lines).containsExactly("postponed for PT5S: The end of a message was not recorded: away");
        clock.advance(POSTPONED);
        Turn again = claimed();
        assertThat(again.failures()).isZero();
        dispatch(counting).dispatch(again);
        assertThat(progressOf(message)).isEqualTo(Progress.HANDLED);
        assertThat(session().attributes()).containsEntry("count", "I");
    }

    @Test
    void reportsALostLeaseInsteadOfAPostponement() {
        accepted();
        Turn late = claimed();
        clock.advance(LEASE);
        dispatch(counting, new Unreadable(sessions, guest), heard).dispatch(late);
        assertThat(heard.lines).containsExactly("lost");
    }

    @Test
    void anUnavailableStoreOfTheHandlerCountsAsAnAttempt() {
        InboundMessage message = accepted();
        Dispatching failing = dispatch(incoming -> {
            throw new StoreUnavailableException("The bookings are away", null);
        });
        for (int time = 0; time < 3; time++) {
            failing.dispatch(claimed());
            clock.advance(PAUSE.multipliedBy(2));
        }
        assertThat(progressOf(message)).isEqualTo(Progress.FAILED);
        assertThat(heard.lines)
                .containsExactly(
                        "retried 1 store_unavailable after PT10S",
                        "retried 2 store_unavailable after PT20S",
                        "buried 3 store_unavailable");
    }

    @Test
    void overwritesASessionSavedByALateHolder() {
        accepted();
        saveSession(Map.of("count", "I"));
        Turn late = claimed();
        clock.advance(LEASE);
        dispatch(incoming -> {
                    sessions.save(session().advance(late.id().turn(), Map.of("count", "late")), IdleTimeout.DEFAULT);
                    return counting.handle(incoming);
                })
                .dispatch(claimed());
        assertThat(session().attributes()).isEqualTo(Map.of("count", "II"));
        assertThat(heard.lines).containsExactly("handled with 1");
    }

    @Test
    void aLateHolderDoesNotOverwriteItsSuccessor() {
        accepted();
        Turn late = claimed();
        dispatch(incoming -> {
                    clock.advance(LEASE);
                    dispatch(counting).dispatch(claimed());
                    return new Answer(List.of(), Map.of("count", "late"));
                })
                .dispatch(late);
        assertThat(session().attributes()).containsEntry("count", "I");
        assertThat(heard.lines).containsExactly("handled with 1", "lost");
    }

    @Test
    void anErrorOfTheHandlerIsRetried() {
        InboundMessage message = accepted();
        Dispatching failing = dispatch(incoming -> {
            throw new NoClassDefFoundError("com/example/Pms");
        });
        for (int time = 0; time < 3; time++) {
            failing.dispatch(claimed());
            clock.advance(PAUSE.multipliedBy(2));
        }
        assertThat(progressOf(message)).isEqualTo(Progress.FAILED);
        assertThat(heard.lines).last().isEqualTo("buried 3 handler_failed");
    }

    @Test
    void replacesAnInvalidReason() {
        InboundMessage message = accepted();
        dispatch(incoming -> {
                    throw HandlingException.never("PMS_DOWN", "It is down", null);
                })
                .dispatch(claimed());
        assertThat(progressOf(message)).isEqualTo(Progress.FAILED);
        assertThat(heard.lines).containsExactly("buried 1 handler_failed");
    }

    @Test
    void readsTheSessionsOfABatchInOneCall() {
        GuestRef regular = Fresh.guest();
        accepted();
        accepted(regular);
        sessions.save(
                Session.fresh(hotel.id(), regular).advance(new TurnId("elsewhere"), Map.of("count", "II")),
                IdleTimeout.DEFAULT);
        Dispatching dispatch = dispatch(counting, new AskedOnce(sessions), heard);
        dispatch.dispatch(messages.turns().claim(10, LEASE));
        assertThat(session().attributes()).containsEntry("count", "I");
        assertThat(sessions.find(hotel.id(), regular).orElseThrow().attributes())
                .containsEntry("count", "III");
        assertThat(looks.found).containsExactlyInAnyOrder(false, true);
        assertThat(looks.apart).isEmpty();
    }

    @Test
    void anUnreadableSessionDoesNotAffectOtherGuests() {
        InboundMessage stuck = accepted();
        GuestRef other = Fresh.guest();
        InboundMessage fine = accepted(other);
        Dispatching dispatch = dispatch(counting, new Unreadable(sessions, guest), heard);
        dispatch.dispatch(messages.turns().claim(10, LEASE));
        assertThat(progressOf(stuck)).isEqualTo(Progress.PENDING);
        assertThat(progressOf(fine)).isEqualTo(Progress.HANDLED);
        assertThat(heard.lines).containsExactlyInAnyOrder("postponed for PT5S: The session is away", "handled with 1");
        assertThat(looks.apart).containsExactly(2);
    }

    @Test
    void recordsNothingAfterTheLeaseEnded() {
        InboundMessage message = accepted();
        Turn late = claimed();
        dispatch(incoming -> {
                    clock.advance(LEASE);
                    return counting.handle(incoming);
                })
                .dispatch(late);
        assertThat(progressOf(message)).isEqualTo(Progress.PENDING);
        assertThat(messages.replies().claim(10, LEASE)).isEmpty();
        assertThat(heard.lines).containsExactly("lost");
    }

    @Test
    void recordsNoFailureAfterTheLeaseEnded() {
        accepted();
        dispatch(incoming -> {
                    clock.advance(LEASE);
                    throw new IllegalStateException();
                })
                .dispatch(claimed());
        dispatch(incoming -> {
                    clock.advance(LEASE);
                    throw HandlingException.never("no_such_room", "There is no such room", null);
                })
                .dispatch(claimed());
        assertThat(heard.lines).containsExactly("lost", "lost");
        assertThat(claimed().failures()).isZero();
    }

    @Test
    void throwsIfNothingCanBeRecorded() {
        accepted();
        Turn turn = claimed();
        Turns away = new AwayTurns();
        Dispatching dispatch = dispatch(counting, sessions, heard, away);
        assertThatThrownBy(() -> dispatch.dispatch(turn)).isInstanceOf(StoreUnavailableException.class);
        assertThat(heard.lines).isEmpty();
    }

    @Test
    void aHandlerThatHangsHasFailed() throws InterruptedException {
        limit = Duration.ofMillis(20);
        accepted();
        CountDownLatch interrupted = new CountDownLatch(1);
        List<Cancellation> signals = new ArrayList<>();
        dispatch(incoming -> {
                    signals.add(incoming.cancellation());
                    awaitInterrupt(interrupted);
                    return new Answer(List.of(new Reply("too late")), Map.of("late", "yes"));
                })
                .dispatch(claimed());
        assertThat(heard.lines).containsExactly("retried 1 handler_timeout after PT10S");
        assertThat(interrupted.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(signals.getFirst().reason()).contains(Cancellation.Reason.TIME_OVER);
        await().untilAsserted(
                        () -> assertThat(heard.calls).containsExactly("handler cancelled: time_over", "handler ended"));
        assertThat(sessions.find(hotel.id(), guest)).isEmpty();
        clock.advance(PAUSE);
        assertThat(claimed().failures()).isEqualTo(1);
        assertThat(messages.replies().claim(10, LEASE)).isEmpty();
    }

    @Test
    void aHandlerThatIgnoresItsInterruptIsCounted() {
        limit = Duration.ofMillis(20);
        accepted();
        CountDownLatch over = new CountDownLatch(1);
        dispatch(incoming -> {
                    awaitWhateverComes(over);
                    return new Answer(List.of(), Map.of());
                })
                .dispatch(claimed());
        assertThat(heard.lines).containsExactly("retried 1 handler_timeout after PT10S");
        assertThat(heard.calls).containsExactly("handler cancelled: time_over");
        over.countDown();
        await().untilAsserted(() -> assertThat(heard.calls).last().isEqualTo("handler ended"));
    }

    @Test
    void hangingForTheLastTimeMakesADeadLetter() {
        limit = Duration.ofMillis(20);
        InboundMessage message = accepted();
        Dispatching hanging = dispatch(incoming -> {
            awaitInterrupt(new CountDownLatch(1));
            throw new IllegalStateException("interrupted");
        });
        for (int time = 0; time < 3; time++) {
            hanging.dispatch(claimed());
            clock.advance(PAUSE.multipliedBy(2));
        }
        assertThat(progressOf(message)).isEqualTo(Progress.FAILED);
        assertThat(heard.lines).last().isEqualTo("buried 3 handler_timeout");
    }

    @Test
    void aLostLeaseEndsTheCall() throws InterruptedException {
        accepted();
        CountDownLatch interrupted = new CountDownLatch(1);
        Dispatching dispatch = dispatch(hanging(interrupted));
        DispatchMessage.Ready ready =
                dispatch.dispatch().ready(List.of(claimed())).getFirst();
        Thread worker = Thread.ofVirtual().start(() -> dispatch.dispatch().dispatch(ready));
        await().until(() -> handlers.size() == 1);
        ready.call().cancel(Cancellation.Reason.LEASE_LOST);
        worker.join();
        assertThat(interrupted.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(heard.lines).containsExactly("lost");
    }

    @Test
    void aStoppingProcessGivesTheMessageBack() throws InterruptedException {
        accepted();
        CountDownLatch interrupted = new CountDownLatch(1);
        Dispatching dispatch = dispatch(hanging(interrupted));
        DispatchMessage.Ready ready =
                dispatch.dispatch().ready(List.of(claimed())).getFirst();
        Thread worker = Thread.ofVirtual().start(() -> dispatch.dispatch().dispatch(ready));
        await().until(() -> handlers.size() == 1);
        ready.call().announce(Cancellation.Reason.STOPPING);
        assertThat(handlers.getFirst().await(Duration.ofSeconds(30))).isTrue();
        assertThat(worker.isAlive()).isTrue();
        ready.call().cancel(Cancellation.Reason.STOPPING);
        worker.join();
        assertThat(heard.lines).containsExactly("given back");
        assertThat(claimed().failures()).isZero();
    }

    @Test
    void anAnswerWhileStoppingIsRecorded() {
        InboundMessage message = accepted();
        Dispatching dispatch = dispatch(counting);
        DispatchMessage.Ready ready =
                dispatch.dispatch().ready(List.of(claimed())).getFirst();
        ready.call().announce(Cancellation.Reason.STOPPING);
        dispatch.dispatch().dispatch(ready);
        assertThat(progressOf(message)).isEqualTo(Progress.HANDLED);
    }

    @Test
    void anExceptionWhileStoppingCountsNoAttempt() {
        accepted();
        Dispatching dispatch = dispatch(incoming -> {
            throw new IllegalStateException("the pool of the host is closed");
        });
        DispatchMessage.Ready ready =
                dispatch.dispatch().ready(List.of(claimed())).getFirst();
        ready.call().announce(Cancellation.Reason.STOPPING);
        dispatch.dispatch().dispatch(ready);
        assertThat(heard.lines).containsExactly("given back");
        assertThat(claimed().failures()).isZero();
    }

    @Test
    void aHandlerIsNotCalledAfterItsCallWasCancelled() {
        accepted();
        Dispatching dispatch = dispatch(counting);
        DispatchMessage.Ready ready =
                dispatch.dispatch().ready(List.of(claimed())).getFirst();
        ready.call().cancel(Cancellation.Reason.LEASE_LOST);
        dispatch.dispatch().dispatch(ready);
        assertThat(heard.lines).containsExactly("lost");
        assertThat(heard.calls).isEmpty();
        assertThat(sessions.find(hotel.id(), guest)).isEmpty();
    }

    @Test
    void aCheckedExceptionOfTheHandlerIsRetried() {
        accepted();
        dispatch(incoming -> {
                    throw DispatchMessageTest.<RuntimeException>undeclared(new IOException("secret words"));
                })
                .dispatch(claimed());
        assertThat(heard.lines).containsExactly("retried 1 handler_failed after PT10S");
    }

    @Test
    void anAnswerOfNullIsRetried() {
        accepted();
        dispatch(DispatchMessageTest::nothing).dispatch(claimed());
        assertThat(heard.lines).containsExactly("retried 1 handler_failed after PT10S");
    }

    @Test
    void aPauseForEverIsBounded() {
        for (Duration pause : List.of(Duration.ofDays(31), Duration.ofSeconds(Long.MAX_VALUE))) {
            accepted(Fresh.guest());
            dispatch(incoming -> {
                        throw HandlingException.retryNotBefore(pause, "pms_busy", "Busy for ever");
                    })
                    .dispatch(claimed());
        }
        assertThat(heard.lines).hasSize(2).containsOnly("retried 1 pms_busy after PT720H");
    }

    @Test
    void laterCountsNoAttempt() {
        InboundMessage message = accepted();
        accepted();
        Dispatching patient = dispatch(incoming -> {
            throw HandlingException.later(Duration.ofMinutes(5));
        });
        for (int time = 0; time < 10; time++) {
            Turn turn = claimed();
            assertThat(turn.message()).isEqualTo(message);
            assertThat(turn.failures()).isZero();
            patient.dispatch(turn);
            clock.advance(Duration.ofMinutes(5).minusNanos(1));
            assertThat(messages.turns().claim(1, LEASE))
                    .as("the guest's later messages wait")
                    .isEmpty();
            clock.advance(Duration.ofNanos(1));
        }
        assertThat(heard.lines).hasSize(10).containsOnly("deferred for PT5M");
        dispatch(counting).dispatch(claimed());
        assertThat(progressOf(message)).isEqualTo(Progress.HANDLED);
    }

    @Test
    void laterIsNeitherAtOnceNorForEver() {
        accepted();
        for (Duration pause : List.of(Duration.ofSeconds(-1), Duration.ZERO, Duration.ofDays(365))) {
            dispatch(incoming -> {
                        throw HandlingException.later(pause);
                    })
                    .dispatch(claimed());
            clock.advance(Duration.ofMillis(100));
        }
        assertThat(heard.lines)
                .containsExactly("deferred for PT0.1S", "deferred for PT0.1S", "retried 1 later_too_long after PT10S");
    }

    @Test
    void aMessageIsPutOffForThirtyDays() {
        InboundMessage message = accepted();
        Dispatching patient = dispatch(incoming -> {
            throw HandlingException.later(Duration.ofDays(1));
        });
        for (int day = 0; day < 30; day++) {
            patient.dispatch(claimed());
            clock.advance(Duration.ofDays(1));
        }
        assertThat(heard.lines).hasSize(30).containsOnly("deferred for PT24H");
        for (int time = 0; time < 3; time++) {
            patient.dispatch(claimed());
            clock.advance(PAUSE.multipliedBy(2));
        }
        assertThat(progressOf(message)).isEqualTo(Progress.FAILED);
        assertThat(heard.lines).last().isEqualTo("buried 3 later_too_long");
    }

    private final List<Cancellation> handlers = new CopyOnWriteArrayList<>();

    private MessageHandler hanging(CountDownLatch interrupted) {
        return incoming -> {
            handlers.add(incoming.cancellation());
            awaitInterrupt(interrupted);
            throw new IllegalStateException("interrupted");
        };
    }

    private static void awaitInterrupt(CountDownLatch interrupted) {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException expected) {
            interrupted.countDown();
        }
    }

    private static void awaitWhateverComes(CountDownLatch over) {
        while (over.getCount() > 0) {
            try {
                over.await();
            } catch (InterruptedException ignored) {
                // This is what some handlers do.
            }
        }
    }

    @SuppressWarnings("unchecked") // The compiler takes it for unchecked, as other languages do.
    private static <E extends Throwable> E undeclared(Throwable checked) throws E {
        throw (E) checked;
    }

    @SuppressWarnings("NullAway") // What a host without such a checker may return.
    private static Answer nothing(Incoming incoming) {
        return null;
    }

    private void accept(MessageContent content, Instant sentAt, boolean late) {
        MessageContext context = late ? MessageContext.NONE.asLate() : MessageContext.NONE;
        InboundMessage message = new InboundMessage(Fresh.providerId(), guest, null, content, sentAt);
        messages.inboxes().apply(hotel.id()).accept(List.of(message.with(context, null)));
    }

    private InboundMessage accepted() {
        return accepted(guest);
    }

    private InboundMessage accepted(GuestRef who) {
        InboundMessage message = Fresh.message(who);
        messages.inboxes().apply(hotel.id()).accept(List.of(message));
        return message;
    }

    private Turn claimed() {
        return messages.turns().claim(1, LEASE).getFirst();
    }

    /** Handles what was claimed, together. */
    private record Dispatching(DispatchMessage dispatch) {

        void dispatch(Turn turn) {
            dispatch(List.of(turn));
        }

        void dispatch(List<Turn> claimed) {
            dispatch.ready(claimed).forEach(dispatch::dispatch);
        }
    }

    @Test
    void whatAChannelCannotShowIsSentInItsWords() {
        accepted();
        dispatch(incoming -> new Answer(
                        List.of(
                                new Reply(new Buttons("¿Confirma?", List.of(new Button("yes", "Sí")))),
                                new Reply("x".repeat(5000))),
                        Map.of()))
                .dispatch(claimed());
        assertThat(sent()).containsExactly("¿Confirma?\n\n• Sí", "x".repeat(4096), "x".repeat(904));
        assertThat(heard.lines).containsExactly("handled with 3");
    }

    @Test
    void aHandlerKnowsWhatItsChannelCanDo() {
        InboundMessage message = accepted();
        List<ProviderMessageId> read = new ArrayList<>();
        channels = new ReplySender() {
            @Override
            public Delivery send(OutboundReply reply) {
                return new Delivery.Sent("wamid.out");
            }

            @Override
            public ChannelFeatures features(Channel channel) {
                return ChannelFeatures.ALL;
            }

            @Override
            public boolean markRead(HotelLine line, ProviderMessageId id) {
                return line.equals(message.line()) && read.add(id);
            }
        };
        dispatch(incoming -> {
                    assertThat(incoming.channel().markRead()).isTrue();
                    assertThat(incoming.channel().features().has(Feature.BUTTONS))
                            .isTrue();
                    return new Answer(List.of(), Map.of());
                })
                .dispatch(claimed());
        assertThat(read).containsExactly(message.providerId());
        assertThat(heard.lines).containsExactly("handled with 0");
    }

    private List<String> sent() {
        List<String> texts = new ArrayList<>();
        List<OutboundReply> claimed;
        while (!(claimed = messages.replies().claim(10, LEASE)).isEmpty()) {
            texts.add(claimed.getFirst().reply().text());
            messages.replies().sent(claimed.getFirst(), "wamid.out");
        }
        return texts;
    }

    private Dispatching dispatch(MessageHandler handler) {
        return dispatch(handler, sessions, heard);
    }

    private Dispatching dispatch(MessageHandler handler, Sessions store, MessagingListener listener) {
        return dispatch(handler, store, listener, messages.turns());
    }

    private Dispatching dispatch(MessageHandler handler, Sessions store, MessagingListener listener, Turns turns) {
        return new Dispatching(new DispatchMessage(
                turns,
                store,
                tenants,
                handler,
                channels,
                new HandlingRules(POLICY, LaterMessages.WAIT, IdleTimeout.DEFAULT, limit, handOver),
                () -> 0.5,
                faults,
                listener,
                looks));
    }

    private Session session() {
        return sessions.find(hotel.id(), guest).orElseThrow();
    }

    private void saveSession(Map<String, String> memory) {
        Session fresh = Session.fresh(hotel.id(), guest);
        sessions.save(fresh.advance(new TurnId("elsewhere"), memory), IdleTimeout.DEFAULT);
    }

    private Progress progressOf(InboundMessage message) {
        return messages.inboxes()
                .apply(hotel.id())
                .progressOf(message.guest().channel(), message.providerId())
                .orElseThrow();
    }

    private static final class Looks implements SessionListener {

        private final List<Boolean> found = new ArrayList<>();
        private final List<Integer> apart = new ArrayList<>();

        @Override
        public void sessionRead(boolean wasFound) {
            found.add(wasFound);
        }

        @Override
        public void sessionsReadOneByOne(int guests, RuntimeException why) {
            apart.add(guests);
        }
    }

    private static class Passing implements Sessions {

        final Sessions store;

        Passing(Sessions store) {
            this.store = store;
        }

        @Override
        public Optional<Session> find(TenantId tenant, GuestRef who) {
            return store.find(tenant, who);
        }

        @Override
        public List<Session> findAll(Collection<SessionKey> guests) {
            return store.findAll(guests);
        }

        @Override
        public Saving save(Session session, IdleTimeout idle) {
            return store.save(session, idle);
        }

        @Override
        public boolean end(TenantId tenant, GuestRef who) {
            return store.end(tenant, who);
        }

        @Override
        public long active(Set<TenantId> tenants) {
            return store.active(tenants);
        }
    }

    /** A store that is asked for many at once, and once. */
    private static final class AskedOnce extends Passing {

        private boolean asked;

        AskedOnce(Sessions store) {
            super(store);
        }

        @Override
        public Optional<Session> find(TenantId tenant, GuestRef who) {
            throw new AssertionError("asked for one");
        }

        @Override
        public List<Session> findAll(Collection<SessionKey> guests) {
            assertThat(asked).as("asked before").isFalse();
            asked = true;
            return super.findAll(guests);
        }
    }

    /** A store that cannot read the session of one guest, nor therefore any that are asked for with it. */
    private static final class Unreadable extends Passing {

        private final GuestRef whose;

        Unreadable(Sessions store, GuestRef whose) {
            super(store);
            this.whose = whose;
        }

        @Override
        public Optional<Session> find(TenantId tenant, GuestRef who) {
            if (who.equals(whose)) {
                throw new StoreUnavailableException("The session is away", new IOException());
            }
            return super.find(tenant, who);
        }

        @Override
        public List<Session> findAll(Collection<SessionKey> guests) {
            return guests.stream()
                    .flatMap(key -> find(key.tenant(), key.guest()).stream())
                    .toList();
        }
    }

    @Test
    void aFailureThatCountsNoAttemptWaits() {
        accepted();
        faults = new Faults() {
            @Override
            public void handled(Turn turn) {
                heard.lines.add("handled");
            }

            @Override
            public Optional<Held> failed(Turn turn, String reason) {
                heard.lines.add("failed " + reason);
                return Optional.of(new Held("//pms_unavailable", Duration.ofMinutes(5)));
            }

            @Override
            public Held inactive(Turn turn) {
                return new Held(INACTIVE, LOOK_AGAIN);
            }

            @Override
            public void ended(Turn turn) {
                heard.lines.add("ended");
            }
        };
        dispatch(incoming -> {
                    throw HandlingException.retry("pms_unavailable", "away", null);
                })
                .dispatch(claimed());
        assertThat(heard.lines).containsExactly("failed pms_unavailable", "ended");
        assertThat(messages.turns().claim(10, LEASE)).isEmpty();
        messages.pauses().resume(new PauseScope(null, null, "pms_unavailable"), new Warrant("ana", "it is back"));
        assertThat(claimed().failures()).isZero();
    }

    /** A store that has gone away since the turn was claimed. */
    private static final class AwayTurns implements Turns {

        @Override
        public List<Turn> claim(int most, Duration lease, Room room) {
            throw away();
        }

        @Override
        public Outcome renew(Turn turn, Duration lease) {
            throw away();
        }

        @Override
        public Outcome finish(Turn turn, List<Reply> replies) {
            throw away();
        }

        @Override
        public Outcome retry(Turn turn, Attempt failure, Duration after, LaterMessages laterMessages) {
            throw away();
        }

        @Override
        public Outcome deadLetter(Turn turn, Attempt failure) {
            throw away();
        }

        @Override
        public Outcome release(Turn turn, Duration after) {
            throw away();
        }

        @Override
        public Outcome hold(Turn turn, Held held) {
            throw away();
        }

        @Override
        public Optional<Turn> claimOne(TenantId tenant, Duration lease) {
            throw away();
        }

        @Override
        public Duration age(Turn turn) {
            throw away();
        }

        @Override
        public Optional<String> raw(Turn turn) {
            throw away();
        }

        private static StoreUnavailableException away() {
            return new StoreUnavailableException("The turns are away", new IOException());
        }
    }
}
