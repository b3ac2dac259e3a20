package io.conserje.application.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.conserje.application.outbound.HotelMessage;
import io.conserje.application.outbound.Outbox.Draft;
import io.conserje.application.outbound.Outbox.Posting;
import io.conserje.application.outbound.ScheduledMessages;
import io.conserje.application.outbound.ScheduledMessages.Moving;
import io.conserje.application.reply.ReplyRecord;
import io.conserje.application.reply.ReplyState;
import io.conserje.domain.messaging.OutboundMessage.Template;
import io.conserje.domain.messaging.OutboundMessage.Text;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The laws of {@link ScheduledMessages}. */
public interface ScheduledMessagesContract extends MessagingStores {

    @Test
    default void aMessageForLaterBlocksNothingAndWaitsForItsTime() {
        Chat chat = Chat.in(this);
        posted(chat, template(chat).notBefore(Instant.parse("2100-01-01T00:00:00Z")), null);
        assertThat(scheduled().moveDue(10)).isEqualTo(new Moving(0, 0));
        chat.writes("Hola");
        chat.answers("at once");
        OutboundReply reply = chat.reply();
        assertThat(reply.reply().text()).isEqualTo("at once");
        replies().sent(reply, "wamid.now");
        UUID later = posted(chat, template(chat).notBefore(now().plusMillis(250)), null);
        letPass(Duration.ofMillis(300));
        assertThat(scheduled().moveDue(10)).isEqualTo(new Moving(1, 0));
        assertThat(scheduled().moveDue(10)).isEqualTo(new Moving(0, 0));
        assertThat(chat.reply().id()).isEqualTo(later);
    }

    @Test
    default void aMessageWhoseWindowHasClosedBecomesADeadLetter() {
        Chat chat = Chat.in(this);
        HotelMessage message = HotelMessage.to(chat.tenant, chat.guest, new Text("¿Sigue en pie?"))
                .notBefore(now().plusMillis(250));
        UUID id = posted(chat, message, Duration.ofHours(24));
        letPass(Duration.ofMillis(300));
        assertThat(scheduled().moveDue(10)).isEqualTo(new Moving(1, 1));
        assertThat(replies().claim(10, Chat.LASTING)).isEmpty();
        assertThat(replyRecords().find(chat.tenant, id)).hasValueSatisfying(dead -> {
            assertThat(dead.dead()).isTrue();
            assertThat(dead.state()).isEqualTo(ReplyState.FAILED);
            assertThat(dead.trouble()).extracting(ReplyRecord.Trouble::reason).isEqualTo("window_closed");
        });
        assertThat(scheduled().forget(Duration.ZERO, 10)).isZero();
    }

    @Test
    default void numbersOfMessagesOutOfBoundsAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> scheduled().moveDue(0));
        assertThatIllegalArgumentException().isThrownBy(() -> scheduled().forget(Duration.ZERO, 1001));
    }

    private UUID posted(Chat chat, HotelMessage message, @Nullable Duration window) {
        Posting posting = outboxes().apply(chat.tenant).post(new Draft(message, List.of(message.message()), window));
        assertThat(posting).isInstanceOf(Posting.Recorded.class);
        return ((Posting.Recorded) posting).id();
    }

    private static HotelMessage template(Chat chat) {
        return HotelMessage.to(chat.tenant, chat.guest, Template.of("reminder", "es"));
    }
}
