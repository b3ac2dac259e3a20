package io.conserje.application.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.conserje.application.fixture.Crowd;
import io.conserje.application.fixture.Fresh;
import io.conserje.application.messaging.Inbox.Acceptance;
import io.conserje.application.messaging.Inbox.Acceptance.Accepted;
import io.conserje.application.messaging.Inbox.Acceptance.Duplicate;
import io.conserje.application.messaging.Inbox.Progress;
import io.conserje.domain.messaging.HotelLine;
import io.conserje.domain.messaging.InboundMessage;
import io.conserje.domain.messaging.MessageContent;
import io.conserje.domain.messaging.MessageContext;
import io.conserje.domain.messaging.ProviderMessageId;
import io.conserje.domain.session.GuestRef;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.Identifier;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The laws of {@link Inbox}. */
public interface InboxContract extends MessagingStores {

    @Test
    default void nothingAcceptedIsNothingToDo() {
        assertThat(Chat.in(this).inbox().accept(List.of())).isEmpty();
        assertThat(turns().claim(1000, Chat.LASTING)).isEmpty();
    }

    @Test
    default void anAcceptedMessageIsPending() {
        Chat chat = Chat.in(this);
        InboundMessage message = Fresh.message(chat.guest);
        assertThat(chat.inbox().accept(List.of(message))).singleElement().isInstanceOf(Accepted.class);
        assertThat(chat.progressOf(message)).contains(Progress.PENDING);
    }

    @Test
    default void theSameProviderIdTwiceIsOneMessage() {
        Chat chat = Chat.in(this);
        InboundMessage message = Fresh.message(chat.guest, "as it came first");
        chat.accept(message);
        InboundMessage again = Fresh.message(message.providerId(), chat.guest, "as it came again");
        assertThat(chat.inbox().accept(List.of(again))).containsExactly(new Duplicate());
        assertThat(turns().claim(10, Chat.LASTING))
                .singleElement()
                .extracting(Turn::message)
                .isEqualTo(message);
    }

    @Test
    default void aRedeliveredHandledMessageIsADuplicate() {
        Chat chat = Chat.in(this);
        InboundMessage message = Fresh.message(chat.guest);
        chat.accept(message);
        chat.answers("Buenos días");
        assertThat(chat.inbox().accept(List.of(message))).containsExactly(new Duplicate());
        assertThat(turns().claim(10, Chat.LASTING)).isEmpty();
        assertThat(chat.progressOf(message)).contains(Progress.HANDLED);
    }

    @Test
    default void theSameProviderIdFromManyThreadsIsOneMessage() {
        Chat chat = Chat.in(this);
        InboundMessage message = Fresh.message(chat.guest);
        List<List<Acceptance>> made = Crowd.of(16, member -> () -> chat.inbox().accept(List.of(message)));
        assertThat(made)
                .flatMap(acceptances -> acceptances)
                .hasSize(16)
                .filteredOn(Accepted.class::isInstance)
                .hasSize(1);
        assertThat(turns().claim(10, Chat.LASTING)).hasSize(1);
    }

    @Test
    default void overlappingBatchesAreAcceptedOnceWithoutDeadlock() {
        Chat chat = Chat.in(this);
        List<InboundMessage> batch = IntStream.range(0, 20)
                .mapToObj(number -> Fresh.message(Fresh.guest(), "message " + number))
                .toList();
        List<InboundMessage> backwards = new ArrayList<>(batch);
        Collections.reverse(backwards);
        List<List<Acceptance>> made =
                Crowd.of(8, member -> () -> chat.inbox().accept(member % 2 == 0 ? batch : backwards));
        assertThat(made)
                .flatMap(acceptances -> acceptances)
                .hasSize(8 * batch.size())
                .filteredOn(Accepted.class::isInstance)
                .doesNotHaveDuplicates()
                .hasSize(batch.size());
    }

    @Test
    default void theSameProviderIdAtTwoHotelsIsTwoMessages() {
        Chat here = Chat.in(this);
        Chat there = Chat.in(this);
        InboundMessage message = Fresh.message(here.guest);
        here.accept(message);
        assertThat(there.progressOf(message)).isEmpty();
        there.accept(message);
        assertThat(turns().claim(10, Chat.LASTING))
                .extracting(Turn::tenant)
                .containsExactlyInAnyOrder(here.tenant, there.tenant);
    }

    @Test
    default void theSameProviderIdOnTwoChannelsIsTwoMessages() {
        Chat chat = Chat.in(this);
        ProviderMessageId id = Fresh.providerId();
        InboundMessage chatted = Fresh.message(id, chat.guest, "Hola");
        InboundMessage mailed = Fresh.message(id, GuestRef.email(Fresh.EMAIL, "ana@example.com"), "Hola");
        chat.accept(chatted);
        assertThat(chat.progressOf(mailed)).isEmpty();
        chat.accept(mailed);
        assertThat(turns().claim(10, Chat.LASTING)).hasSize(2);
    }

    @Test
    default void resultsFollowTheOrderOfTheDelivery() {
        Chat chat = Chat.in(this);
        InboundMessage known = Fresh.message(chat.guest, "known");
        InboundMessage first = Fresh.message(chat.guest, "first");
        InboundMessage second = Fresh.message(chat.guest, "second");
        chat.accept(known);
        List<Acceptance> made = chat.inbox().accept(List.of(first, known, first, second, known, second));
        assertThat(made).hasSize(6);
        assertThat(made.get(0)).isInstanceOf(Accepted.class);
        assertThat(made.get(1)).isInstanceOf(Duplicate.class);
        assertThat(made.get(2)).isInstanceOf(Duplicate.class);
        assertThat(made.get(3)).isInstanceOf(Accepted.class);
        assertThat(made.get(4)).isInstanceOf(Duplicate.class);
        assertThat(made.get(5)).isInstanceOf(Duplicate.class);
        assertThat(turns().finish(chat.turn(), List.of())).isEqualTo(Turns.Outcome.RECORDED);
        Turn next = chat.turn();
        assertThat(next.id()).isEqualTo(((Accepted) made.get(0)).id());
        assertThat(Chat.said(next)).isEqualTo("first");
    }

