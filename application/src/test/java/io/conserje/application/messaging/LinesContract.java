package io.conserje.application.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.conserje.application.fixture.Fresh;
import io.conserje.application.messaging.Lines.Hold;
import io.conserje.application.messaging.Lines.Parking;
import io.conserje.application.messaging.Turns.Outcome;
import io.conserje.application.reply.ReplyFilter;
import io.conserje.application.reply.ReplyFilter.Shown;
import io.conserje.application.reply.ReplyRecord;
import io.conserje.domain.messaging.InboundMessage;
import io.conserje.domain.messaging.MessageContent;
import io.conserje.domain.messaging.OutboundMessage.Template;
import io.conserje.domain.messaging.Reply;
import io.conserje.domain.session.GuestRef;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The laws of {@link Lines}. */
public interface LinesContract extends MessagingStores {

    Hold EXPIRED_TOKEN = new Hold(Fix.RENEW_TOKEN, "graph 190: the access token has expired", null);
    Duration NOW = Duration.ZERO;

    @Test
    default void repliesOfAHeldLineWaitAndCountNoAttempt() {
        Chat chat = Chat.in(this);
        chat.writes("Hola");
        chat.answers("first", "second");
        OutboundReply reply = chat.reply();
        assertThat(lines().hold(reply, EXPIRED_TOKEN)).isEqualTo(Outcome.RECORDED);
        assertThat(replies().claim(10, Chat.LASTING)).isEmpty();
        assertThat(lines().held()).singleElement().satisfies(held -> {
            assertThat(held.tenant()).isEqualTo(chat.tenant);
            assertThat(held.channel()).isEqualTo(chat.guest.channel());
            assertThat(held.line()).isEqualTo(reply.line());
            assertThat(held.fix()).isEqualTo(Fix.RENEW_TOKEN);
            assertThat(held.cause()).isEqualTo(EXPIRED_TOKEN.cause());
        });
        assertThat(replyRecords().find(chat.tenant, reply.id())).hasValueSatisfying(held -> {
            assertThat(held.held()).isTrue();
            assertThat(held.failures()).isZero();
            assertThat(held.trouble()).isEqualTo(new ReplyRecord.Trouble(null, EXPIRED_TOKEN.cause(), null));
        });
    }

    @Test
    default void anotherReplyOfTheLineIsParked() {
        Chat chat = Chat.in(this);
        OutboundReply first = answered(chat, "Ana");
        lines().hold(first, EXPIRED_TOKEN);
        OutboundReply second = answered(chat, "Luis");
        assertThat(lines().park(second)).isEqualTo(Parking.PARKED);
        assertThat(lines().park(second)).isEqualTo(Parking.LOST);
        assertThat(replies().claim(10, Chat.LASTING)).isEmpty();
        assertThat(replyRecords().counts().held()).isEqualTo(2);
        assertThat(list(Shown.HELD)).containsExactlyInAnyOrder("Luis", "Ana");
    }

    @Test
    default void aReplyOfAWorkingLineIsNotParked() {
        Chat chat = Chat.in(this);
        OutboundReply reply = answered(chat, "Ana");
        assertThat(lines().park(reply)).isEqualTo(Parking.SEND);
        assertThat(replies().sent(reply, "wamid.out")).isEqualTo(Outcome.RECORDED);
    }

    @Test
    default void anotherHotelsLineIsNotHeld() {
        Chat chat = Chat.in(this);
        lines().hold(answered(chat, "Ana"), EXPIRED_TOKEN);
        Chat other = Chat.in(this);
        assertThat(lines().park(answered(other, "Luis"))).isEqualTo(Parking.SEND);
    }

    @Test
    default void aFreedLineSendsInOrder() {
        Chat chat = Chat.in(this);
        List<OutboundReply> held = new ArrayList<>();
        for (String guest : List.of("Ana", "Luis", "Eva")) {
            OutboundReply reply = answered(chat, guest);
            held.add(reply);
            if (held.size() == 1) {
                lines().hold(reply, EXPIRED_TOKEN);
            } else {
                lines().park(reply);
            }
        }
        assertThat(lines().free(held.getFirst())).isTrue();
        assertThat(lines().free(held.getFirst())).isFalse();
        assertThat(lines().held()).isEmpty();
        assertThat(lines().release(2)).isEqualTo(2);
        assertThat(texts(replies().claim(10, Chat.LASTING))).containsExactly("Ana", "Luis");
        assertThat(lines().release(2)).isEqualTo(1);
        assertThat(texts(replies().claim(10, Chat.LASTING))).containsExactly("Eva");
        assertThat(lines().release(2)).isZero();
        assertThat(replyRecords().counts().held()).isZero();
    }

    @Test
    default void theRepliesOfAGuestKeepTheirOrderBehindAHeldLine() {
        Chat chat = Chat.in(this);
        chat.writes("one");
        chat.answers("first", "second");
        OutboundReply first = chat.reply();
        lines().hold(first, EXPIRED_TOKEN);
        chat.writes("two");
        chat.answers("third");
        assertThat(replies().claim(10, Chat.LASTING)).isEmpty();
        lines().free(first);
        lines().release(10);
        for (String expected : List.of("first", "second", "third")) {
            OutboundReply next = chat.reply();
            assertThat(next.reply().text()).isEqualTo(expected);
            replies().sent(next, "wamid." + expected);
        }
    }

