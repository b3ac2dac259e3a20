package io.conserje.application.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;

import io.conserje.application.dlq.DeadLetters.History;
import io.conserje.application.dlq.DeadLetters.Place;
import io.conserje.application.dlq.DeadLetters.Settlement;
import io.conserje.application.dlq.DeadLetters.Shown;
import io.conserje.application.dlq.LetterFilter;
import io.conserje.application.fixture.Crowd;
import io.conserje.application.fixture.Fresh;
import io.conserje.application.messaging.Inbox.Progress;
import io.conserje.application.messaging.Turns.Outcome;
import io.conserje.domain.dlq.Attempt;
import io.conserje.domain.dlq.DeadLetter;
import io.conserje.domain.dlq.DeadLetter.State;
import io.conserje.domain.dlq.DeadLetterId;
import io.conserje.domain.dlq.DeadMessage;
import io.conserje.domain.dlq.FailedAttempt;
import io.conserje.domain.dlq.Verdict;
import io.conserje.domain.dlq.Warrant;
import io.conserje.domain.messaging.InboundMessage;
import io.conserje.domain.messaging.MessageContent;
import io.conserje.domain.messaging.MessageContext;
import io.conserje.domain.session.GuestRef;
import io.conserje.domain.tenancy.Channel;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The laws of {@link io.conserje.application.dlq.DeadLetters}. */
public interface DeadLettersContract extends MessagingStores {

    /** By whom everything here is ordered. */
    Warrant ORDER = new Warrant("ana@hotel.example", "the PMS is back");

    @Test
    default void aDeadLetterHoldsItsMessageAndLastFailure() {
        Chat chat = Chat.in(this);
        for (MessageContent content : List.of(
                new MessageContent.Text(""),
                new MessageContent.Text("¿Hay lugar? 🛎️👨‍👩‍👧 日本語 مرحبا \"'\\{}[]%$1 \u2028\uFEFF\t\r\n"),
                new MessageContent.Text("🛎".repeat(MessageContent.MAX_CHARACTERS / 2)),
                new MessageContent.Unsupported("ubicación 📍"),
                SampleContents.CAPTIONED,
                SampleContents.ROW,
                SampleContents.CORRECTION)) {
            InboundMessage message = new InboundMessage(
                            Fresh.providerId(),
                            Fresh.guest(),
                            null,
                            content,
                            Instant.parse("1999-12-31T23:59:59.999999Z"))
                    .with(MessageContext.NONE, "{\"raw\": 1}");
            DeadLetterId id = bury(chat, message, "pms_unavailable");
            DeadLetter letter = letters().find(chat.tenant, id).orElseThrow();
            DeadMessage dead = letter.message();
            assertThat(letter.id()).isEqualTo(id);
            assertThat(letter.tenant()).isEqualTo(chat.tenant);
            assertThat(letter.last()).isEqualTo(new Attempt(1, "pms_unavailable", "on purpose"));
            assertThat(letter.state()).isEqualTo(new State.Buried());
            assertThat(letter.redrives()).isZero();
            assertThat(dead.channel()).isEqualTo(message.guest().channel());
            assertThat(dead.providerId()).isEqualTo(message.providerId().value());
            assertThat(dead.guest()).isEqualTo(message.guest().address());
            assertThat(dead.line()).isNull();
            assertThat(dead.sentAt()).isEqualTo(message.sentAt());
            assertThat(dead.receivedAt()).isBeforeOrEqualTo(letter.buriedAt());
            assertThat(dead.body()).isEqualTo(content.words());
            assertThat(dead.contentType()).isEqualTo(content.type());
            assertThat(letters().raw(chat.tenant, id)).contains("{\"raw\": 1}");
            assertThat(letters().raw(Fresh.tenant(), id)).isEmpty();
        }
    }

