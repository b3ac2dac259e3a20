package io.conserje.application.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.conserje.application.fixture.Crowd;
import io.conserje.application.fixture.Fresh;
import io.conserje.application.outbound.HotelMessage;
import io.conserje.application.outbound.Outbox;
import io.conserje.application.outbound.Outbox.Cancelling;
import io.conserje.application.outbound.Outbox.Draft;
import io.conserje.application.outbound.Outbox.Posting;
import io.conserje.application.outbound.ScheduledMessages.Moving;
import io.conserje.application.reply.ReplyRecord;
import io.conserje.application.reply.ReplyState;
import io.conserje.domain.dlq.Warrant;
import io.conserje.domain.messaging.HotelLine;
import io.conserje.domain.messaging.InboundMessage;
import io.conserje.domain.messaging.MessageContent;
import io.conserje.domain.messaging.OutboundMessage;
import io.conserje.domain.messaging.OutboundMessage.Template;
import io.conserje.domain.messaging.OutboundMessage.Text;
import io.conserje.domain.tenancy.Channel;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The laws of {@link Outbox}. */
public interface OutboxContract extends MessagingStores {

    /** Long after any test. A guest's message counts as of the store's time at the latest. */
    Instant NEVER = Instant.parse("2100-01-01T00:00:00Z");

    Duration DAY = Duration.ofHours(24);
    Warrant ANA = new Warrant("ana", "the guest has left");

    @Test
    default void aHotelWritesFirst() {
        Chat chat = Chat.in(this);
        UUID id = posted(chat, template(chat));
        OutboundReply reply = chat.reply();
        assertThat(reply.id()).isEqualTo(id);
        assertThat(reply.to()).isEqualTo(chat.guest);
        assertThat(reply.line()).isNull();
        assertThat(reply.reply().message()).isEqualTo(Template.of("reminder", "es"));
        replies().sent(reply, "wamid.out");
        assertThat(replyRecords().find(chat.tenant, id))
                .hasValueSatisfying(sent -> assertThat(sent.state()).isEqualTo(ReplyState.SENT));
    }

    @Test
    default void aMessageGoesBehindTheRepliesThatWait() {
        Chat chat = Chat.in(this);
        chat.writes("Hola");
        chat.answers("one", "two");
        posted(chat, template(chat));
        chat.writes("¿Y?");
        chat.answers("three");
        for (String expected : List.of("one", "two", "reminder", "three")) {
            OutboundReply reply = chat.reply();
            assertThat(reply.reply().text()).isEqualTo(expected);
            replies().sent(reply, "wamid." + expected);
        }
    }

    @Test
    default void thePartsOfAMessageAreSentInOrder() {
        Chat chat = Chat.in(this);
        HotelMessage long2 = HotelMessage.to(chat.tenant, chat.guest, new Text("one two"));
        outbox(chat).post(new Draft(long2, List.of(new Text("one"), new Text("two")), null));
        for (String expected : List.of("one", "two")) {
            OutboundReply reply = chat.reply();
            assertThat(reply.reply().text()).isEqualTo(expected);
            replies().sent(reply, "wamid." + expected);
        }
    }

    @Test
    default void oneKeyIsOneMessage() {
        Chat chat = Chat.in(this);
        UUID first = posted(chat, template(chat).once("booking-7"));
        Chat other = Chat.in(this);
        posted(other, template(other).once("booking-7"));
        assertThat(outbox(chat).post(draft(template(chat).once("booking-7").notBefore(NEVER))))
                .isEqualTo(new Posting.Known(first));
        assertThat(replies().claim(10, Chat.LASTING)).hasSize(2);
    }

    @Test
    default void concurrentCallsWithOneKeyPostOneMessage() {
        Chat chat = Chat.in(this);
        List<Posting> made = Crowd.of(
                8, member -> () -> outbox(chat).post(draft(template(chat).once("booking-7"))));
        assertThat(made).filteredOn(Posting.Recorded.class::isInstance).hasSize(1);
        assertThat(made).filteredOn(Posting.Known.class::isInstance).hasSize(7);
        assertThat(replies().claim(10, Chat.LASTING)).hasSize(1);
    }

    @Test
    default void freeWordsAreTakenWhileTheWindowIsOpen() {
        Chat chat = Chat.in(this);
        Draft text =
                new Draft(HotelMessage.to(chat.tenant, chat.guest, new Text("Hola")), List.of(new Text("Hola")), DAY);
        assertThat(outbox(chat).post(text)).isEqualTo(new Posting.WindowClosed());
        wrote(chat, null, now().minus(Duration.ofHours(25)));
        assertThat(outbox(chat).post(text)).isEqualTo(new Posting.WindowClosed());
        HotelLine line = Fresh.line(Channel.WHATSAPP, "106540352242922");
        wrote(chat, line, NEVER);
        assertThat(outbox(chat).post(text)).isInstanceOf(Posting.Recorded.class);
        OutboundReply reply = chat.reply();
        assertThat(reply.line()).isEqualTo(line);
    }