    @Test
    default void aHeldLineIsTriedWithOneReplyAtATime() {
        Chat chat = Chat.in(this);
        lines().hold(answered(chat, "Ana"), EXPIRED_TOKEN);
        lines().park(answered(chat, "Luis"));
        assertThat(lines().probe(NOW)).isZero();
        for (int waited = 0; waited < 7; waited++) {
            letPass(Duration.ofMillis(300));
        }
        assertThat(lines().probe(Duration.ofMinutes(1))).isEqualTo(1);
        assertThat(lines().probe(Duration.ofMinutes(1))).isZero();
        OutboundReply probe = chat.reply();
        assertThat(probe.reply().text()).isEqualTo("Ana");
        assertThat(lines().park(probe)).isEqualTo(Parking.SEND);
        assertThat(lines().hold(probe, EXPIRED_TOKEN)).isEqualTo(Outcome.RECORDED);
        assertThat(replies().claim(10, Chat.LASTING)).isEmpty();
    }

    @Test
    default void aLateHolderHoldsNoLine() {
        Chat chat = Chat.in(this);
        chat.writes("Hola");
        chat.answers("first");
        OutboundReply late = chat.reply(Chat.BRIEF);
        letPass(Chat.BRIEF);
        assertThat(lines().hold(late, EXPIRED_TOKEN)).isEqualTo(Outcome.LOST);
        assertThat(lines().park(late)).isEqualTo(Parking.LOST);
        assertThat(lines().held()).isEmpty();
        assertThat(chat.reply().failures()).isZero();
    }

    @Test
    default void repliesOutsideTheWindowBecomeDeadLetters() {
        Chat chat = Chat.in(this);
        OutboundReply reply = answered(chat, "Ana");
        lines().hold(reply, new Hold(Fix.SETTLE_PAYMENT, "pay", Duration.ofMillis(100)));
        lines().park(answered(chat, "Luis"));
        letPass(Duration.ofMillis(150));
        assertThat(lines().expire(10)).isEqualTo(2);
        assertThat(lines().expire(10)).isZero();
        assertThat(replyRecords().find(chat.tenant, reply.id())).hasValueSatisfying(dead -> {
            assertThat(dead.dead()).isTrue();
            assertThat(dead.held()).isFalse();
            assertThat(dead.trouble()).extracting(ReplyRecord.Trouble::reason).isEqualTo("window_closed");
        });
        assertThat(replies().claim(10, Chat.LASTING)).isEmpty();
    }

    @Test
    default void aGuestWhoWroteAgainKeepsTheWindowOpen() {
        Chat chat = Chat.in(this);
        chat.writes("one");
        chat.answers("first");
        lines().hold(chat.reply(), new Hold(Fix.SETTLE_PAYMENT, "pay", Duration.ofMillis(300)));
        letPass(Duration.ofMillis(200));
        chat.writes("two");
        chat.answers("second");
        letPass(Duration.ofMillis(150));
        assertThat(lines().expire(10)).isZero();
    }

    @Test
    default void aTemplateWaitsForAsLongAsItsLineIsHeld() {
        Chat chat = Chat.in(this);
        chat.writes("Hola");
        turns().finish(chat.turn(), List.of(new Reply(Template.of("reminder", "es"))));
        lines().hold(chat.reply(), new Hold(Fix.SETTLE_PAYMENT, "pay", Duration.ofMillis(50)));
        letPass(Duration.ofMillis(100));
        assertThat(lines().expire(10)).isZero();
    }

    @Test
    default void aHotelWithoutALineIsHeld() {
        Chat chat = Chat.in(this);
        chat.accept(new InboundMessage(
                Fresh.providerId(), chat.guest, null, new MessageContent.Text("Hola"), Instant.EPOCH));
        chat.answers("first");
        OutboundReply reply = chat.reply();
        lines().hold(reply, new Hold(Fix.ASSIGN_LINE, "assign a line", null));
        assertThat(lines().held()).singleElement().satisfies(held -> {
            assertThat(held.line()).isNull();
            assertThat(held.masked()).isEqualTo("none");
        });
        assertThat(lines().free(reply)).isTrue();
    }

    @Test
    default void numbersOfRepliesOutOfBoundsAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> lines().release(0));
        assertThatIllegalArgumentException().isThrownBy(() -> lines().expire(1001));
    }

    /** A reply to a new guest of the hotel, claimed. */
    private OutboundReply answered(Chat chat, String text) {
        GuestRef guest = Fresh.guest();
        chat.writes(guest, "Hola");
        chat.answers(text);
        return chat.reply();
    }

    private List<String> list(Shown shown) {
        return replyRecords().list(null, ReplyFilter.of(shown), null, 10).stream()
                .map(ReplyRecord::text)
                .toList();
    }

    private static List<String> texts(List<OutboundReply> replies) {
        return replies.stream().map(reply -> reply.reply().text()).toList();
    }
}