    @Test
    default void neverFindsAnotherHotelsDeadLetter() {
        Chat chat = Chat.in(this);
        Chat stranger = Chat.in(this);
        DeadLetterId id = bury(chat, "Hola");
        assertThat(letters().find(stranger.tenant, id)).isEmpty();
        assertThat(letters().history(stranger.tenant, id)).isEqualTo(new History(List.of(), List.of()));
        assertThat(list(stranger, LetterFilter.ALL)).isEmpty();
        assertThat(letters().count(stranger.tenant, LetterFilter.ALL)).isZero();
        assertThat(letters().settle(stranger.tenant, id, Verdict.REDRIVE, ORDER))
                .isEqualTo(new Settlement.Absent());
        assertThat(letters().settle(stranger.tenant, id, Verdict.DISCARD, ORDER))
                .isEqualTo(new Settlement.Absent());
        assertThat(letters().settle(stranger.tenant, LetterFilter.ALL, 10, Verdict.REDRIVE, ORDER))
                .isEmpty();
        assertThat(letters().find(chat.tenant, id).orElseThrow().state()).isEqualTo(new State.Buried());
        assertThat(turns().claim(10, Chat.LASTING)).isEmpty();
    }

    @Test
    default void aRedrivenMessageKeepsItsIdsAndIsHandledOnce() {
        Chat chat = Chat.in(this);
        InboundMessage message = Fresh.message(chat.guest, "one");
        DeadLetterId id = bury(chat, message, "test_failed");
        assertThat(letters().settle(chat.tenant, id, Verdict.REDRIVE, ORDER)).isEqualTo(new Settlement.Done());
        assertThat(chat.progressOf(message)).contains(Progress.PENDING);
        Settlement again = letters().settle(chat.tenant, id, Verdict.REDRIVE, ORDER);
        assertThat(again)
                .isInstanceOfSatisfying(
                        Settlement.Before.class,
                        before -> assertThat(before.state())
                                .isInstanceOfSatisfying(
                                        State.Redriven.class,
                                        redriven ->
                                                assertThat(redriven.warrant()).isEqualTo(ORDER)));
        Turn turn = chat.turn();
        assertThat(turn.id().value()).isEqualTo(id.value());
        assertThat(turn.message()).isEqualTo(message);
        assertThat(turn.failures()).isZero();
        assertThat(chat.inbox().accept(List.of(message))).containsExactly(new Inbox.Acceptance.Duplicate());
        assertThat(turns().finish(turn, Chat.replies("at last"))).isEqualTo(Outcome.RECORDED);
        assertThat(chat.progressOf(message)).contains(Progress.HANDLED);
        assertThat(chat.reply().reply().text()).isEqualTo("at last");
        assertThat(turns().claim(10, Chat.LASTING)).isEmpty();
        assertThat(letters().settle(chat.tenant, id, Verdict.REDRIVE, ORDER)).isInstanceOf(Settlement.Before.class);
        assertThat(turns().claim(10, Chat.LASTING)).isEmpty();
    }

    @Test
    default void aRedrivenMessageKeepsItsPlaceInTheQueue() {
        Chat chat = Chat.in(this);
        DeadLetterId id = bury(chat, "one");
        chat.writes("two", "three");
        letters().settle(chat.tenant, id, Verdict.REDRIVE, ORDER);
        for (String expected : List.of("one", "two", "three")) {
            Turn turn = chat.turn();
            assertThat(Chat.said(turn)).isEqualTo(expected);
            turns().finish(turn, List.of());
        }
    }

    @Test
    default void aRedrivenMessageWaitsForItsGuestsLeasedMessage() {
        Chat chat = Chat.in(this);
        DeadLetterId id = bury(chat, "one");
        chat.writes("two");
        Turn two = chat.turn();
        letters().settle(chat.tenant, id, Verdict.REDRIVE, ORDER);
        assertThat(turns().claim(10, Chat.LASTING)).isEmpty();
        assertThat(turns().finish(two, List.of())).isEqualTo(Outcome.RECORDED);
        Turn one = chat.turn();
        assertThat(Chat.said(one)).isEqualTo("one");
        assertThat(turns().finish(one, List.of())).isEqualTo(Outcome.RECORDED);
        assertThat(turns().claim(10, Chat.LASTING)).isEmpty();
    }

