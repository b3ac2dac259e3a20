package io.conserje.application.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.conserje.application.fixture.Crowd;
import io.conserje.application.fixture.Fresh;
import io.conserje.application.fixture.Outbound;
import io.conserje.application.messaging.Room.Aside;
import io.conserje.application.messaging.Turns.Outcome;
import io.conserje.application.pause.PauseScope;
import io.conserje.domain.dlq.Warrant;
import io.conserje.domain.messaging.InboundMessage;
import io.conserje.domain.messaging.MessageContent;
import io.conserje.domain.messaging.OutboundMessage;
import io.conserje.domain.messaging.Reply;
import io.conserje.domain.session.GuestRef;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The laws of {@link Replies}. */
public interface RepliesContract extends MessagingStores {

    @Test
    default void aReplyUsesTheLineOfItsMessage() {
        Chat chat = Chat.in(this);
        InboundMessage message = Fresh.message(chat.guest);
        chat.accept(message);
        chat.answers("Buenos días");
        OutboundReply reply = chat.reply();
        assertThat(reply.tenant()).isEqualTo(chat.tenant);
        assertThat(reply.to()).isEqualTo(chat.guest);
        assertThat(reply.line()).isEqualTo(message.line());
        assertThat(reply.reply().text()).isEqualTo("Buenos días");
        assertThat(reply.failures()).isZero();
    }

    @Test
    default void aReplyOfAnyKindIsKeptAsItIs() {
        Chat chat = Chat.in(this);
        chat.writes("Hola");
        turns().finish(chat.turn(), Outbound.KINDS.stream().map(Reply::new).toList());
        for (OutboundMessage kind : Outbound.KINDS) {
            OutboundReply reply = chat.reply();
            assertThat(reply.reply().message()).isEqualTo(kind);
            assertThat(replyRecords().find(chat.tenant, reply.id()))
                    .hasValueSatisfying(record -> assertThat(record.text()).isEqualTo(kind.words()));
            replies().sent(reply, "wamid." + reply.id());
        }
    }

    @Test
    default void aReplyHasNoLineIfItsMessageHasNone() {
        Chat chat = Chat.in(this);
        chat.accept(new InboundMessage(
                Fresh.providerId(), chat.guest, null, new MessageContent.Text("Hola"), Instant.EPOCH));
        chat.answers("Buenos días");
        assertThat(chat.reply().line()).isNull();
    }

    @Test
    default void aHandledMessageWithoutRepliesLeavesNothingToSend() {
        Chat chat = Chat.in(this);
        chat.writes("Hola");
        chat.answers();
        assertThat(replies().claim(10, Chat.LASTING)).isEmpty();
    }

    @Test
    default void repliesToAGuestAreClaimedInOrder() {
        Chat chat = Chat.in(this);
        chat.writes("one", "two");
        chat.answers("first", "second", "third");
        chat.answers("fourth");
        for (String expected : List.of("first", "second", "third", "fourth")) {
            OutboundReply reply = chat.reply();
            assertThat(reply.reply().text()).isEqualTo(expected);
            assertThat(replies().claim(10, Chat.LASTING)).isEmpty();
            assertThat(replies().sent(reply, "wamid." + expected)).isEqualTo(Outcome.RECORDED);
        }
        assertThat(replies().claim(10, Chat.LASTING)).isEmpty();
    }

    @Test
    default void aHotelGetsNoMoreThanItsRoomForReplies() {
        Chat busy = Chat.in(this);
        Chat quiet = Chat.in(this);
        for (Chat chat : List.of(busy, busy, busy, busy, busy, busy, quiet)) {
            chat.writes(Fresh.guest(), "Hola");
            chat.answers("Buenos días");
        }
        assertThat(replies().claim(8, Chat.LASTING, new Room(8, 50, Map.of(busy.tenant, 2))))
                .extracting(OutboundReply::tenant)
                .containsExactlyInAnyOrder(busy.tenant, busy.tenant, quiet.tenant);
        assertThat(replies().claim(8, Chat.LASTING, new Room(8, 50, Map.of(busy.tenant, 0))))
                .isEmpty();
        assertThat(replies().claim(8, Chat.LASTING, new Room(6, 50, Map.of()))).hasSize(3);
        assertThat(replies().claim(8, Chat.LASTING)).hasSize(1);
    }

