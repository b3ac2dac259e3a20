package io.conserje.application.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.conserje.application.fixture.Crowd;
import io.conserje.application.fixture.Fresh;
import io.conserje.application.messaging.Faults.Held;
import io.conserje.application.messaging.Inbox.Progress;
import io.conserje.application.messaging.Room.Aside;
import io.conserje.application.messaging.Turns.Outcome;
import io.conserje.application.pause.PauseScope;
import io.conserje.domain.dlq.Warrant;
import io.conserje.domain.messaging.InboundMessage;
import io.conserje.domain.messaging.MessageId;
import io.conserje.domain.session.GuestRef;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.TenantId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The laws of {@link Turns}. */
public interface TurnsContract extends MessagingStores {

    @Test
    default void aTurnIsTheMessageAsItWasAccepted() {
        Chat chat = Chat.in(this);
        InboundMessage message = Fresh.message(chat.guest);
        MessageId id = chat.accept(message).getFirst();
        Turn turn = chat.turn();
        assertThat(turn.tenant()).isEqualTo(chat.tenant);
        assertThat(turn.id()).isEqualTo(id);
        assertThat(turn.message()).isEqualTo(message);
        assertThat(turn.failures()).isZero();
    }

    @Test
    default void claimsAGuestsMessagesInOrder() {
        Chat chat = Chat.in(this);
        chat.writes("one", "two");
        chat.writes("three");
        for (String expected : List.of("one", "two", "three")) {
            Turn turn = chat.turn();
            assertThat(Chat.said(turn)).isEqualTo(expected);
            assertThat(turns().claim(10, Chat.LASTING)).isEmpty();
            assertThat(turns().finish(turn, List.of())).isEqualTo(Outcome.RECORDED);
        }
        assertThat(turns().claim(10, Chat.LASTING)).isEmpty();
    }

    @Test
    default void guestsDoNotWaitForEachOther() {
        Chat chat = Chat.in(this);
        GuestRef other = Fresh.guest();
        GuestRef onAnotherChannel = GuestRef.phone(Fresh.EMAIL, chat.guest.address());
        chat.writes("one", "one more");
        chat.writes(other, "two", "two more");
        chat.writes(onAnotherChannel, "three", "three more");
        assertThat(turns().claim(10, Chat.LASTING))
                .extracting(Chat::said)
                .containsExactlyInAnyOrder("one", "two", "three");
    }

    @Test
    default void theSameGuestAtTwoHotelsIsTwoGuests() {
        Chat here = Chat.in(this);
        Chat there = Chat.in(this);
        here.writes("here");
        there.writes(here.guest, "there");
        assertThat(turns().claim(10, Chat.LASTING))
                .extracting(Turn::tenant)
                .containsExactlyInAnyOrder(here.tenant, there.tenant);
    }

    @Test
    default void aLeasedMessageBlocksItsGuestsLaterOnes() {
        Chat chat = Chat.in(this);
        chat.writes("one");
        chat.turn();
        chat.writes("two");
        assertThat(turns().claim(10, Chat.LASTING)).isEmpty();
    }

    @Test
    default void noMoreAreTakenThanWereAskedFor() {
        Chat chat = Chat.in(this);
        for (int guest = 0; guest < 5; guest++) {
            chat.writes(Fresh.guest(), "Hola");
        }
        List<Turn> taken = new ArrayList<>(turns().claim(2, Chat.LASTING));
        assertThat(taken).hasSize(2);
        taken.addAll(turns().claim(2, Chat.LASTING));
        taken.addAll(turns().claim(2, Chat.LASTING));
        assertThat(taken).extracting(Turn::id).doesNotHaveDuplicates().hasSize(5);
    }

    @Test
    default void aHotelGetsNoMoreThanItsRoom() {
        Chat busy = Chat.in(this);
        Chat quiet = Chat.in(this);
        for (int guest = 0; guest < 8; guest++) {
            busy.writes(Fresh.guest(), "Hola");
        }
        quiet.writes("Hola");
        assertThat(turns().claim(8, Chat.LASTING, new Room(8, 50, Map.of())))
                .as("half of eight places")
                .extracting(Turn::tenant)
                .containsOnly(busy.tenant, quiet.tenant)
                .hasSize(5);
        assertThat(turns().claim(8, Chat.LASTING, new Room(8, 50, Map.of(busy.tenant, 0))))
                .isEmpty();
        assertThat(turns().claim(8, Chat.LASTING, new Room(8, 50, Map.of(busy.tenant, 1))))
                .hasSize(1);
        assertThat(turns().claim(8, Chat.LASTING, new Room(8, 1, Map.of())))
                .as("one place at least")
                .hasSize(1);
        assertThat(turns().claim(8, Chat.LASTING)).hasSize(2);
    }