    @Test
    default void similarIdsAreDifferentMessages() {
        Chat chat = Chat.in(this);
        List<InboundMessage> alike =
                List.of("wamid.A", "wamid.a", "wamid.A ", " wamid.A", "wamid.Á", "wamid.A\u0301", "wamid.'A'").stream()
                        .map(id -> Fresh.message(new ProviderMessageId(id), Fresh.guest(), id))
                        .toList();
        assertThat(chat.inbox().accept(alike)).hasSize(alike.size()).allMatch(Accepted.class::isInstance);
    }

    @Test
    default void messagesAreStoredUnchanged() {
        Chat chat = Chat.in(this);
        Instant sentAt = Instant.parse("1999-12-31T23:59:59.999999Z");
        List<MessageContent> contents = List.of(
                new MessageContent.Text(""),
                new MessageContent.Text(" \t\r\n "),
                new MessageContent.Text("¿Hay lugar del 12 al 15? 🛎️👨‍👩‍👧 日本語 مرحبا \"'\\{}[]%$1 \u2028\uFEFF"),
                new MessageContent.Text("🛎".repeat(MessageContent.MAX_CHARACTERS / 2)),
                new MessageContent.Text("null"),
                new MessageContent.Unsupported("ubicación 📍"));
        List<InboundMessage> messages = new ArrayList<>();
        for (MessageContent content :
                Stream.concat(contents.stream(), SampleContents.ALL.stream()).toList()) {
            messages.add(new InboundMessage(Fresh.providerId(), Fresh.guest(), null, content, sentAt));
        }
        messages.add(new InboundMessage(
                new ProviderMessageId("wamid.ñ 🛎 \"{x}\""),
                GuestRef.userId(new Channel("front-desk_2"), "{habitación} :101 \"'"),
                Fresh.line(new Channel("front-desk_2"), "106540352242922"),
                new MessageContent.Text("Hola"),
                sentAt));
        messages.add(new InboundMessage(
                Fresh.providerId(),
                GuestRef.email(Fresh.EMAIL, "ana@example.com"),
                new HotelLine(Identifier.email(Fresh.EMAIL, "desk@hotel.example")),
                new MessageContent.Text("Hola"),
                sentAt));
        messages.add(new InboundMessage(
                Fresh.providerId(),
                GuestRef.userId(Channel.WHATSAPP, "AR.1234567890"),
                new HotelLine(Identifier.phone(Channel.WHATSAPP, "+5491150000000")),
                new MessageContent.Text("Hola"),
                sentAt));
        for (MessageContext context : SampleContents.CONTEXTS) {
            messages.add(Fresh.message(Fresh.guest()).with(context, null));
        }
        chat.accept(messages.toArray(InboundMessage[]::new));
        assertThat(turns().claim(100, Chat.LASTING))
                .extracting(Turn::message)
                .containsExactlyInAnyOrderElementsOf(messages);
    }

    @Test
    default void keepsAMessageAsTheChannelSpelledItForATime() {
        Chat chat = Chat.in(this);
        chat.accept(
                Fresh.message(chat.guest).with(MessageContext.NONE, "{\"text\": {\"body\": \"¿Hola? 🛎 \\u0000\"}}"),
                Fresh.message(Fresh.guest()));
        List<Turn> turns = turns().claim(10, Chat.LASTING);
        assertThat(turns).extracting(turn -> turn.message().raw()).containsOnlyNulls();
        assertThat(turns)
                .extracting(turn -> turns().raw(turn).orElse("none"))
                .containsExactlyInAnyOrder("{\"text\": {\"body\": \"¿Hola? 🛎 \\u0000\"}}", "none");
        assertThat(retention().removePayloads(Duration.ofDays(1), 10)).isZero();
        assertThat(retention().removePayloads(Duration.ZERO, 10)).isEqualTo(1);
        assertThat(turns).extracting(turn -> turns().raw(turn)).containsOnly(Optional.empty());
        assertThat(turns).extracting(turn -> turns().finish(turn, List.of())).containsOnly(Turns.Outcome.RECORDED);
    }

    @Test
    default void aRedeliveryDoesNotChangeWhatIsKept() {
        Chat chat = Chat.in(this);
        InboundMessage message = Fresh.message(chat.guest).with(MessageContext.NONE, "first");
        chat.accept(message);
        chat.inbox().accept(List.of(message.with(MessageContext.NONE, "second")));
        assertThat(turns().raw(chat.turn())).contains("first");
    }

    @Test
    default void noOtherHotelReadsARawMessage() {
        Chat chat = Chat.in(this);
        Chat stranger = Chat.in(this);
        chat.accept(Fresh.message(chat.guest).with(MessageContext.NONE, "raw"));
        Turn turn = chat.turn();
        assertThat(turns().raw(new Turn(stranger.tenant, turn.id(), turn.message(), 0, turn.lease())))
                .isEmpty();
    }

    @Test
    default void anUnknownMessageHasNoProgress() {
        Chat chat = Chat.in(this);
        chat.writes("Hola");
        assertThat(chat.progressOf(Fresh.message(chat.guest))).isEmpty();
    }
}
