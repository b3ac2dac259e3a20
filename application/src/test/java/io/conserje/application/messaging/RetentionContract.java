package io.conserje.application.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.conserje.application.dlq.DeadLetters.Settlement;
import io.conserje.application.fixture.Fresh;
import io.conserje.application.messaging.Inbox.Acceptance.Accepted;
import io.conserje.application.messaging.Inbox.Progress;
import io.conserje.domain.dlq.DeadLetter.State;
import io.conserje.domain.dlq.DeadLetterId;
import io.conserje.domain.dlq.Verdict;
import io.conserje.domain.messaging.InboundMessage;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The laws of {@link Retention}. */
public interface RetentionContract extends MessagingStores {

    /** An age that nothing reaches before time is let pass. */
    Duration AGE = Duration.ofMillis(250);

    @Test
    default void keepsYoungMessagesAndDeadLetters() {
        Chat chat = Chat.in(this);
        InboundMessage handled = Fresh.message(chat.guest);
        chat.accept(handled);
        chat.answers();
        DeadLetterId id = buried(chat, Fresh.message(chat.guest));
        assertThat(retention().abandonLetters(Chat.LASTING, 10)).isZero();
        assertThat(retention().removeLetters(Chat.LASTING, 10)).isZero();
        assertThat(retention().removeMessages(Chat.LASTING, 10)).isZero();
        assertThat(chat.progressOf(handled)).contains(Progress.HANDLED);
        assertThat(letters().find(chat.tenant, id).orElseThrow().state()).isEqualTo(new State.Buried());
    }

    @Test
    default void abandonsDeadLettersWithoutADecision() {
        Chat chat = Chat.in(this);
        InboundMessage message = Fresh.message(chat.guest);
        DeadLetterId id = buried(chat, message);
        letPass(AGE);
        DeadLetterId young = buried(chat, Fresh.message(chat.guest));
        assertThat(retention().abandonLetters(AGE, 10)).isOne();
        assertThat(retention().abandonLetters(AGE, 10)).isZero();
        State state = letters().find(chat.tenant, id).orElseThrow().state();
        assertThat(state)
                .isInstanceOfSatisfying(
                        State.Abandoned.class,
                        abandoned -> assertThat(abandoned.warrant().by()).isEqualTo("conserje"));
        assertThat(letters().history(chat.tenant, id).settlements()).containsExactly((State.Settled) state);
        assertThat(chat.progressOf(message)).contains(Progress.FAILED);
        assertThat(letters().settle(chat.tenant, id, Verdict.REDRIVE, DeadLettersContract.ORDER))
                .isEqualTo(new Settlement.Before(state));
        assertThat(letters().find(chat.tenant, young).orElseThrow().state()).isEqualTo(new State.Buried());
    }

    @Test
    default void batchesAreNoLargerThanAskedFor() {
        Chat chat = Chat.in(this);
        for (int guest = 0; guest < 5; guest++) {
            chat.writes(Fresh.guest(), "Hola");
        }
        turns().claim(10, Chat.LASTING).forEach(turn -> turns().deadLetter(turn, Chat.failure(1)));
        letPass(AGE);
        assertThat(retention().abandonLetters(AGE, 3)).isEqualTo(3);
        assertThat(retention().abandonLetters(AGE, 3)).isEqualTo(2);
        assertThat(retention().removeLetters(AGE, 3)).isZero();
        letPass(AGE);
        assertThat(retention().removeLetters(AGE, 3)).isEqualTo(3);
        assertThat(retention().removeLetters(AGE, 3)).isEqualTo(2);
    }

    @Test
    default void removesSettledDeadLettersWithTheirMessages() {
        Chat chat = Chat.in(this);
        InboundMessage discarded = Fresh.message(chat.guest);
        InboundMessage redriven = Fresh.message(chat.guest);
        DeadLetterId first = buried(chat, discarded);
        DeadLetterId second = buried(chat, redriven);
        letters().settle(chat.tenant, first, Verdict.DISCARD, DeadLettersContract.ORDER);
        letters().settle(chat.tenant, second, Verdict.REDRIVE, DeadLettersContract.ORDER);
        letPass(AGE);
        assertThat(retention().removeLetters(AGE, 10)).isOne();
        assertThat(letters().find(chat.tenant, first)).isEmpty();
        assertThat(chat.progressOf(discarded)).isEmpty();
        assertThat(letters().find(chat.tenant, second)).isPresent();
        chat.answers();
        assertThat(retention().removeLetters(AGE, 10)).isOne();
        assertThat(chat.progressOf(redriven)).contains(Progress.HANDLED);
    }

    @Test
    default void keepsAHandledMessageUntilItsRepliesAreSent() {
        Chat chat = Chat.in(this);
        InboundMessage message = Fresh.message(chat.guest);
        chat.accept(message);
        chat.answers("Buenos días");
        InboundMessage pending = Fresh.message(chat.guest);
        chat.accept(pending);
        letPass(AGE);
        assertThat(retention().removeMessages(AGE, 10)).isZero();
        replies().sent(chat.reply(), "wamid.out");
        assertThat(retention().removeMessages(AGE, 10)).isOne();
        assertThat(chat.progressOf(message)).isEmpty();
        assertThat(chat.progressOf(pending)).contains(Progress.PENDING);
        assertThat(chat.inbox().accept(List.of(message))).singleElement().isInstanceOf(Accepted.class);
    }

    @Test
    default void measuresTheAgeOfAMessageFromItsEnd() {
        Chat chat = Chat.in(this);
        InboundMessage message = Fresh.message(chat.guest);
        chat.accept(message);
        letPass(AGE);
        chat.answers();
        assertThat(retention().removeMessages(AGE, 10)).isZero();
        assertThat(chat.progressOf(message)).contains(Progress.HANDLED);
        letPass(AGE);
        assertThat(retention().removeMessages(AGE, 10)).isOne();
    }

    private DeadLetterId buried(Chat chat, InboundMessage message) {
        chat.accept(message);
        Turn turn = chat.turn();
        turns().deadLetter(turn, Chat.failure(1));
        return new DeadLetterId(turn.id().value());
    }
}
