package io.conserje.application.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.conserje.application.fixture.Crowd;
import io.conserje.application.fixture.Fresh;
import io.conserje.application.reply.ReplyFilter;
import io.conserje.application.reply.ReplyFilter.Shown;
import io.conserje.application.reply.ReplyRecord;
import io.conserje.application.reply.ReplyRecord.Trouble;
import io.conserje.application.reply.ReplyRecords;
import io.conserje.application.reply.ReplyRecords.Settlement;
import io.conserje.application.reply.ReplyState;
import io.conserje.domain.dlq.Verdict;
import io.conserje.domain.dlq.Warrant;
import io.conserje.domain.tenancy.TenantId;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The laws of {@link ReplyRecords}. */
public interface ReplyRecordsContract extends MessagingStores {

    Warrant ANA = new Warrant("ana", "the guest has called");
    ReplyFailure UNKNOWN_NUMBER = new ReplyFailure(true, "not_on_whatsapp", "graph 131026: unreachable", 131026);

    @Test
    default void tellsWhatBecameOfAReply() {
        Chat chat = Chat.in(this);
        chat.writes("Hola");
        chat.answers("Buenos días");
        OutboundReply reply = chat.reply();
        assertThat(record(reply)).satisfies(waiting -> {
            assertThat(waiting.state()).isEqualTo(ReplyState.WAITING);
            assertThat(waiting.to()).isEqualTo(chat.guest);
            assertThat(waiting.text()).isEqualTo("Buenos días");
            assertThat(waiting.changedAt()).isNull();
            assertThat(waiting.trouble()).isNull();
            assertThat(waiting.dead()).isFalse();
        });
        replies().retryUncertain(reply, "no answer", Duration.ZERO);
        assertThat(record(reply).state()).isEqualTo(ReplyState.UNCERTAIN);
        assertThat(record(reply).trouble()).isEqualTo(new Trouble(null, "no answer", null));
        assertThat(record(reply).failures()).isEqualTo(1);
        replies().sent(chat.reply(), "wamid.out");
        assertThat(record(reply).state()).isEqualTo(ReplyState.SENT);
        assertThat(record(reply).trouble()).isNull();
        assertThat(record(reply).changedAt()).isNotNull();
    }

    @Test
    default void aRefusedReplyIsADeadLetter() {
        Chat chat = Chat.in(this);
        OutboundReply reply = refused(chat, "Buenos días", UNKNOWN_NUMBER);
        assertThat(record(reply)).satisfies(dead -> {
            assertThat(dead.state()).isEqualTo(ReplyState.REFUSED);
            assertThat(dead.dead()).isTrue();
            assertThat(dead.trouble()).isEqualTo(new Trouble("not_on_whatsapp", "graph 131026: unreachable", 131026));
        });
        assertThat(replyRecords().counts().dead()).isEqualTo(1);
        assertThat(replyRecords().history(chat.tenant, reply.id()))
                .singleElement()
                .extracting(ReplyRecords.Event::what, ReplyRecords.Event::why)
                .containsExactly("failed", "graph 131026: unreachable");
    }

    @Test
    default void aReplyThatWasGivenUpHasFailed() {
        Chat chat = Chat.in(this);
        OutboundReply reply = refused(chat, "Buenos días", new ReplyFailure(false, "given_up", "no answer", null));
        assertThat(record(reply).state()).isEqualTo(ReplyState.FAILED);
        assertThat(record(reply).dead()).isTrue();
    }

    @Test
    default void listsTheNewestFirstInPages() {
        Chat chat = Chat.in(this);
        Chat other = Chat.in(this);
        refused(chat, "1", UNKNOWN_NUMBER);
        refused(other, "2", UNKNOWN_NUMBER);
        refused(chat, "3", UNKNOWN_NUMBER);
        assertThat(list(null, ReplyFilter.DEAD)).containsExactly("3", "2", "1");
        assertThat(list(chat.tenant, ReplyFilter.DEAD)).containsExactly("3", "1");
        List<ReplyRecord> page = replyRecords().list(null, ReplyFilter.DEAD, null, 2);
        assertThat(replyRecords().list(null, ReplyFilter.DEAD, page.getLast().id(), 2))
                .extracting(ReplyRecord::text)
                .containsExactly("1");
        assertThat(replyRecords().hotels(ReplyFilter.DEAD)).containsExactlyInAnyOrder(chat.tenant, other.tenant);
    }