    @Test
    default void aRedrivenMessageThatFailsKeepsItsHistory() {
        Chat chat = Chat.in(this);
        InboundMessage message = Fresh.message(chat.guest, "one");
        chat.accept(message);
        turns().retry(chat.turn(), Chat.failure(1), Duration.ZERO, LaterMessages.WAIT);
        Turn turn = chat.turn();
        turns().deadLetter(turn, Chat.failure(2));
        DeadLetterId id = new DeadLetterId(turn.id().value());
        Instant first = letters().find(chat.tenant, id).orElseThrow().buriedAt();
        letters().settle(chat.tenant, id, Verdict.REDRIVE, ORDER);
        letPass(Duration.ofMillis(10));
        assertThat(turns().deadLetter(chat.turn(), new Attempt(1, "pms_unavailable", "again")))
                .isEqualTo(Outcome.RECORDED);
        assertThat(chat.progressOf(message)).contains(Progress.FAILED);
        DeadLetter letter = letters().find(chat.tenant, id).orElseThrow();
        assertThat(letter.state()).isEqualTo(new State.Buried());
        assertThat(letter.redrives()).isOne();
        assertThat(letter.last()).isEqualTo(new Attempt(1, "pms_unavailable", "again"));
        assertThat(letter.buriedAt()).isAfter(first);
        assertThat(list(chat, LetterFilter.ALL)).hasSize(1);
        Warrant enough = new Warrant("luis", "no use");
        assertThat(letters().settle(chat.tenant, id, Verdict.DISCARD, enough)).isEqualTo(new Settlement.Done());
        History history = letters().history(chat.tenant, id);
        assertThat(history.attempts())
                .extracting(
                        FailedAttempt::round,
                        failed -> failed.attempt().number(),
                        failed -> failed.attempt().reason())
                .containsExactly(
                        tuple(0, 1, "test_failed"), tuple(0, 2, "test_failed"), tuple(1, 1, "pms_unavailable"));
        assertThat(history.attempts()).extracting(FailedAttempt::at).isSorted();
        assertThat(history.settlements()).extracting(State.Settled::warrant).containsExactly(ORDER, enough);
        assertThat(history.settlements().get(0)).isInstanceOf(State.Redriven.class);
        assertThat(history.settlements().get(1)).isInstanceOf(State.Discarded.class);
    }

    @Test
    default void aDiscardedMessageIsNeverHandled() {
        Chat chat = Chat.in(this);
        InboundMessage message = Fresh.message(chat.guest, "one");
        DeadLetterId id = bury(chat, message, "test_failed");
        assertThat(letters().settle(chat.tenant, id, Verdict.DISCARD, ORDER)).isEqualTo(new Settlement.Done());
        for (Verdict verdict : Verdict.values()) {
            assertThat(letters().settle(chat.tenant, id, verdict, ORDER))
                    .isInstanceOfSatisfying(
                            Settlement.Before.class,
                            before -> assertThat(before.state()).isInstanceOf(State.Discarded.class));
        }
        assertThat(turns().claim(10, Chat.LASTING)).isEmpty();
        assertThat(chat.progressOf(message)).contains(Progress.FAILED);
        assertThat(chat.inbox().accept(List.of(message))).containsExactly(new Inbox.Acceptance.Duplicate());
        assertThat(letters().list(chat.tenant, LetterFilter.ALL, Shown.BURIED, null, 10))
                .isEmpty();
        assertThat(letters().list(chat.tenant, LetterFilter.ALL, Shown.ALL, null, 10))
                .hasSize(1);
    }

    @Test
    default void concurrentRedrivesOfOneDeadLetterSucceedOnce() {
        Chat chat = Chat.in(this);
        DeadLetterId id = bury(chat, "one");
        List<Settlement> made = Crowd.of(8, member -> () -> letters().settle(chat.tenant, id, Verdict.REDRIVE, ORDER));
        assertThat(made).containsOnlyOnce(new Settlement.Done());
        assertThat(turns().finish(chat.turn(), List.of())).isEqualTo(Outcome.RECORDED);
        assertThat(turns().claim(10, Chat.LASTING)).isEmpty();
    }

