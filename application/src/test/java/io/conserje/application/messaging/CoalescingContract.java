package io.conserje.application.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.conserje.application.fixture.Fresh;
import io.conserje.application.messaging.Endings.Ending;
import io.conserje.application.messaging.Faults.Held;
import io.conserje.application.messaging.Inbox.Progress;
import io.conserje.application.messaging.Turns.Outcome;
import io.conserje.domain.dlq.DeadLetterId;
import io.conserje.domain.dlq.FailedAttempt;
import io.conserje.domain.dlq.Verdict;
import io.conserje.domain.dlq.Warrant;
import io.conserje.domain.messaging.InboundMessage;
import io.conserje.domain.messaging.MessageContent;
import io.conserje.domain.messaging.MessageId;
import io.conserje.domain.session.GuestRef;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The laws of {@link Turns} for a store that lets messages of a guest wait for each other. */
public interface CoalescingContract extends MessagingStores {

    /** A pause that soon passes. */
    Duration SHORT = Duration.ofMillis(100);

    /** A pause that no test waits for. */
    Duration LONG = Duration.ofMinutes(1);

    /** Lets messages wait for this pause from now on, in an empty store. */
    void coalesce(Duration pause);

    @Test
    default void messagesWithinThePauseAreOneTurn() {
        coalesce(SHORT);
        Chat chat = Chat.in(this);
        List<InboundMessage> written = messages(chat.guest, "hola", "tienen lugar", "del 12 al 14");
        List<MessageId> ids = new ArrayList<>(chat.accept(written.get(0), written.get(1)));
        ids.addAll(chat.accept(written.get(2)));
        letPass(SHORT);
        Turn turn = chat.turn();
        assertThat(turn.messages()).isEqualTo(written);
        assertThat(turn.ids()).isEqualTo(ids);
        assertThat(turn.id()).isEqualTo(ids.getFirst());
        assertThat(turn.failures()).isZero();
        assertThat(turns().claim(10, Chat.LASTING)).isEmpty();
        assertThat(turns().finish(turn, Chat.replies("one answer", "and more"))).isEqualTo(Outcome.RECORDED);
        assertThat(written)
                .allSatisfy(message -> assertThat(chat.progressOf(message)).contains(Progress.HANDLED));
        OutboundReply first = chat.reply();
        assertThat(first.reply().text()).isEqualTo("one answer");
        replies().sent(first, "wamid.out");
        assertThat(chat.reply().reply().text()).isEqualTo("and more");
        assertThat(turns().claim(10, Chat.LASTING)).isEmpty();
        assertThat(turns().finish(turn, Chat.replies("again"))).isEqualTo(Outcome.LOST);
        assertThat(stats().read().pending()).isZero();
    }

    @Test
    default void aTurnWaitsUntilThePauseIsOver() {
        coalesce(LONG);
        Chat chat = Chat.in(this);
        chat.writes("hola");
        chat.writes("tienen lugar");
        assertThat(turns().claim(10, Chat.LASTING)).isEmpty();
        assertThat(turns().claimOne(chat.tenant, Chat.LASTING)).isEmpty();
        assertThat(stats().read().pending()).isEqualTo(2);
    }

    @Test
    default void aGuestWhoWritesOnAndOnIsHeard() {
        Duration pause = Duration.ofMillis(300);
        coalesce(pause);
        Chat chat = Chat.in(this);
        for (int message = 0; message < 8; message++) {
            chat.writes("message " + message);
            letPass(Duration.ofMillis(200));
        }
        assertThat(chat.turn().size()).as("after five pauses at the latest").isEqualTo(8);
    }

    @Test
    default void claimsTogetherWhatAHotelIsTriedWith() {
        coalesce(SHORT);
        Chat chat = Chat.in(this);
        chat.writes("one", "two");
        letPass(SHORT);
        assertThat(turns().claim(1, Chat.LASTING, Room.UNLIMITED.without(List.of(chat.tenant))))
                .as("it promotes what is due")
                .isEmpty();
        assertThat(turns().claimOne(chat.tenant, Chat.LASTING).map(CoalescingContract::said))
                .contains(List.of("one", "two"));
    }

    @Test
    default void guestsAndHotelsDoNotJoin() {
        coalesce(SHORT);
        Chat here = Chat.in(this);
        Chat there = Chat.in(this);
        GuestRef onAnotherChannel = GuestRef.phone(Fresh.EMAIL, here.guest.address());
        here.writes("one");
        here.writes(Fresh.guest(), "two");
        here.writes(onAnotherChannel, "three", "four");
        there.writes(here.guest, "five");
        letPass(SHORT);
        assertThat(turns().claim(10, Chat.LASTING))
                .extracting(CoalescingContract::said)
                .containsExactlyInAnyOrder(List.of("one"), List.of("two"), List.of("three", "four"), List.of("five"));
    }