    @Test
    default void theWindowIsThatOfTheLine() {
        Chat chat = Chat.in(this);
        wrote(chat, Fresh.line(Channel.WHATSAPP, "100"), NEVER);
        HotelMessage message = HotelMessage.to(chat.tenant, chat.guest, new Text("Hola"));
        HotelMessage elsewhere = message.over(Fresh.line(Channel.WHATSAPP, "200"));
        assertThat(outbox(chat).post(new Draft(elsewhere, List.of(elsewhere.message()), DAY)))
                .isEqualTo(new Posting.WindowClosed());
        HotelMessage here = message.over(Fresh.line(Channel.WHATSAPP, "100"));
        assertThat(outbox(chat).post(new Draft(here, List.of(here.message()), DAY)))
                .isInstanceOf(Posting.Recorded.class);
    }

    @Test
    default void whatWaitsIsCancelled() {
        Chat chat = Chat.in(this);
        UUID later = posted(chat, template(chat).notBefore(now().plusMillis(250)));
        UUID queued = posted(chat, template(chat));
        posted(chat, HotelMessage.to(chat.tenant, chat.guest, Template.of("other", "es")));
        assertThat(outbox(chat).cancel(later, ANA)).isEqualTo(Cancelling.DONE);
        assertThat(outbox(chat).cancel(later, ANA)).isEqualTo(Cancelling.TOO_LATE);
        assertThat(outbox(chat).cancel(queued, ANA)).isEqualTo(Cancelling.DONE);
        assertThat(outbox(chat).cancel(queued, ANA)).isEqualTo(Cancelling.TOO_LATE);
        letPass(Duration.ofMillis(300));
        assertThat(scheduled().moveDue(10)).isEqualTo(new Moving(0, 0));
        assertThat(chat.reply().reply().text()).isEqualTo("other");
        assertThat(replyRecords().find(chat.tenant, queued)).hasValueSatisfying(ended -> {
            assertThat(ended.dead()).isFalse();
            assertThat(ended.trouble()).extracting(ReplyRecord.Trouble::reason).isEqualTo("cancelled");
            assertThat(ended.decision()).extracting(ReplyRecord.Decision::by).isEqualTo("ana");
        });
        assertThat(scheduled().forget(Duration.ZERO, 10)).isEqualTo(2);
        assertThat(replyRecords().find(chat.tenant, queued)).isEmpty();
    }

    @Test
    default void whatIsBeingSentIsNotCancelled() {
        Chat chat = Chat.in(this);
        UUID sending = posted(chat, template(chat));
        OutboundReply reply = chat.reply();
        assertThat(outbox(chat).cancel(sending, ANA)).isEqualTo(Cancelling.TOO_LATE);
        replies().sent(reply, "wamid.out");
        assertThat(outbox(chat).cancel(sending, ANA)).isEqualTo(Cancelling.TOO_LATE);
        assertThat(outbox(Chat.in(this)).cancel(sending, ANA)).isEqualTo(Cancelling.ABSENT);
        assertThat(outbox(chat).cancel(UUID.randomUUID(), ANA)).isEqualTo(Cancelling.ABSENT);
    }

    @Test
    default void cancellingLeavesThePauseOfAnEarlierReply() {
        Chat chat = Chat.in(this);
        chat.writes("Hola");
        chat.answers("retried");
        replies().retry(chat.reply(), "no", Chat.LASTING);
        UUID queued = posted(chat, template(chat));
        assertThat(outbox(chat).cancel(queued, ANA)).isEqualTo(Cancelling.DONE);
        assertThat(replies().claim(10, Chat.LASTING)).isEmpty();
    }

    @Test
    default void anOutboxTakesTheMessagesOfItsHotel() {
        Chat chat = Chat.in(this);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> outbox(Chat.in(this)).post(draft(template(chat))))
                .withMessageContaining("its own hotel");
    }

    private Outbox outbox(Chat chat) {
        return outboxes().apply(chat.tenant);
    }

    private UUID posted(Chat chat, HotelMessage message) {
        return recorded(outbox(chat).post(draft(message)));
    }

    private static UUID recorded(Posting posting) {
        assertThat(posting).isInstanceOf(Posting.Recorded.class);
        return ((Posting.Recorded) posting).id();
    }

    private static HotelMessage template(Chat chat) {
        return HotelMessage.to(chat.tenant, chat.guest, Template.of("reminder", "es"));
    }

    private static Draft draft(HotelMessage message) {
        return new Draft(message, Stream.<OutboundMessage>of(message.message()).toList(), null);
    }

    private static void wrote(Chat chat, @Nullable HotelLine line, Instant at) {
        chat.accept(new InboundMessage(Fresh.providerId(), chat.guest, line, new MessageContent.Text("Hola"), at));
    }
}
