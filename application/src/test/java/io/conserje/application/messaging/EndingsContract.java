package io.conserje.application.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.conserje.application.fixture.Crowd;
import io.conserje.application.fixture.Fresh;
import io.conserje.application.messaging.Endings.Ending;
import io.conserje.application.messaging.Inbox.Progress;
import io.conserje.application.messaging.Turns.Outcome;
import io.conserje.domain.messaging.InboundMessage;
import io.conserje.domain.messaging.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The laws of {@link Endings}. */
public interface EndingsContract extends MessagingStores {

    @Test
    default void nothingHandledIsNothingToEnd() {
        assertThat(endings().finish(List.of())).isEmpty();
    }

    @Test
    default void endsMessagesOfSeveralHotelsWithTheirReplies() {
        List<Chat> chats = List.of(Chat.in(this), Chat.in(this), Chat.in(this));
        List<InboundMessage> messages = new ArrayList<>();
        for (Chat chat : chats) {
            InboundMessage message = Fresh.message(chat.guest, "Hola");
            chat.accept(message);
            messages.add(message);
        }
        List<Turn> turns = turns().claim(10, Chat.LASTING);
        assertThat(endings()
                        .finish(List.of(
                                new Ending(turns.get(0), Chat.replies("one", "two")),
                                new Ending(turns.get(1), List.of()),
                                new Ending(turns.get(2), Chat.replies("three")))))
                .containsExactly(Outcome.RECORDED, Outcome.RECORDED, Outcome.RECORDED);
        for (int i = 0; i < chats.size(); i++) {
            assertThat(chats.get(i).progressOf(messages.get(i))).contains(Progress.HANDLED);
        }
        List<OutboundReply> first = replies().claim(10, Chat.LASTING);
        assertThat(first)
                .extracting(OutboundReply::reply)
                .containsExactlyInAnyOrder(new Reply("one"), new Reply("three"));
        assertThat(first).allSatisfy(reply -> {
            Turn said = turns.stream()
                    .filter(turn -> turn.message().guest().equals(reply.to()))
                    .findFirst()
                    .orElseThrow();
            assertThat(reply.tenant()).isEqualTo(said.tenant());
            assertThat(reply.line()).isEqualTo(said.message().line());
            replies().sent(reply, "wamid.out");
        });
        assertThat(replies().claim(10, Chat.LASTING))
                .extracting(OutboundReply::reply)
                .containsExactly(new Reply("two"));
    }

    @Test
    default void aLostLeaseDoesNotAffectTheOthers() {
        Chat chat = Chat.in(this);
        chat.writes("late");
        Turn late = chat.turn(Chat.BRIEF);
        letPass(Chat.BRIEF);
        chat.writes(Fresh.guest(), "in time");
        List<Turn> claimed = turns().claim(10, Chat.LASTING);
        assertThat(claimed).hasSize(2);
        Turn inTime = claimed.stream()
                .filter(turn -> !turn.id().equals(late.id()))
                .findFirst()
                .orElseThrow();
        assertThat(endings().finish(List.of(new Ending(late, Chat.replies("late")), new Ending(inTime, List.of()))))
                .containsExactly(Outcome.LOST, Outcome.RECORDED);
        assertThat(replies().claim(10, Chat.LASTING)).isEmpty();
        assertThat(endings().finish(List.of(new Ending(inTime, Chat.replies("again")))))
                .containsExactly(Outcome.LOST);
    }

    @Test
    default void theNextMessageIsDueAfterTheEnd() {
        Chat chat = Chat.in(this);
        chat.writes("one", "two");
        Turn one = chat.turn();
        assertThat(turns().claim(10, Chat.LASTING)).isEmpty();
        endings().finish(List.of(new Ending(one, List.of())));
        assertThat(Chat.said(chat.turn())).isEqualTo("two");
    }

    @Test
    default void aPassedMessageKeepsItsPause() {
        Chat chat = Chat.in(this);
        chat.writes("first", "second");
        Duration pause = Duration.ofMillis(200);
        turns().retry(chat.turn(), Chat.failure(1), pause, LaterMessages.GO_ON);
        Turn second = chat.turn();
        assertThat(Chat.said(second)).isEqualTo("second");
        endings().finish(List.of(new Ending(second, List.of())));
        assertThat(turns().claim(10, Chat.LASTING)).isEmpty();
        letPass(pause);
        Turn again = chat.turn();
        assertThat(Chat.said(again)).isEqualTo("first");
        assertThat(endings().finish(List.of(new Ending(again, List.of())))).containsExactly(Outcome.RECORDED);
        assertThat(turns().claim(10, Chat.LASTING)).isEmpty();
    }

    @Test
    default void batchesInOppositeOrderDoNotDeadlock() {
        Chat chat = Chat.in(this);
        List<InboundMessage> messages = new ArrayList<>();
        for (int guest = 0; guest < 100; guest++) {
            messages.add(Fresh.message(Fresh.guest(), "Hola"));
        }
        chat.inbox().accept(messages);
        List<Ending> forward = turns().claim(100, Chat.LASTING).stream()
                .map(turn -> new Ending(turn, Chat.replies("heard")))
                .toList();
        List<Ending> backward = new ArrayList<>(forward);
        Collections.reverse(backward);
        List<Long> recorded = Crowd.of(3, member -> () -> {
            if (member == 2) {
                chat.inbox()
                        .accept(messages.reversed().stream()
                                .map(message -> Fresh.message(message.guest(), "more"))
                                .toList());
                return 0L;
            }
            return endings().finish(member == 0 ? forward : backward).stream()
                    .filter(Outcome.RECORDED::equals)
                    .count();
        });
        assertThat(recorded.stream().mapToLong(Long::longValue).sum()).isEqualTo(100);
        assertThat(turns().claim(1000, Chat.LASTING)).hasSize(100);
    }
}