    @Test
    default void filtersByStateReasonCodeChannelAndAge() {
        Chat chat = Chat.in(this);
        refused(chat, "unknown", UNKNOWN_NUMBER);
        refused(chat, "late", new ReplyFailure(true, "window_closed", "graph 131047: late", 131047));
        refused(chat, "tired", new ReplyFailure(false, "given_up", "no answer", null));
        chat.writes(Fresh.guest(), "Hola");
        chat.answers("fine");
        replies().sent(chat.reply(), "wamid.out");
        assertThat(list(null, ReplyFilter.of(Shown.SENT))).containsExactly("fine");
        assertThat(list(null, ReplyFilter.of(Shown.REFUSED))).containsExactly("late", "unknown");
        assertThat(list(null, ReplyFilter.of(Shown.FAILED))).containsExactly("tired");
        assertThat(list(null, ReplyFilter.of(Shown.WAITING))).isEmpty();
        assertThat(list(null, ReplyFilter.of(Shown.DELIVERED))).isEmpty();
        assertThat(list(null, ReplyFilter.of(Shown.ALL))).hasSize(4);
        assertThat(list(null, filter("given_up", null))).containsExactly("tired");
        assertThat(list(null, filter(null, 131026))).containsExactly("unknown");
        assertThat(list(null, new ReplyFilter(Shown.DEAD, Fresh.EMAIL, null, null, Duration.ZERO)))
                .isEmpty();
        assertThat(list(null, new ReplyFilter(Shown.DEAD, null, null, null, Duration.ofDays(1))))
                .isEmpty();
    }

    @Test
    default void aResentReplyIsSentAgain() {
        Chat chat = Chat.in(this);
        OutboundReply reply = refused(chat, "Buenos días", UNKNOWN_NUMBER);
        assertThat(settle(reply, Verdict.REDRIVE)).isInstanceOf(Settlement.Done.class);
        assertThat(settle(reply, Verdict.REDRIVE)).isInstanceOf(Settlement.NotDead.class);
        assertThat(record(reply)).satisfies(again -> {
            assertThat(again.state()).isEqualTo(ReplyState.WAITING);
            assertThat(again.resends()).isEqualTo(1);
            assertThat(again.dead()).isFalse();
            assertThat(again.trouble()).isNull();
        });
        OutboundReply claimed = chat.reply();
        assertThat(claimed.id()).isEqualTo(reply.id());
        assertThat(claimed.failures()).isZero();
        replies().refuse(claimed, UNKNOWN_NUMBER);
        assertThat(record(reply).dead()).isTrue();
        assertThat(replyRecords().history(chat.tenant, reply.id()))
                .extracting(ReplyRecords.Event::what)
                .containsExactly("failed", "resent", "failed");
    }

    @Test
    default void aResentReplyGoesBehindThoseThatWait() {
        Chat chat = Chat.in(this);
        chat.writes("Hola");
        chat.answers("first", "second", "third");
        OutboundReply first = chat.reply();
        replies().refuse(first, UNKNOWN_NUMBER);
        OutboundReply second = chat.reply();
        settle(first, Verdict.REDRIVE);
        assertThat(replies().claim(10, Chat.LASTING)).isEmpty();
        replies().sent(second, "wamid.second");
        for (String expected : List.of("third", "first")) {
            OutboundReply next = chat.reply();
            assertThat(next.reply().text()).isEqualTo(expected);
            replies().sent(next, "wamid." + expected);
        }
    }

    @Test
    default void aDiscardedReplyIsNotSent() {
        Chat chat = Chat.in(this);
        OutboundReply reply = refused(chat, "Buenos días", UNKNOWN_NUMBER);
        assertThat(settle(reply, Verdict.DISCARD)).isInstanceOf(Settlement.Done.class);
        assertThat(settle(reply, Verdict.REDRIVE)).isInstanceOf(Settlement.NotDead.class);
        assertThat(record(reply).decision()).satisfies(decision -> {
            assertThat(decision.how()).isEqualTo("discarded");
            assertThat(decision.by()).isEqualTo("ana");
            assertThat(decision.why()).isEqualTo("the guest has called");
        });
        assertThat(list(null, ReplyFilter.DEAD)).isEmpty();
        assertThat(replies().claim(10, Chat.LASTING)).isEmpty();
    }

    @Test
    default void aWaitingReplyIsNotSettled() {
        Chat chat = Chat.in(this);
        chat.writes("Hola");
        chat.answers("Buenos días");
        assertThat(settle(chat.reply(), Verdict.DISCARD)).isInstanceOf(Settlement.NotDead.class);
        assertThat(replyRecords().settle(chat.tenant, UUID.randomUUID(), Verdict.DISCARD, ANA))
                .isInstanceOf(Settlement.Absent.class);
    }

