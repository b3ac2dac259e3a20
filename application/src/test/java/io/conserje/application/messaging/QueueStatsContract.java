package io.conserje.application.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.conserje.application.dlq.LetterFilter;
import io.conserje.application.fixture.Fresh;
import io.conserje.application.pause.PauseScope;
import io.conserje.domain.dlq.Verdict;
import io.conserje.domain.dlq.Warrant;
import io.conserje.domain.tenancy.Channel;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The laws of {@link QueueStats}. */
public interface QueueStatsContract extends MessagingStores {

    @Test
    default void anEmptyStoreIsAllZeros() {
        assertThat(stats().read()).isEqualTo(new QueueStats.Snapshot(0, 0, 0, Duration.ZERO, 0, Duration.ZERO, 0, 0));
    }

    @Test
    default void countsEveryMessageByItsState() {
        Chat chat = Chat.in(this);
        Chat other = Chat.in(this);
        chat.writes(Fresh.guest(), "to be answered");
        chat.answers("Buenos días");
        chat.writes(Fresh.guest(), "to be buried");
        turns().deadLetter(chat.turn(), Chat.failure(1));
        chat.writes(Fresh.guest(), "to be retried", "and one behind it");
        turns().retry(chat.turn(), Chat.failure(1), Chat.LASTING, LaterMessages.WAIT);
        other.writes(Fresh.guest(), "in hand");
        other.turn();
        other.writes(Fresh.guest(), "due");
        letPass(Duration.ofMillis(100));
        QueueStats.Snapshot seen = stats().read();
        assertThat(seen.pending()).isEqualTo(4);
        assertThat(seen.inHand()).isOne();
        assertThat(seen.paused()).isOne();
        assertThat(seen.lag()).isBetween(Duration.ofMillis(100), Duration.ofMinutes(1));
        assertThat(seen.buried()).isOne();
        assertThat(seen.oldestBuried()).isBetween(Duration.ofMillis(100), Duration.ofMinutes(1));
        assertThat(seen.unsent()).isOne();
        letters().settle(chat.tenant, LetterFilter.ALL, 10, Verdict.DISCARD, DeadLettersContract.ORDER);
        replies().sent(chat.reply(), "wamid.out");
        assertThat(stats().read().buried()).isZero();
        assertThat(stats().read().oldestBuried()).isZero();
        assertThat(stats().read().unsent()).isZero();
    }

    @Test
    default void messagesThatWaitOnPurposeAreNoLag() {
        Chat chat = Chat.in(this);
        chat.writes(Fresh.guest(), "due");
        letPass(Duration.ofMillis(100));
        Warrant ana = new Warrant("ana", "the PMS is being moved");
        for (PauseScope scope : List.of(
                PauseScope.EVERYTHING,
                new PauseScope(chat.tenant, null, null),
                new PauseScope(chat.tenant, Channel.WHATSAPP, null))) {
            pauses().pause(scope, null, ana);
            assertThat(stats().read().lag()).isZero();
            assertThat(stats().read().paused()).isOne();
            pauses().resume(scope, ana);
            assertThat(stats().read().lag()).isPositive();
        }
        pauses().open(chat.tenant, "pms_unavailable", ana);
        assertThat(stats().read().lag()).isZero();
        pauses().close(chat.tenant, ana);
        pauses().pause(new PauseScope(null, null, "pms_unavailable"), null, ana);
        pauses().pause(new PauseScope(null, Fresh.EMAIL, null), null, ana);
        assertThat(stats().read().lag()).isPositive();
        assertThat(stats().read().paused()).isZero();
    }
}
