package io.conserje.application.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.conserje.application.fixture.Fresh;
import io.conserje.application.messaging.ReplySender.Delivery;
import io.conserje.domain.messaging.Reply;
import io.conserje.domain.session.GuestRef;
import io.conserje.domain.tenancy.Channel;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class ReplySendersTest {

    private static final GuestRef MAILING = GuestRef.email(Fresh.EMAIL, "ana@example.com");

    private final ReplySenders senders = ReplySenders.none()
            .with(Channel.WHATSAPP, reply -> new Delivery.Sent("whatsapp"))
            .with(Fresh.EMAIL, reply -> new Delivery.Sent("email"));

    @Test
    void sendsAReplyOverItsChannel() {
        assertThat(senders.send(replyTo(Fresh.guest()))).isEqualTo(new Delivery.Sent("whatsapp"));
        assertThat(senders.send(replyTo(MAILING))).isEqualTo(new Delivery.Sent("email"));
    }

    @Test
    void refusesAReplyOnAChannelWithoutASender() {
        GuestRef guest = GuestRef.userId(new Channel("telegram"), "77");
        assertThat(senders.send(replyTo(guest)))
                .isEqualTo(new Delivery.Refused(
                        "channel telegram has no sender: add one with sender(Channel, ReplySender)"));
    }

    @Test
    void oneSenderServesEveryChannel() {
        ReplySenders all = ReplySenders.all(reply -> new Delivery.Sent("any"));
        assertThat(all.send(replyTo(Fresh.guest()))).isEqualTo(new Delivery.Sent("any"));
        assertThat(all.send(replyTo(MAILING))).isEqualTo(new Delivery.Sent("any"));
    }

    @Test
    void aChannelsOwnSenderComesFirst() {
        ReplySenders both = ReplySenders.all(reply -> new Delivery.Sent("any"))
                .with(Fresh.EMAIL, reply -> new Delivery.Sent("email"));
        assertThat(both.send(replyTo(MAILING))).isEqualTo(new Delivery.Sent("email"));
        assertThat(both.send(replyTo(Fresh.guest()))).isEqualTo(new Delivery.Sent("any"));
    }

    @Test
    void theLatestSenderOfAChannelReplacesTheFormer() {
        ReplySenders replaced = senders.with(Fresh.EMAIL, reply -> new Delivery.Sent("new"));
        assertThat(replaced.send(replyTo(MAILING))).isEqualTo(new Delivery.Sent("new"));
        assertThat(senders.send(replyTo(MAILING))).isEqualTo(new Delivery.Sent("email"));
    }

    @Test
    void isEmptyWithoutAnySender() {
        assertThat(ReplySenders.none().isEmpty()).isTrue();
        assertThat(senders.isEmpty()).isFalse();
        assertThat(ReplySenders.all(reply -> new Delivery.Sent("any")).isEmpty())
                .isFalse();
    }

    private static OutboundReply replyTo(GuestRef guest) {
        return new OutboundReply(
                UUID.randomUUID(), Fresh.tenant(), guest, null, new Reply("Hola"), 0, UUID.randomUUID());
    }
}