    @Test
    default void whatIsHeldWaitsAndCountsNoAttempt() {
        Chat chat = Chat.in(this);
        chat.writes("one", "two");
        assertThat(turns().hold(chat.turn(), new Held("a key", Duration.ofMillis(200))))
                .isEqualTo(Outcome.RECORDED);
        assertThat(turns().claim(10, Chat.LASTING)).isEmpty();
        letPass(Duration.ofMillis(250));
        Turn again = chat.turn();
        assertThat(Chat.said(again)).isEqualTo("one");
        assertThat(again.failures()).isZero();
        assertThat(turns().finish(again, List.of())).isEqualTo(Outcome.RECORDED);
        assertThat(turns().hold(again, new Held("a key", Duration.ZERO))).isEqualTo(Outcome.LOST);
    }

    @Test
    default void whatIsHeldForAPauseIsHeldAgain() {
        Chat chat = Chat.in(this);
        chat.writes("one");
        turns().hold(chat.turn(), new Held("a key", Duration.ofMillis(50)));
        letPass(Duration.ofMillis(100));
        Room room = Room.UNLIMITED.aside(List.of(new Aside("a key", null, null, null)));
        assertThat(turns().claim(10, Chat.LASTING, room)).isEmpty();
        assertThat(turns().claim(10, Chat.LASTING)).as("for ten minutes").isEmpty();
    }

    @Test
    default void messagesOnAPausedChannelArePutAside() {
        Chat here = Chat.in(this);
        Chat there = Chat.in(this);
        GuestRef mail = GuestRef.phone(Fresh.EMAIL, here.guest.address());
        for (int guest = 0; guest < 5; guest++) {
            here.writes(Fresh.guest(), "WhatsApp");
        }
        here.writes(mail, "mail");
        there.writes("WhatsApp");
        Aside everywhere = new Aside("/whatsapp/", null, Channel.WHATSAPP, null);
        Aside atOne = new Aside("one/whatsapp/", here.tenant, Channel.WHATSAPP, null);
        assertThat(turns().claim(3, Chat.LASTING, Room.UNLIMITED.aside(List.of(atOne))))
                .extracting(Chat::said)
                .containsExactlyInAnyOrder("mail", "WhatsApp");
        there.writes(Fresh.guest(), "WhatsApp");
        assertThat(turns().claim(3, Chat.LASTING, Room.UNLIMITED.aside(List.of(everywhere))))
                .isEmpty();
        pauses().resume(new PauseScope(null, Channel.WHATSAPP, null), new Warrant("ana", "done"));
        assertThat(turns().claim(10, Chat.LASTING)).extracting(Turn::tenant).containsExactly(there.tenant);
    }

    @Test
    default void claimsOneOfAHotel() {
        Chat here = Chat.in(this);
        Chat there = Chat.in(this);
        there.writes("there");
        here.writes("one", "two");
        here.writes(Fresh.guest(), "three");
        Turn turn = turns().claimOne(here.tenant, Chat.LASTING).orElseThrow();
        assertThat(Chat.said(turn)).isEqualTo("one");
        assertThat(turns().claimOne(here.tenant, Chat.LASTING)).map(Chat::said).contains("three");
        assertThat(turns().claimOne(here.tenant, Chat.LASTING)).isEmpty();
        assertThat(turns().finish(turn, List.of())).isEqualTo(Outcome.RECORDED);
        assertThatIllegalArgumentException().isThrownBy(() -> turns().claimOne(here.tenant, Duration.ofMillis(49)));
    }