    @Test
    default void repliesOnAPausedChannelArePutAside() {
        Chat chat = Chat.in(this);
        chat.writes("Hola");
        chat.answers("Buenos días", "Otra cosa");
        Aside aside = new Aside("/whatsapp/", null, Channel.WHATSAPP, null);
        assertThat(replies().claim(10, Chat.LASTING, Room.UNLIMITED.aside(List.of(aside))))
                .isEmpty();
        assertThat(replies().claim(10, Chat.LASTING)).isEmpty();
        pauses().resume(new PauseScope(null, Channel.WHATSAPP, null), new Warrant("ana", "done"));
        assertThat(chat.reply().reply().text()).isEqualTo("Buenos días");
    }

    @Test
    default void everyTextIsSentAsItWasRecorded() {
        Chat chat = Chat.in(this);
        List<String> texts = List.of(
                "🛎️ ¡Buenos días! \"'\\{}[]%$1 日本語 مرحبا \u2028", "🛎".repeat(2048), "línea\r\n\totra", " null ");
        chat.writes("Hola");
        chat.answers(texts.toArray(String[]::new));
        for (String text : texts) {
            OutboundReply reply = chat.reply();
            assertThat(reply.reply().text()).isEqualTo(text);
            replies().sent(reply, "wamid.out");
        }
    }

    @Test
    default void guestsAreAnsweredInParallel() {
        Chat chat = Chat.in(this);
        GuestRef other = Fresh.guest();
        chat.writes("one");
        chat.answers("for one", "for one too");
        chat.writes(other, "two");
        chat.answers("for another", "for another too");
        assertThat(replies().claim(10, Chat.LASTING))
                .extracting(reply -> reply.reply().text())
                .containsExactlyInAnyOrder("for one", "for another");
    }

    @Test
    default void noMoreRepliesAreTakenThanWereAskedFor() {
        Chat chat = Chat.in(this);
        for (int guest = 0; guest < 3; guest++) {
            chat.writes(Fresh.guest(), "Hola");
            chat.answers("Buenos días");
        }
        assertThat(replies().claim(2, Chat.LASTING)).hasSize(2);
        assertThat(replies().claim(2, Chat.LASTING)).hasSize(1);
    }