    @Test
    default void onlyTextsToOneLineJoin() {
        coalesce(SHORT);
        Chat chat = Chat.in(this);
        chat.accept(
                message(chat.guest, "1", new MessageContent.Text("one")),
                message(chat.guest, "1", new MessageContent.Text("two")),
                message(chat.guest, "2", new MessageContent.Text("three")),
                message(chat.guest, "2", new MessageContent.Unsupported("pin")),
                message(chat.guest, "2", new MessageContent.Text("four")),
                message(chat.guest, "2", new MessageContent.Text("five")));
        letPass(SHORT);
        assertThat(allTurns(chat))
                .containsExactly(List.of("one", "two"), List.of("three"), List.of("pin"), List.of("four", "five"));
    }

    @Test
    default void aTurnHasABoundedNumberOfMessages() {
        coalesce(SHORT);
        Chat chat = Chat.in(this);
        List<String> written =
                IntStream.range(0, 130).mapToObj(nth -> "message " + nth).toList();
        chat.writes(written.toArray(String[]::new));
        letPass(SHORT);
        List<List<String>> heard = allTurns(chat);
        assertThat(heard.stream().flatMap(List::stream)).isEqualTo(written);
        assertThat(heard).allSatisfy(turn -> assertThat(turn).hasSizeLessThanOrEqualTo(20));
        assertThat(heard).hasSizeBetween(7, 9);
    }

    @Test
    default void messagesThatFailTogetherAreClaimedOneByOne() {
        coalesce(SHORT);
        Chat chat = Chat.in(this);
        chat.writes("one", "two", "three");
        letPass(SHORT);
        assertThat(turns().retry(chat.turn(), Chat.failure(1), Duration.ZERO, LaterMessages.WAIT))
                .isEqualTo(Outcome.RECORDED);
        for (String expected : List.of("one", "two", "three")) {
            Turn turn = chat.turn();
            assertThat(said(turn)).containsExactly(expected);
            assertThat(turn.failures()).isOne();
            assertThat(turns().finish(turn, List.of())).isEqualTo(Outcome.RECORDED);
        }
        assertThat(turns().claim(10, Chat.LASTING)).isEmpty();
    }

    @Test
    default void aPoisonedMessageTakesOnlyItselfAway() {
        coalesce(SHORT);
        Chat chat = Chat.in(this);
        List<InboundMessage> written = messages(chat.guest, "one", "poison", "three");
        List<MessageId> ids = chat.accept(written.toArray(InboundMessage[]::new));
        letPass(SHORT);
        turns().retry(chat.turn(), Chat.failure(1), Duration.ZERO, LaterMessages.WAIT);
        turns().finish(chat.turn(), List.of());
        assertThat(turns().deadLetter(chat.turn(), Chat.failure(2))).isEqualTo(Outcome.RECORDED);
        turns().finish(chat.turn(), List.of());
        assertThat(written)
                .extracting(message -> chat.progressOf(message).orElseThrow())
                .containsExactly(Progress.HANDLED, Progress.FAILED, Progress.HANDLED);
        assertThat(letters()
                        .history(chat.tenant, new DeadLetterId(ids.get(1).value()))
                        .attempts())
                .extracting(FailedAttempt::attempt)
                .containsExactly(Chat.failure(1), Chat.failure(2));
        assertThat(turns().claim(10, Chat.LASTING)).isEmpty();
    }