    @Test
    default void concurrentBulkRedrivesShareTheDeadLetters() {
        Chat chat = Chat.in(this);
        for (int guest = 0; guest < 500; guest++) {
            chat.writes(Fresh.guest(), "Hola");
        }
        turns().claim(500, Chat.LASTING).forEach(turn -> turns().deadLetter(turn, Chat.failure(1)));
        List<List<DeadLetterId>> redriven = Crowd.of(2, member -> () -> {
            List<DeadLetterId> mine = new ArrayList<>();
            List<DeadLetterId> step = letters().settle(chat.tenant, LetterFilter.ALL, 7, Verdict.REDRIVE, ORDER);
            while (!step.isEmpty()) {
                mine.addAll(step);
                step = letters().settle(chat.tenant, LetterFilter.ALL, 7, Verdict.REDRIVE, ORDER);
            }
            return mine;
        });
        assertThat(redriven).flatMap(mine -> mine).doesNotHaveDuplicates().hasSize(500);
        assertThat(turns().claim(1000, Chat.LASTING))
                .extracting(Turn::id)
                .hasSize(500)
                .doesNotHaveDuplicates();
    }

    @Test
    default void filtersByChannelReasonAgeAndTime() {
        Chat chat = Chat.in(this);
        DeadLetterId old = bury(chat, Fresh.message(Fresh.guest(), "old"), "pms_unavailable");
        letPass(Duration.ofMillis(250));
        DeadLetterId other = bury(chat, Fresh.message(Fresh.guest(), "other"), "handler_failed");
        letPass(Duration.ofMillis(1));
        DeadLetterId mail =
                bury(chat, Fresh.message(GuestRef.email(Fresh.EMAIL, "ana@example.com"), "mail"), "pms_unavailable");
        assertThat(list(chat, LetterFilter.ALL)).containsExactly(mail, other, old);
        assertThat(list(chat, LetterFilter.ALL.on(Channel.WHATSAPP))).containsExactly(other, old);
        assertThat(list(chat, LetterFilter.ALL.failedFor("pms_unavailable"))).containsExactly(mail, old);
        assertThat(list(chat, LetterFilter.ALL.failedFor("pms_unavailable").on(Fresh.EMAIL)))
                .containsExactly(mail);
        assertThat(list(chat, LetterFilter.ALL.agedAtLeast(Duration.ofMillis(250))))
                .contains(old);
        assertThat(list(chat, LetterFilter.ALL.agedAtLeast(Chat.LASTING))).isEmpty();
        Instant between = letters().find(chat.tenant, other).orElseThrow().buriedAt();
        assertThat(list(chat, LetterFilter.ALL.buriedUntil(between))).contains(other, old);
        assertThat(list(chat, LetterFilter.ALL.buriedUntil(between.minusNanos(1000))))
                .containsExactly(old);
        assertThat(letters().count(chat.tenant, LetterFilter.ALL)).isEqualTo(3);
        assertThat(letters().count(chat.tenant, LetterFilter.ALL.on(Fresh.EMAIL)))
                .isOne();
        assertThat(letters()
                        .settle(chat.tenant, LetterFilter.ALL.failedFor("handler_failed"), 10, Verdict.DISCARD, ORDER))
                .containsExactly(other);
        assertThat(letters().settle(chat.tenant, LetterFilter.ALL, 1, Verdict.REDRIVE, ORDER))
                .containsExactly(old);
        assertThat(list(chat, LetterFilter.ALL)).containsExactly(mail);
        assertThat(letters().count(chat.tenant, LetterFilter.ALL)).isOne();
    }