    @Test
    default void aClaimOfRepliesOutOfBoundsIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> replies().claim(0, Chat.LASTING));
        assertThatIllegalArgumentException().isThrownBy(() -> replies().claim(1001, Chat.LASTING));
        assertThatIllegalArgumentException().isThrownBy(() -> replies().claim(1, Duration.ofMillis(49)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> replies().claim(1, Duration.ofHours(1).plusMillis(1)));
    }

    @Test
    default void concurrentClaimsShareNoReply() {
        Chat chat = Chat.in(this);
        for (int guest = 0; guest < 20; guest++) {
            chat.writes(Fresh.guest(), "Hola");
            chat.answers("first", "second");
        }
        Queue<OutboundReply> taken = new ConcurrentLinkedQueue<>();
        Crowd.of(8, member -> () -> taken.addAll(replies().claim(5, Chat.LASTING)));
        taken.addAll(replies().claim(100, Chat.LASTING));
        assertThat(taken).extracting(OutboundReply::id).doesNotHaveDuplicates().hasSize(20);
        assertThat(taken).extracting(reply -> reply.reply().text()).containsOnly("first");
    }

    @Test
    default void aLateHolderOfAReplyChangesNothing() {
        Chat chat = Chat.in(this);
        chat.writes("Hola");
        chat.answers("first", "second");
        OutboundReply late = chat.reply(Chat.BRIEF);
        letPass(Chat.BRIEF);
        OutboundReply taken = chat.reply();
        assertThat(taken.id()).isEqualTo(late.id());
        assertThat(taken.failures()).isZero();
        assertThat(replies().sent(late, "wamid.late")).isEqualTo(Outcome.LOST);
        assertThat(replies().retry(late, "too late", Duration.ZERO)).isEqualTo(Outcome.LOST);
        assertThat(replies().refuse(late, "too late")).isEqualTo(Outcome.LOST);
        assertThat(replies().claim(10, Chat.LASTING)).isEmpty();
        assertThat(replies().sent(taken, "wamid.taken")).isEqualTo(Outcome.RECORDED);
        assertThat(chat.reply().reply().text()).isEqualTo("second");
    }

    @Test
    default void anEndedLeaseOfAReplyIsLostWithoutANewClaim() {
        Chat chat = Chat.in(this);
        chat.writes("Hola");
        chat.answers("first");
        OutboundReply late = chat.reply(Chat.BRIEF);
        letPass(Chat.BRIEF);
        assertThat(replies().sent(late, "wamid.late")).isEqualTo(Outcome.LOST);
        assertThat(replies().retry(late, "too late", Chat.LASTING)).isEqualTo(Outcome.LOST);
        assertThat(replies().refuse(late, "too late")).isEqualTo(Outcome.LOST);
        assertThat(chat.reply().failures()).isZero();
    }

    @Test
    default void aRenewedReplyStaysLeased() {
        Chat chat = Chat.in(this);
        chat.writes("Hola");
        chat.answers("first");
        OutboundReply reply = chat.reply(Chat.BRIEF);
        assertThat(replies().renew(reply, Chat.LASTING)).isEqualTo(Outcome.RECORDED);
        letPass(Chat.BRIEF);
        assertThat(replies().claim(10, Chat.LASTING)).isEmpty();
        assertThat(replies().renew(reply, Chat.BRIEF)).isEqualTo(Outcome.RECORDED);
        letPass(Chat.BRIEF);
        assertThat(replies().renew(reply, Chat.LASTING)).isEqualTo(Outcome.LOST);
        assertThat(chat.reply().id()).isEqualTo(reply.id());
    }

    @Test
    default void aReleasedReplyCanBeClaimedAtOnce() {
        Chat chat = Chat.in(this);
        chat.writes("Hola");
        chat.answers("first");
        OutboundReply reply = chat.reply();
        assertThat(replies().release(reply)).isEqualTo(Outcome.RECORDED);
        assertThat(replies().release(reply)).isEqualTo(Outcome.LOST);
        assertThat(replies().renew(reply, Chat.LASTING)).isEqualTo(Outcome.LOST);
        assertThat(replies().sent(reply, "wamid.out")).isEqualTo(Outcome.LOST);
        OutboundReply again = chat.reply();
        assertThat(again.id()).isEqualTo(reply.id());
        assertThat(again.failures()).isZero();
    }

    @Test
    default void refusesAReplyRenewalOutOfBounds() {
        Chat chat = Chat.in(this);
        chat.writes("Hola");
        chat.answers("first");
        OutboundReply reply = chat.reply();
        assertThatIllegalArgumentException().isThrownBy(() -> replies().renew(reply, Duration.ofMillis(49)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> replies().renew(reply, Duration.ofHours(1).plusMillis(1)));
    }

    @Test
    default void aReplyIsSentOnce() {
        Chat chat = Chat.in(this);
        chat.writes("Hola");
        chat.answers("first");
        OutboundReply reply = chat.reply();
        assertThat(replies().sent(reply, "wamid.out")).isEqualTo(Outcome.RECORDED);
        assertThat(replies().sent(reply, "wamid.out")).isEqualTo(Outcome.LOST);
        assertThat(replies().retry(reply, "again", Duration.ZERO)).isEqualTo(Outcome.LOST);
        assertThat(replies().refuse(reply, "never")).isEqualTo(Outcome.LOST);
        assertThat(replies().claim(10, Chat.LASTING)).isEmpty();
    }

    @Test
    default void aWaitingReplyBlocksOnlyItsGuest() {
        Chat chat = Chat.in(this);
        chat.writes("one", "two");
        chat.answers("first", "second");
        chat.answers("third");
        assertThat(replies().retry(chat.reply(), "channel_busy", Chat.LASTING)).isEqualTo(Outcome.RECORDED);
        assertThat(replies().claim(10, Chat.LASTING)).isEmpty();
        chat.writes(Fresh.guest(), "Hola");
        chat.answers("somebody else's");
        assertThat(chat.reply().reply().text()).isEqualTo("somebody else's");
    }

    @Test
    default void aRetriedReplyStaysFirst() {
        Chat chat = Chat.in(this);
        chat.writes("Hola");
        chat.answers("first", "second");
        for (int failures = 0; failures < 3; failures++) {
            OutboundReply reply = chat.reply();
            assertThat(reply.reply().text()).isEqualTo("first");
            assertThat(reply.failures()).isEqualTo(failures);
            assertThat(replies().retry(reply, "channel_busy", Chat.BRIEF)).isEqualTo(Outcome.RECORDED);
            letPass(Chat.BRIEF);
        }
        assertThat(chat.reply().failures()).isEqualTo(3);
    }

    @Test
    default void aRefusedReplyLetsTheLaterOnesGoOn() {
        Chat chat = Chat.in(this);
        chat.writes("Hola");
        chat.answers("first", "second");
        OutboundReply reply = chat.reply();
        assertThat(replies().refuse(reply, "number_unknown")).isEqualTo(Outcome.RECORDED);
        assertThat(replies().refuse(reply, "number_unknown")).isEqualTo(Outcome.LOST);
        OutboundReply next = chat.reply();
        assertThat(next.reply().text()).isEqualTo("second");
        assertThat(next.failures()).isZero();
    }

    @Test
    default void hotelsTakeTurnsWithTheirReplies() {
        Chat flooded = Chat.in(this);
        for (int guest = 0; guest < 60; guest++) {
            flooded.writes(Fresh.guest(), "Hola");
        }
        turns().claim(100, Chat.LASTING).forEach(turn -> turns().finish(turn, Chat.replies("flood")));
        List<Chat> quiet = Stream.generate(() -> Chat.in(this)).limit(20).toList();
        for (Chat chat : quiet) {
            chat.writes("Hola");
            chat.answers("quiet");
        }
        Replies replies = replies();
        List<TenantId> served = new ArrayList<>();
        for (int claim = 0; claim < 6; claim++) {
            List<OutboundReply> claimed = replies.claim(4, Chat.LASTING);
            claimed.forEach(reply -> served.add(reply.tenant()));
            claimed.forEach(reply -> replies.sent(reply, "wamid.out"));
        }
        assertThat(served).containsAll(quiet.stream().map(chat -> chat.tenant).toList());
    }

    @Test
    default void manyRepliesBehindABrokenLineDelayNobody() {
        Chat broken = Chat.in(this);
        for (int guest = 0; guest < 30; guest++) {
            broken.writes(Fresh.guest(), "Hola");
        }
        String[] texts = IntStream.range(0, 11).mapToObj(nth -> "reply " + nth).toArray(String[]::new);
        turns().claim(100, Chat.LASTING).forEach(turn -> turns().finish(turn, Chat.replies(texts)));
        replies().claim(100, Chat.LASTING).forEach(reply -> replies().retry(reply, "channel_broken", Chat.LASTING));
        Chat quiet = Chat.in(this);
        quiet.writes("Hola");
        quiet.answers("quiet");
        assertThat(quiet.reply().tenant()).isEqualTo(quiet.tenant);
        assertThat(replies().claim(100, Chat.LASTING)).isEmpty();
    }

    @Test
    default void repliesOfLaterMessagesStayBehindEarlierOnes() {
        Chat chat = Chat.in(this);
        chat.writes("one");
        chat.answers("first");
        OutboundReply first = chat.reply();
        chat.writes("two");
        chat.answers("second", "third");
        assertThat(replies().claim(10, Chat.LASTING)).isEmpty();
        chat.writes("three");
        chat.answers("fourth");
        assertThat(replies().claim(10, Chat.LASTING)).isEmpty();
        assertThat(replies().sent(first, "wamid.out")).isEqualTo(Outcome.RECORDED);
        for (String expected : List.of("second", "third", "fourth")) {
            OutboundReply next = chat.reply();
            assertThat(next.reply().text()).isEqualTo(expected);
            assertThat(replies().sent(next, "wamid.out")).isEqualTo(Outcome.RECORDED);
        }
    }
}