    @Test
    default void severalMessagesAreNeverOneDeadLetter() {
        coalesce(SHORT);
        Chat chat = Chat.in(this);
        chat.writes("one", "two");
        letPass(SHORT);
        Turn turn = chat.turn();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> turns().deadLetter(turn, Chat.failure(1)))
                .withMessageContaining("Record a retry");
        assertThat(turns().finish(turn, List.of())).isEqualTo(Outcome.RECORDED);
    }

    @Test
    default void laterMessagesPassThoseThatFailedTogether() {
        coalesce(SHORT);
        Chat chat = Chat.in(this);
        chat.writes("one", "two");
        letPass(SHORT);
        Duration pause = Duration.ofSeconds(2);
        turns().retry(chat.turn(), Chat.failure(1), pause, LaterMessages.GO_ON);
        assertThat(turns().claim(10, Chat.LASTING)).isEmpty();
        chat.writes("three");
        chat.writes("four");
        letPass(SHORT);
        assertThat(turns().claim(10, Chat.LASTING)).singleElement().satisfies(turn -> {
            assertThat(said(turn)).containsExactly("three", "four");
            turns().finish(turn, List.of());
        });
        assertThat(allTurns(chat)).containsExactly(List.of("one"), List.of("two"));
    }

    @Test
    default void aReleasedTurnIsClaimedWithWhatCameMeanwhile() {
        coalesce(SHORT);
        Chat chat = Chat.in(this);
        chat.writes("one", "two");
        letPass(SHORT);
        Turn turn = chat.turn();
        chat.writes("three");
        assertThat(turns().release(turn, Duration.ZERO)).isEqualTo(Outcome.RECORDED);
        Turn again = chat.turn();
        assertThat(said(again)).containsExactly("one", "two", "three");
        assertThat(again.id()).isEqualTo(turn.id());
        assertThat(turns().hold(again, new Held("a key", SHORT))).isEqualTo(Outcome.RECORDED);
        letPass(SHORT);
        assertThat(said(chat.turn())).containsExactly("one", "two", "three");
    }

    @Test
    default void anEndedLeaseChangesNoMessageOfATurn() {
        coalesce(SHORT);
        Chat chat = Chat.in(this);
        List<InboundMessage> written = messages(chat.guest, "one", "two");
        chat.accept(written.toArray(InboundMessage[]::new));
        letPass(SHORT);
        Turn late = chat.turn(Chat.BRIEF);
        letPass(Chat.BRIEF);
        assertThat(turns().finish(late, Chat.replies("too late"))).isEqualTo(Outcome.LOST);
        assertThat(turns().retry(late, Chat.failure(1), Duration.ZERO, LaterMessages.WAIT))
                .isEqualTo(Outcome.LOST);
        assertThat(written)
                .allSatisfy(message -> assertThat(chat.progressOf(message)).contains(Progress.PENDING));
        assertThat(replies().claim(10, Chat.LASTING)).isEmpty();
        Turn taken = chat.turn();
        assertThat(said(taken)).containsExactly("one", "two");
        assertThat(taken.id()).isEqualTo(late.id());
        assertThat(taken.failures()).isZero();
    }

    @Test
    default void whatComesDuringATurnWaitsForItsEnd() {
        coalesce(SHORT);
        Chat chat = Chat.in(this);
        chat.writes("one");
        letPass(SHORT);
        Turn one = chat.turn();
        chat.writes("two");
        chat.writes("three");
        letPass(SHORT);
        assertThat(turns().claim(10, Chat.LASTING)).isEmpty();
        assertThat(turns().finish(one, List.of())).isEqualTo(Outcome.RECORDED);
        assertThat(said(chat.turn())).containsExactly("two", "three");
    }

    @Test
    default void aRedrivenMessageIsClaimedByItself() {
        coalesce(SHORT);
        Chat chat = Chat.in(this);
        MessageId one = chat.writes("one").getFirst();
        letPass(SHORT);
        turns().deadLetter(chat.turn(), Chat.failure(1));
        chat.writes("two");
        chat.writes("three");
        letters()
                .settle(
                        chat.tenant,
                        new DeadLetterId(one.value()),
                        Verdict.REDRIVE,
                        new Warrant("ana@hotel.example", "the PMS is back"));
        letPass(SHORT);
        assertThat(allTurns(chat)).containsExactly(List.of("one"), List.of("two", "three"));
    }

    @Test
    default void endsTurnsOfSeveralGuestsTogether() {
        coalesce(SHORT);
        Chat chat = Chat.in(this);
        chat.writes("one", "two");
        letPass(SHORT);
        Turn lost = chat.turn(Chat.BRIEF);
        letPass(Chat.BRIEF);
        chat.writes(Fresh.guest(), "three", "four", "five");
        chat.writes(Fresh.guest(), "six");
        letPass(SHORT);
        List<Turn> claimed = new ArrayList<>(turns().claim(10, Chat.LASTING));
        // A claim goes to a hotel once.
        claimed.addAll(turns().claim(10, Chat.LASTING));
        List<Ending> ends = new ArrayList<>(List.of(new Ending(lost, Chat.replies("lost"))));
        claimed.stream()
                .filter(turn -> !turn.id().equals(lost.id()))
                .forEach(turn ->
                        ends.add(new Ending(turn, Chat.replies(said(turn).getFirst() + ", heard"))));
        assertThat(endings().finish(ends)).containsExactly(Outcome.LOST, Outcome.RECORDED, Outcome.RECORDED);
        assertThat(replies().claim(10, Chat.LASTING))
                .extracting(reply -> reply.reply().text())
                .containsExactlyInAnyOrder("three, heard", "six, heard");
        assertThat(stats().read().pending()).isEqualTo(2);
    }

    /** Handles what the guest wrote until nothing is left. */
    private List<List<String>> allTurns(Chat chat) {
        List<List<String>> heard = new ArrayList<>();
        while (stats().read().pending() > 0) {
            for (Turn turn : turns().claim(10, Chat.LASTING)) {
                assertThat(turn.tenant()).isEqualTo(chat.tenant);
                heard.add(said(turn));
                assertThat(turns().finish(turn, List.of())).isEqualTo(Outcome.RECORDED);
            }
            letPass(Duration.ofMillis(20));
        }
        return heard;
    }

    /** What the messages of a turn say. */
    static List<String> said(Turn turn) {
        return turn.messages().stream()
                .map(message -> message.content() instanceof MessageContent.Text text
                        ? text.body()
                        : message.content().type())
                .toList();
    }

    private static List<InboundMessage> messages(GuestRef guest, String... texts) {
        return List.of(texts).stream().map(text -> Fresh.message(guest, text)).toList();
    }

    private static InboundMessage message(GuestRef guest, String line, MessageContent content) {
        return new InboundMessage(
                Fresh.providerId(),
                guest,
                Fresh.line(guest.channel(), "10654035224292" + line),
                content,
                Instant.parse("2026-03-12T08:59:58Z"));
    }
}