    @Test
    default void pagesHaveNoGapsWhileTheListChanges() {
        Chat chat = Chat.in(this);
        for (int guest = 0; guest < 25; guest++) {
            chat.writes(Fresh.guest(), "Hola");
        }
        turns().claim(100, Chat.LASTING).forEach(turn -> turns().deadLetter(turn, Chat.failure(1)));
        List<DeadLetterId> whole = list(chat, LetterFilter.ALL);
        List<DeadLetterId> paged = new ArrayList<>();
        @Nullable Place behind = null;
        for (int page = 0; page < 4; page++) {
            List<DeadLetter> some = letters().list(chat.tenant, LetterFilter.ALL, Shown.BURIED, behind, 7);
            some.forEach(letter -> paged.add(letter.id()));
            behind = Place.behind(some.getLast());
            letPass(Duration.ofMillis(1));
            bury(chat, Fresh.message(Fresh.guest(), "newer, and so on a page before"), "test_failed");
        }
        assertThat(letters().list(chat.tenant, LetterFilter.ALL, Shown.BURIED, behind, 7))
                .isEmpty();
        assertThat(paged).isEqualTo(whole);
        Set<String> distinct = new TreeSet<>();
        whole.forEach(id -> distinct.add(id.toString()));
        assertThat(distinct).hasSize(25);
    }

    @Test
    default void listsAllHotelsNewestFirst() {
        Chat norte = Chat.in(this);
        Chat sur = Chat.in(this);
        List<DeadLetterId> newestFirst = new ArrayList<>();
        for (int letter = 0; letter < 6; letter++) {
            newestFirst.addFirst(bury(letter % 2 == 0 ? norte : sur, "Hola"));
            letPass(Duration.ofMillis(1));
        }
        List<DeadLetterId> shown = new ArrayList<>();
        @Nullable Place behind = null;
        for (int page = 0; page < 3; page++) {
            List<DeadLetter> some = letters().list(LetterFilter.ALL, Shown.BURIED, behind, 2);
            some.forEach(letter -> shown.add(letter.id()));
            behind = Place.behind(some.getLast());
        }
        assertThat(shown).isEqualTo(newestFirst);
        DeadLetterId newest = newestFirst.getFirst();
        assertThat(letters().find(newest)).map(DeadLetter::tenant).contains(sur.tenant);
        letters().settle(sur.tenant, newest, Verdict.DISCARD, ORDER);
        assertThat(letters().list(LetterFilter.ALL, Shown.BURIED, null, 100)).hasSize(5);
        assertThat(letters().list(LetterFilter.ALL, Shown.ALL, null, 100)).hasSize(6);
        assertThat(letters().count(LetterFilter.ALL)).isEqualTo(5);
        letters().settle(sur.tenant, LetterFilter.ALL, 10, Verdict.DISCARD, ORDER);
        assertThat(letters().hotels(LetterFilter.ALL)).containsExactly(norte.tenant);
        assertThat(letters().find(new DeadLetterId(UUID.randomUUID()))).isEmpty();
    }

    @Test
    default void refusesLimitsOutOfBounds() {
        Chat chat = Chat.in(this);
        for (int most : new int[] {0, 1001}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> letters().list(chat.tenant, LetterFilter.ALL, Shown.ALL, null, most));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> letters().settle(chat.tenant, LetterFilter.ALL, most, Verdict.DISCARD, ORDER));
        }
    }

    /** The letter of a message that failed for good. */
    private DeadLetterId bury(Chat chat, String text) {
        return bury(chat, Fresh.message(chat.guest, text), "test_failed");
    }

    private DeadLetterId bury(Chat chat, InboundMessage message, String reason) {
        chat.accept(message);
        Turn turn = chat.turn();
        assertThat(turns().deadLetter(turn, new Attempt(1, reason, "on purpose")))
                .isEqualTo(Outcome.RECORDED);
        return new DeadLetterId(turn.id().value());
    }

    private List<DeadLetterId> list(Chat chat, LetterFilter filter) {
        return letters().list(chat.tenant, filter, Shown.BURIED, null, 100).stream()
                .map(DeadLetter::id)
                .toList();
    }
}