    @Test
    default void refusesAClaimOutOfBounds() {
        assertThatIllegalArgumentException().isThrownBy(() -> turns().claim(0, Chat.LASTING));
        assertThatIllegalArgumentException().isThrownBy(() -> turns().claim(1001, Chat.LASTING));
        assertThatIllegalArgumentException().isThrownBy(() -> turns().claim(1, Duration.ofMillis(49)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> turns().claim(1, Duration.ofHours(1).plusMillis(1)));
    }

    @Test
    default void concurrentClaimsShareNoTurn() {
        Chat chat = Chat.in(this);
        for (int guest = 0; guest < 40; guest++) {
            chat.writes(Fresh.guest(), "one", "two");
        }
        Queue<Turn> taken = new ConcurrentLinkedQueue<>();
        Crowd.of(8, member -> () -> taken.addAll(turns().claim(10, Chat.LASTING)));
        assertThat(taken).isNotEmpty().extracting(Turn::id).doesNotHaveDuplicates();
        taken.addAll(turns().claim(100, Chat.LASTING));
        assertThat(taken).extracting(Turn::id).doesNotHaveDuplicates().hasSize(40);
        assertThat(taken).extracting(Chat::said).containsOnly("one");
        assertThat(taken).extracting(Turn::lease).doesNotContainNull();
    }

    @Test
    default void concurrentWorkersHandleEveryMessageOnceInOrder() {
        Chat chat = Chat.in(this);
        List<GuestRef> guests =
                IntStream.range(0, 10).mapToObj(guest -> Fresh.guest()).toList();
        for (int message = 0; message < 5; message++) {
            for (GuestRef guest : guests) {
                chat.writes(guest, "message " + message);
            }
        }
        Map<GuestRef, Queue<String>> heard = new ConcurrentHashMap<>();
        Map<GuestRef, AtomicInteger> hands = new ConcurrentHashMap<>();
        AtomicInteger left = new AtomicInteger(50);
        List<Boolean> alone = Crowd.of(6, member -> () -> {
            boolean always = true;
            while (left.get() > 0) {
                for (Turn turn : turns().claim(3, Chat.LASTING)) {
                    AtomicInteger held = hands.computeIfAbsent(turn.message().guest(), guest -> new AtomicInteger());
                    always &= held.incrementAndGet() == 1;
                    heard.computeIfAbsent(turn.message().guest(), guest -> new ConcurrentLinkedQueue<>())
                            .add(Chat.said(turn));
                    held.decrementAndGet();
                    always &= turns().finish(turn, List.of()) == Outcome.RECORDED;
                    left.decrementAndGet();
                }
            }
            return always;
        });
        assertThat(alone).containsOnly(true);
        assertThat(heard).containsOnlyKeys(guests);
        assertThat(heard.values())
                .allSatisfy(said -> assertThat(said)
                        .containsExactly("message 0", "message 1", "message 2", "message 3", "message 4"));
    }

    @Test
    default void anEndedLeaseCountsNoAttempt() {
        Chat chat = Chat.in(this);
        chat.writes("one", "two");
        Turn late = chat.turn(Chat.BRIEF);
        letPass(Chat.BRIEF);
        Turn taken = chat.turn();
        assertThat(taken.id()).isEqualTo(late.id());
        assertThat(taken.message()).isEqualTo(late.message());
        assertThat(taken.failures()).isZero();
        assertThat(taken.lease()).isNotEqualTo(late.lease());
    }

    @Test
    default void aLateHolderChangesNothing() {
        Chat chat = Chat.in(this);
        InboundMessage message = Fresh.message(chat.guest, "one");
        chat.accept(message);
        Turn late = chat.turn(Chat.BRIEF);
        letPass(Chat.BRIEF);
        Turn taken = chat.turn();
        assertThat(turns().renew(late, Chat.LASTING)).isEqualTo(Outcome.LOST);
        assertThat(turns().finish(late, Chat.replies("too late"))).isEqualTo(Outcome.LOST);
        assertThat(turns().retry(late, Chat.failure(1), Duration.ZERO, LaterMessages.WAIT))
                .isEqualTo(Outcome.LOST);
        assertThat(turns().deadLetter(late, Chat.failure(1))).isEqualTo(Outcome.LOST);
        assertThat(turns().release(late, Duration.ZERO)).isEqualTo(Outcome.LOST);
        assertThat(chat.progressOf(message)).contains(Progress.PENDING);
        assertThat(turns().claim(10, Chat.LASTING)).isEmpty();
        assertThat(turns().finish(taken, Chat.replies("in time"))).isEqualTo(Outcome.RECORDED);
        assertThat(chat.reply().reply().text()).isEqualTo("in time");
    }

    @Test
    default void anEndedLeaseIsLostWithoutANewClaim() {
        Chat chat = Chat.in(this);
        InboundMessage message = Fresh.message(chat.guest, "one");
        chat.accept(message);
        Turn late = chat.turn(Chat.BRIEF);
        letPass(Chat.BRIEF);
        assertThat(turns().renew(late, Chat.LASTING)).isEqualTo(Outcome.LOST);
        assertThat(turns().finish(late, Chat.replies("too late"))).isEqualTo(Outcome.LOST);
        assertThat(turns().retry(late, Chat.failure(1), Chat.LASTING, LaterMessages.WAIT))
                .isEqualTo(Outcome.LOST);
        assertThat(turns().deadLetter(late, Chat.failure(1))).isEqualTo(Outcome.LOST);
        assertThat(turns().release(late, Duration.ZERO)).isEqualTo(Outcome.LOST);
        assertThat(chat.progressOf(message)).contains(Progress.PENDING);
        assertThat(replies().claim(10, Chat.LASTING)).isEmpty();
        assertThat(chat.turn().failures()).isZero();
    }

    @Test
    default void anotherTenantsNameOnATurnOpensNothing() {
        Chat chat = Chat.in(this);
        Chat stranger = Chat.in(this);
        chat.writes("one");
        Turn turn = chat.turn();
        Turn forged = renamed(turn, stranger.tenant);
        assertThat(turns().finish(forged, List.of())).isEqualTo(Outcome.LOST);
        assertThat(turns().deadLetter(forged, Chat.failure(1))).isEqualTo(Outcome.LOST);
        assertThat(turns().finish(turn, List.of())).isEqualTo(Outcome.RECORDED);
    }

    @Test
    default void aRenewedLeaseLastsFromThen() {
        Chat chat = Chat.in(this);
        chat.writes("one");
        Turn turn = chat.turn(Duration.ofMillis(280));
        assertThat(turns().renew(turn, Chat.LASTING)).isEqualTo(Outcome.RECORDED);
        letPass(Duration.ofMillis(280));
        assertThat(turns().claim(10, Chat.LASTING)).isEmpty();
        assertThat(turns().finish(turn, List.of())).isEqualTo(Outcome.RECORDED);
    }

    @Test
    default void aLeaseCanBeRenewedToEndSooner() {
        Chat chat = Chat.in(this);
        chat.writes("one");
        Turn turn = chat.turn();
        assertThat(turns().renew(turn, Chat.BRIEF)).isEqualTo(Outcome.RECORDED);
        letPass(Chat.BRIEF);
        assertThat(chat.turn().id()).isEqualTo(turn.id());
        assertThat(turns().finish(turn, List.of())).isEqualTo(Outcome.LOST);
    }

    @Test
    default void theAgeOfAMessageCountsFromItsAcceptance() {
        Chat chat = Chat.in(this);
        chat.writes("one");
        Turn turn = chat.turn();
        assertThat(turns().age(turn)).isBetween(Duration.ZERO, Duration.ofSeconds(30));
        letPass(Chat.BRIEF);
        assertThat(turns().age(turn)).isBetween(Chat.BRIEF, Duration.ofSeconds(30));
        Chat stranger = Chat.in(this);
        assertThat(turns().age(new Turn(
                        stranger.tenant, new MessageId(UUID.randomUUID()), turn.message(), 0, turn.lease())))
                .isZero();
    }

    @Test
    default void aFinishedMessageIsHandledAndFinishedOnce() {
        Chat chat = Chat.in(this);
        InboundMessage message = Fresh.message(chat.guest);
        chat.accept(message);
        Turn turn = chat.turn();
        assertThat(turns().finish(turn, Chat.replies("Buenos días"))).isEqualTo(Outcome.RECORDED);
        assertThat(chat.progressOf(message)).contains(Progress.HANDLED);
        assertThat(turns().finish(turn, Chat.replies("Buenos días"))).isEqualTo(Outcome.LOST);
        assertThat(turns().retry(turn, Chat.failure(1), Duration.ZERO, LaterMessages.WAIT))
                .isEqualTo(Outcome.LOST);
        assertThat(turns().deadLetter(turn, Chat.failure(1))).isEqualTo(Outcome.LOST);
        assertThat(turns().release(turn, Duration.ZERO)).isEqualTo(Outcome.LOST);
        assertThat(chat.progressOf(message)).contains(Progress.HANDLED);
        assertThat(replies().sent(chat.reply(), "wamid.out")).isEqualTo(Outcome.RECORDED);
        assertThat(replies().claim(10, Chat.LASTING)).isEmpty();
    }

    @Test
    default void concurrentEndsOfOneTurnAreRecordedOnce() {
        Chat chat = Chat.in(this);
        chat.writes("Hola");
        Turn turn = chat.turn();
        List<Outcome> outcomes = Crowd.of(8, member -> () -> turns().finish(turn, Chat.replies("member " + member)));
        assertThat(outcomes).containsOnlyOnce(Outcome.RECORDED);
        assertThat(replies().sent(chat.reply(), "wamid.out")).isEqualTo(Outcome.RECORDED);
        assertThat(replies().claim(10, Chat.LASTING)).isEmpty();
    }

    @Test
    default void aFailedMessageBlocksOnlyItsGuest() {
        Chat chat = Chat.in(this);
        chat.writes("one", "two");
        assertThat(turns().retry(chat.turn(), Chat.failure(1), Chat.LASTING, LaterMessages.WAIT))
                .isEqualTo(Outcome.RECORDED);
        chat.writes("three");
        assertThat(turns().claim(10, Chat.LASTING)).isEmpty();
        chat.writes(Fresh.guest(), "somebody else's");
        assertThat(Chat.said(chat.turn())).isEqualTo("somebody else's");
    }

    @Test
    default void aFailedMessageReturnsAfterItsPause() {
        Chat chat = Chat.in(this);
        InboundMessage message = Fresh.message(chat.guest, "one");
        chat.accept(message);
        chat.writes("two");
        for (int failures = 0; failures < 3; failures++) {
            Turn turn = chat.turn();
            assertThat(Chat.said(turn)).isEqualTo("one");
            assertThat(turn.failures()).isEqualTo(failures);
            assertThat(turns().retry(turn, Chat.failure(failures + 1), Chat.BRIEF, LaterMessages.WAIT))
                    .isEqualTo(Outcome.RECORDED);
            assertThat(chat.progressOf(message)).contains(Progress.PENDING);
            letPass(Chat.BRIEF);
        }
        assertThat(chat.turn().failures()).isEqualTo(3);
    }

    @Test
    default void aRetryWithoutAPauseIsDueAtOnce() {
        Chat chat = Chat.in(this);
        chat.writes("one");
        turns().retry(chat.turn(), Chat.failure(1), Duration.ZERO, LaterMessages.WAIT);
        assertThat(chat.turn().failures()).isOne();
    }

    @Test
    default void aRetriedTurnIsNoLongerItsHolders() {
        Chat chat = Chat.in(this);
        chat.writes("one");
        Turn turn = chat.turn();
        turns().retry(turn, Chat.failure(1), Chat.LASTING, LaterMessages.WAIT);
        assertThat(turns().finish(turn, List.of())).isEqualTo(Outcome.LOST);
        assertThat(turns().retry(turn, Chat.failure(1), Duration.ZERO, LaterMessages.WAIT))
                .isEqualTo(Outcome.LOST);
    }

    @Test
    default void aDeadLetterDoesNotBlockItsGuest() {
        Chat chat = Chat.in(this);
        InboundMessage message = Fresh.message(chat.guest, "one");
        chat.accept(message);
        chat.writes("two");
        Turn turn = chat.turn();
        assertThat(turns().deadLetter(turn, Chat.failure(1))).isEqualTo(Outcome.RECORDED);
        assertThat(turns().deadLetter(turn, Chat.failure(1))).isEqualTo(Outcome.LOST);
        assertThat(chat.progressOf(message)).contains(Progress.FAILED);
        assertThat(replies().claim(10, Chat.LASTING)).isEmpty();
        Turn next = chat.turn();
        assertThat(Chat.said(next)).isEqualTo("two");
        assertThat(next.failures()).isZero();
    }

    @Test
    default void aRedeliveredDeadLetterIsADuplicate() {
        Chat chat = Chat.in(this);
        InboundMessage message = Fresh.message(chat.guest);
        chat.accept(message);
        turns().deadLetter(chat.turn(), Chat.failure(1));
        assertThat(chat.inbox().accept(List.of(message))).containsExactly(new Inbox.Acceptance.Duplicate());
        assertThat(turns().claim(10, Chat.LASTING)).isEmpty();
    }

    @Test
    default void aReleasedMessageCanBeClaimedAtOnce() {
        Chat chat = Chat.in(this);
        chat.writes("one", "two");
        turns().retry(chat.turn(), Chat.failure(1), Duration.ZERO, LaterMessages.WAIT);
        Turn turn = chat.turn();
        assertThat(turns().release(turn, Duration.ZERO)).isEqualTo(Outcome.RECORDED);
        assertThat(turns().finish(turn, List.of())).isEqualTo(Outcome.LOST);
        Turn again = chat.turn();
        assertThat(again.id()).isEqualTo(turn.id());
        assertThat(again.failures()).isOne();
    }

    @Test
    default void fullyLeasedHotelsDoNotDelayOthers() {
        for (int hotel = 0; hotel < 20; hotel++) {
            Chat.in(this).writes("in hand");
        }
        assertThat(turns().claim(20, Chat.LASTING)).hasSize(20);
        Chat busy = Chat.in(this);
        for (int guest = 0; guest < 40; guest++) {
            busy.writes(Fresh.guest(), "waits");
        }
        assertThat(turns().claim(32, Chat.LASTING)).hasSize(32);
    }

    @Test
    default void aReleaseWithoutAPauseKeepsThePlace() {
        Chat chat = Chat.in(this);
        chat.writes("one");
        chat.writes(Fresh.guest(), "two");
        Turn first = turns().claim(1, Chat.LASTING).getFirst();
        assertThat(turns().release(first, Duration.ZERO)).isEqualTo(Outcome.RECORDED);
        assertThat(turns().claim(1, Chat.LASTING)).extracting(Turn::id).containsExactly(first.id());
    }

    @Test
    default void aReleaseWithAPauseDelaysTheMessage() {
        Chat chat = Chat.in(this);
        chat.writes("one", "two");
        Turn turn = chat.turn();
        assertThat(turns().release(turn, Chat.BRIEF)).isEqualTo(Outcome.RECORDED);
        assertThat(turns().renew(turn, Chat.LASTING)).as("it is no longer held").isEqualTo(Outcome.LOST);
        assertThat(turns().claim(10, Chat.LASTING)).isEmpty();
        letPass(Chat.BRIEF);
        Turn again = chat.turn();
        assertThat(again.id()).isEqualTo(turn.id());
        assertThat(again.failures()).isZero();
    }

    @Test
    default void aPassedMessageReturnsBetweenTheOthers() {
        Chat chat = Chat.in(this);
        chat.writes("one", "two", "three");
        Turn one = chat.turn();
        assertThat(turns().retry(one, Chat.failure(1), Duration.ofMillis(280), LaterMessages.GO_ON))
                .isEqualTo(Outcome.RECORDED);
        Turn two = chat.turn();
        assertThat(Chat.said(two)).isEqualTo("two");
        letPass(Duration.ofMillis(280));
        assertThat(turns().claim(10, Chat.LASTING)).isEmpty();
        assertThat(turns().finish(two, List.of())).isEqualTo(Outcome.RECORDED);
        Turn again = chat.turn();
        assertThat(again.id()).isEqualTo(one.id());
        assertThat(again.failures()).isOne();
        assertThat(turns().finish(again, List.of())).isEqualTo(Outcome.RECORDED);
        Turn three = chat.turn();
        assertThat(Chat.said(three)).isEqualTo("three");
        assertThat(turns().finish(three, List.of())).isEqualTo(Outcome.RECORDED);
        assertThat(turns().claim(10, Chat.LASTING)).isEmpty();
    }

    @Test
    default void aNewMessageIsDueBesideAPassedOne() {
        Chat chat = Chat.in(this);
        chat.writes("one");
        turns().retry(chat.turn(), Chat.failure(1), Chat.LASTING, LaterMessages.GO_ON);
        assertThat(turns().claim(10, Chat.LASTING)).isEmpty();
        chat.writes("two");
        Turn two = chat.turn();
        assertThat(Chat.said(two)).isEqualTo("two");
        assertThat(turns().finish(two, List.of())).isEqualTo(Outcome.RECORDED);
        assertThat(turns().claim(10, Chat.LASTING)).isEmpty();
    }

    @Test
    default void twoPassedMessagesReturnAtTheirOwnTimes() {
        Chat chat = Chat.in(this);
        chat.writes("one", "two");
        turns().retry(chat.turn(), Chat.failure(1), Chat.LASTING, LaterMessages.GO_ON);
        turns().retry(chat.turn(), Chat.failure(1), Chat.BRIEF, LaterMessages.GO_ON);
        letPass(Chat.BRIEF);
        Turn two = chat.turn();
        assertThat(Chat.said(two)).isEqualTo("two");
        assertThat(turns().deadLetter(two, Chat.failure(2))).isEqualTo(Outcome.RECORDED);
        assertThat(turns().claim(10, Chat.LASTING)).isEmpty();
    }

    @Test
    default void aPassedMessageCanBlockOnItsNextFailure() {
        Chat chat = Chat.in(this);
        chat.writes("one");
        turns().retry(chat.turn(), Chat.failure(1), Duration.ZERO, LaterMessages.GO_ON);
        turns().retry(chat.turn(), Chat.failure(2), Chat.LASTING, LaterMessages.WAIT);
        chat.writes("two");
        assertThat(turns().claim(10, Chat.LASTING)).isEmpty();
    }

    @Test
    default void aClaimTakesFromEveryHotel() {
        Chat flooded = Chat.in(this);
        for (int guest = 0; guest < 50; guest++) {
            flooded.writes(Fresh.guest(), "flood");
        }
        Chat quiet = Chat.in(this);
        quiet.writes("one");
        assertThat(turns().claim(2, Chat.LASTING))
                .extracting(Turn::tenant)
                .containsExactlyInAnyOrder(flooded.tenant, quiet.tenant);
    }

    @Test
    default void hotelsWithFewerLeasesComeFirst() {
        Chat flooded = Chat.in(this);
        for (int guest = 0; guest < 20; guest++) {
            flooded.writes(Fresh.guest(), "flood");
        }
        assertThat(turns().claim(4, Chat.LASTING)).hasSize(4);
        Chat quiet = Chat.in(this);
        quiet.writes("one");
        assertThat(turns().claim(1, Chat.LASTING)).extracting(Turn::tenant).containsExactly(quiet.tenant);
        assertThat(turns().claim(100, Chat.LASTING))
                .extracting(Turn::tenant)
                .hasSize(16)
                .containsOnly(flooded.tenant);
    }

    @Test
    default void aFloodOfOneHotelDoesNotDelayAnother() {
        Chat flooded = Chat.in(this);
        for (int guest = 0; guest < 60; guest++) {
            flooded.writes(Fresh.guest(), "flood");
        }
        Chat quiet = Chat.in(this);
        quiet.writes("one");
        List<TenantId> served = new ArrayList<>();
        for (int turn = 0; turn < 50; turn++) {
            Turn taken = turns().claim(1, Chat.LASTING).getFirst();
            served.add(taken.tenant());
            turns().finish(taken, List.of());
        }
        // Where dice decide between equals, fifty throws for one of two hotels do not happen.
        assertThat(served).contains(quiet.tenant);
    }

    @Test
    default void aThousandHotelsTakeTurns() {
        Map<TenantId, Chat> hotels = Stream.generate(() -> Chat.in(this))
                .limit(1000)
                .collect(Collectors.toMap(chat -> chat.tenant, chat -> chat));
        hotels.values().forEach(chat -> chat.writes("one"));
        Chat flooded = hotels.values().iterator().next();
        for (int guest = 0; guest < 200; guest++) {
            flooded.writes(Fresh.guest(), "flood");
        }
        Turns turns = turns();
        List<TenantId> served = new ArrayList<>();
        while (served.size() < 1000) {
            List<Turn> claimed = turns.claim(8, Chat.LASTING);
            claimed.forEach(turn -> served.add(turn.tenant()));
            claimed.forEach(turn -> turns.finish(turn, List.of()));
            Objects.requireNonNull(hotels.get(served.getLast())).writes("and another");
        }
        assertThat(served).doesNotHaveDuplicates();
    }

    @Test
    default void aNewcomerComesBeforeHotelsWithWorkInHand() {
        List<Chat> flooded = Stream.generate(() -> Chat.in(this)).limit(20).toList();
        for (Chat chat : flooded) {
            for (int guest = 0; guest < 5; guest++) {
                chat.writes(Fresh.guest(), "flood");
            }
        }
        Turns turns = turns();
        assertThat(turns.claim(40, Chat.LASTING)).hasSize(40);
        Chat newcomer = Chat.in(this);
        newcomer.writes("one");
        assertThat(turns.claim(1, Chat.LASTING)).extracting(Turn::tenant).containsExactly(newcomer.tenant);
    }

    @Test
    default void aFailedMessageReturnsBesideAFlood() {
        Chat flooded = Chat.in(this);
        for (int guest = 0; guest < 200; guest++) {
            flooded.writes(Fresh.guest(), "flood");
        }
        Chat quiet = Chat.in(this);
        quiet.writes("one");
        Turns turns = turns();
        List<Turn> first = turns.claim(2, Chat.LASTING);
        for (Turn turn : first) {
            if (turn.tenant().equals(quiet.tenant)) {
                turns.retry(turn, Chat.failure(1), Chat.BRIEF, LaterMessages.WAIT);
            } else {
                turns.finish(turn, List.of());
            }
        }
        letPass(Chat.BRIEF);
        List<Turn> served = new ArrayList<>();
        for (int claim = 0; claim < 20; claim++) {
            List<Turn> claimed = turns.claim(2, Chat.LASTING);
            served.addAll(claimed);
            claimed.forEach(turn -> turns.finish(turn, List.of()));
        }
        assertThat(served)
                .filteredOn(turn -> turn.tenant().equals(quiet.tenant))
                .singleElement()
                .extracting(Turn::failures)
                .isEqualTo(1);
    }

    @Test
    default void everyPausedGuestReturns() {
        Chat chat = Chat.in(this);
        for (int guest = 0; guest < 600; guest++) {
            chat.writes(Fresh.guest(), "one");
        }
        List<Turn> failed = turns().claim(1000, Chat.LASTING);
        assertThat(failed).hasSize(600);
        failed.forEach(turn -> turns().retry(turn, Chat.failure(1), Duration.ZERO, LaterMessages.WAIT));
        assertThat(turns().claim(1000, Chat.LASTING))
                .extracting(Turn::id)
                .containsExactlyInAnyOrderElementsOf(
                        failed.stream().map(Turn::id).toList());
    }

    @Test
    default void aLongQueueIsHandledInOrder() {
        Chat chat = Chat.in(this);
        List<String> written = new ArrayList<>();
        List<String> heard = new ArrayList<>();
        for (int round = 0; round < 4; round++) {
            String[] texts = IntStream.range(written.size(), written.size() + 70)
                    .mapToObj(nth -> "message " + nth)
                    .toArray(String[]::new);
            chat.writes(texts);
            written.addAll(List.of(texts));
            for (int turn = 0; turn < 20; turn++) {
                heard.add(next(chat, heard.size()));
            }
        }
        assertThat(stats().read().pending()).isEqualTo(written.size() - heard.size());
        while (heard.size() < written.size()) {
            heard.add(next(chat, heard.size()));
        }
        assertThat(heard).isEqualTo(written);
        assertThat(turns().claim(10, Chat.LASTING)).isEmpty();
    }

    /** Handles the next message, every seventh after a failure, and makes every eleventh a dead letter. */
    private String next(Chat chat, int nth) {
        Turn turn = chat.turn();
        if (nth % 7 == 0) {
            turns().retry(turn, Chat.failure(1), Duration.ZERO, LaterMessages.WAIT);
            turn = chat.turn();
        }
        Outcome outcome = nth % 11 == 0
                ? turns().deadLetter(turn, Chat.failure(1 + turn.failures()))
                : turns().finish(turn, List.of());
        assertThat(outcome).isEqualTo(Outcome.RECORDED);
        return Chat.said(turn);
    }

    @Test
    default void laterMessagesOfALongQueuePassFailedOnes() {
        Chat chat = Chat.in(this);
        chat.writes(IntStream.range(0, 250).mapToObj(nth -> "message " + nth).toArray(String[]::new));
        for (int nth = 0; nth < 250; nth++) {
            Turn turn = chat.turn();
            assertThat(Chat.said(turn)).isEqualTo("message " + nth);
            turns().retry(turn, Chat.failure(1), Chat.LASTING, LaterMessages.GO_ON);
        }
        assertThat(turns().claim(10, Chat.LASTING)).isEmpty();
        chat.writes("one more");
        assertThat(Chat.said(chat.turn())).isEqualTo("one more");
    }

    private static Turn renamed(Turn turn, TenantId tenant) {
        return new Turn(tenant, turn.id(), turn.message(), turn.failures(), turn.lease());
    }
}
