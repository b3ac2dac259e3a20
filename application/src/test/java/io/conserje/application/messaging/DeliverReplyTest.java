package io.conserje.application.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.conserje.application.fixture.Fresh;
import io.conserje.application.fixture.SettableClock;
import io.conserje.application.memory.InMemory;
import io.conserje.application.messaging.ReplySender.Delivery;
import io.conserje.domain.dlq.Backoff;
import io.conserje.domain.dlq.RetryPolicy;
import io.conserje.domain.messaging.HotelLine;
import io.conserje.domain.messaging.InboundMessage;
import io.conserje.domain.messaging.MessageContent;
import io.conserje.domain.messaging.Reply;
import io.conserje.domain.session.GuestRef;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.Identifier;
import io.conserje.domain.tenancy.Tenant;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class DeliverReplyTest {

    private static final HotelLine LINE = new HotelLine("106540352242922");
    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final Duration PAUSE = Duration.ofSeconds(10);
    private static final RetryPolicy POLICY = new RetryPolicy(1, new Backoff(PAUSE, Duration.ofHours(1), 0));
    private static final Delivery LATER = new Delivery.RetryLater("channel_busy", Duration.ZERO);

    private final SettableClock clock = new SettableClock();
    private final InMemory.Tenants tenants = InMemory.tenants();
    private final InMemory.Messages messages = InMemory.messages(clock, UUID::randomUUID);
    private final Heard heard = new Heard();
    private final Tenant hotel = Tenant.named(Fresh.tenant(), "Hotel");
    private final List<OutboundReply> sent = new ArrayList<>();

    @BeforeEach
    void openTheHotel() {
        tenants.register(hotel);
    }

    @Test
    void aReplyThatTheChannelTookIsSent() {
        recorded(LINE, "Buenos días");
        deliver(new Delivery.Sent("wamid.out"));
        assertThat(sent).singleElement().extracting(OutboundReply::line).isEqualTo(LINE);
        assertThat(messages.replies().claim(1, LEASE)).isEmpty();
        assertThat(heard.lines).containsExactly("sent Buenos días");
    }

    @Test
    void aReplyToAMessageWithoutALineIsSentFromTheHotelsOwnLineOnThatChannel() {
        tenants.assign(hotel.id(), Identifier.phone(Channel.WHATSAPP, "+5491150000000"));
        tenants.assign(hotel.id(), Identifier.phoneNumberId(Fresh.EMAIL, "111"));
        tenants.assign(hotel.id(), Identifier.phoneNumberId(Channel.WHATSAPP, "222"));
        recorded(null, "Buenos días");
        OutboundReply claimed = deliver(new Delivery.Sent("wamid.out"));
        assertThat(sent)
                .containsExactly(new OutboundReply(
                        claimed.id(),
                        claimed.tenant(),
                        claimed.to(),
                        new HotelLine("222"),
                        claimed.reply(),
                        claimed.failures(),
                        claimed.lease()));
        assertThat(heard.lines).containsExactly("sent Buenos días");
    }

    @Test
    void aHotelWithoutALineLeavesTheChoiceToTheSender() {
        recorded(null, "Buenos días");
        deliver(new Delivery.Sent("wamid.out"));
        assertThat(sent).singleElement().extracting(OutboundReply::line).isNull();
    }

    @Test
    void aReplyThatCannotBeSentNowIsTriedAgainByThePolicyAndThenGivenUp() {
        recorded(LINE, "Buenos días", "Adiós");
        deliver(LATER);
        assertThat(messages.replies().claim(1, LEASE)).isEmpty();
        clock.advance(PAUSE);
        deliver(LATER);
        deliver(new Delivery.Sent("wamid.out"));
        assertThat(heard.lines)
                .containsExactly(
                        "delayed: channel_busy", "refused: given up after 1 retries: channel_busy", "sent Adiós");
    }

    @Test
    void theChannelCanAskForALongerPause() {
        recorded(LINE, "Buenos días");
        deliver(new Delivery.RetryLater("rate_limited", Duration.ofMinutes(5)));
        clock.advance(Duration.ofMinutes(5).minusNanos(1));
        assertThat(messages.replies().claim(1, LEASE)).isEmpty();
        clock.advance(Duration.ofNanos(1));
        assertThat(messages.replies().claim(1, LEASE)).hasSize(1);
    }

    @Test
    void aReplyThatTheChannelRefusesIsNeverSentAndTheNextOneIs() {
        recorded(LINE, "Buenos días", "Adiós");
        deliver(new Delivery.Refused("number_unknown"));
        deliver(new Delivery.Sent("wamid.out"));
        assertThat(heard.lines).containsExactly("refused: number_unknown", "sent Adiós");
    }

    @Test
    void whoeverLostTheLeaseWhileSendingReportsNothing() {
        recorded(LINE, "Buenos días");
        for (Delivery delivery :
                List.of(new Delivery.Sent("wamid.out"), LATER, new Delivery.Refused("number_unknown"))) {
            OutboundReply late = messages.replies().claim(1, LEASE).getFirst();
            clock.advance(LEASE);
            deliverWith(delivery).deliver(late);
        }
        assertThat(heard.lines).isEmpty();
        assertThat(messages.replies().claim(1, LEASE)).hasSize(1);
    }

    private void recorded(@Nullable HotelLine line, String... texts) {
        GuestRef guest = Fresh.guest();
        messages.inboxes()
                .apply(hotel.id())
                .accept(List.of(new InboundMessage(
                        Fresh.providerId(), guest, line, new MessageContent.Text("Hola"), Instant.EPOCH)));
        Turn turn = messages.turns().claim(1, LEASE).getFirst();
        List<Reply> replies = new ArrayList<>();
        for (String text : texts) {
            replies.add(new Reply(text));
        }
        messages.turns().finish(turn, replies);
    }

    private OutboundReply deliver(Delivery delivery) {
        OutboundReply claimed = messages.replies().claim(1, LEASE).getFirst();
        deliverWith(delivery).deliver(claimed);
        return claimed;
    }

    private DeliverReply deliverWith(Delivery delivery) {
        ReplySender sender = reply -> {
            sent.add(reply);
            return delivery;
        };
        return new DeliverReply(messages.replies(), sender, tenants, POLICY, () -> 0.5, heard);
    }
}