    @Test
    default void anotherHotelNeitherFindsNorSettlesAReply() {
        Chat chat = Chat.in(this);
        OutboundReply reply = refused(chat, "Buenos días", UNKNOWN_NUMBER);
        TenantId other = Chat.in(this).tenant;
        assertThat(replyRecords().find(other, reply.id())).isEmpty();
        assertThat(replyRecords().history(other, reply.id())).isEmpty();
        assertThat(list(other, ReplyFilter.DEAD)).isEmpty();
        assertThat(replyRecords().settle(other, reply.id(), Verdict.REDRIVE, ANA))
                .isInstanceOf(Settlement.Absent.class);
        assertThat(replyRecords().settle(other, ReplyFilter.DEAD, 10, Verdict.DISCARD, ANA))
                .isZero();
    }

    @Test
    default void settlesManyOldestFirst() {
        Chat chat = Chat.in(this);
        for (int nth = 0; nth < 3; nth++) {
            refused(chat, "unknown " + nth, UNKNOWN_NUMBER);
        }
        refused(chat, "tired", new ReplyFailure(false, "given_up", "no answer", null));
        assertThat(replyRecords().settle(chat.tenant, filter(null, 131026), 2, Verdict.DISCARD, ANA))
                .isEqualTo(2);
        assertThat(list(null, ReplyFilter.DEAD)).containsExactly("tired", "unknown 2");
        assertThat(replyRecords().settle(chat.tenant, ReplyFilter.of(Shown.ALL), 10, Verdict.REDRIVE, ANA))
                .isEqualTo(2);
        assertThat(replies().claim(10, Chat.LASTING)).hasSize(2);
    }

    @Test
    default void oneOfManyOperatorsDecides() {
        Chat chat = Chat.in(this);
        OutboundReply reply = refused(chat, "Buenos días", UNKNOWN_NUMBER);
        Queue<Settlement> made = new ConcurrentLinkedQueue<>();
        Crowd.of(8, member -> () -> made.add(settle(reply, Verdict.REDRIVE)));
        assertThat(made).filteredOn(Settlement.Done.class::isInstance).hasSize(1);
        assertThat(record(reply).resends()).isEqualTo(1);
    }

    @Test
    default void abandonsWhatNobodyDecidesAbout() {
        Chat chat = Chat.in(this);
        OutboundReply reply = refused(chat, "Buenos días", UNKNOWN_NUMBER);
        letPass(Duration.ofMillis(50));
        assertThat(replyRecords().abandon(Duration.ofHours(1), 10)).isZero();
        assertThat(replyRecords().abandon(Duration.ofMillis(20), 10)).isEqualTo(1);
        assertThat(replyRecords().abandon(Duration.ofMillis(20), 10)).isZero();
        assertThat(record(reply).decision()).satisfies(decision -> {
            assertThat(decision.how()).isEqualTo("abandoned");
            assertThat(decision.by()).isEqualTo("conserje");
        });
        assertThat(replyRecords().counts().dead()).isZero();
    }

    @Test
    default void aDeadLetterKeepsItsMessage() {
        Chat chat = Chat.in(this);
        OutboundReply reply = refused(chat, "Buenos días", UNKNOWN_NUMBER);
        letPass(Duration.ofMillis(50));
        assertThat(retention().removeMessages(Duration.ofMillis(20), 10)).isZero();
        settle(reply, Verdict.DISCARD);
        assertThat(retention().removeMessages(Duration.ofMillis(20), 10)).isEqualTo(1);
        assertThat(replyRecords().find(null, reply.id())).isEmpty();
    }

    @Test
    default void pagesOutOfBoundsAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> replyRecords().list(null, ReplyFilter.DEAD, null, 0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> replyRecords().settle(Fresh.tenant(), ReplyFilter.DEAD, 1001, Verdict.DISCARD, ANA));
    }

    private static ReplyFilter filter(@Nullable String reason, @Nullable Integer code) {
        return new ReplyFilter(Shown.DEAD, null, reason, code, Duration.ZERO);
    }

    /** A reply to a new guest of the hotel, which the channel refused. */
    private OutboundReply refused(Chat chat, String text, ReplyFailure failure) {
        chat.writes(Fresh.guest(), "Hola");
        chat.answers(text);
        OutboundReply reply = chat.reply();
        replies().refuse(reply, failure);
        return reply;
    }

    private ReplyRecord record(OutboundReply reply) {
        return replyRecords().find(null, reply.id()).orElseThrow();
    }

    private Settlement settle(OutboundReply reply, Verdict verdict) {
        return replyRecords().settle(reply.tenant(), reply.id(), verdict, ANA);
    }

    private List<String> list(@Nullable TenantId tenant, ReplyFilter filter) {
        return replyRecords().list(tenant, filter, null, 10).stream()
                .map(ReplyRecord::text)
                .toList();
    }
}
