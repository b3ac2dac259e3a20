package io.conserje.http.dev;

import static org.assertj.core.api.Assertions.assertThat;

import io.conserje.application.messaging.OutboundReply;
import io.conserje.application.messaging.ReplySender.Delivery;
import io.conserje.domain.messaging.Reply;
import io.conserje.domain.session.GuestRef;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.TenantId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RecentRepliesTest {

    private static final Instant NOW = Instant.parse("2026-03-12T10:15:30Z");

    private final List<OutboundReply> heard = new ArrayList<>();
    private final RecentReplies replies = new RecentReplies(InstantSource.fixed(NOW), heard::add);

    private static OutboundReply reply(int number) {
        return new OutboundReply(
                new UUID(0, number),
                new TenantId("hotel-centro"),
                GuestRef.phone(Channel.WHATSAPP, "+5491112345678"),
                null,
                new Reply("reply " + number),
                0,
                new UUID(1, 1));
    }

    @Test
    void keepsAReplyAndNotifiesTheListener() {
        assertThat(replies.send(reply(7))).isEqualTo(new Delivery.Sent("dev-00000000-0000-0000-0000-000000000007"));
        assertThat(heard).containsExactly(reply(7));
        assertThat(replies.newestFirst()).containsExactly(new RecentReplies.Taken(reply(7), NOW));
    }

    @Test
    void keepsTheLastHundredNewestFirst() {
        for (int i = 1; i <= 101; i++) {
            replies.send(reply(i));
        }

        assertThat(replies.newestFirst())
                .hasSize(100)
                .extracting(taken -> taken.reply().reply().text())
                .startsWith("reply 101", "reply 100")
                .endsWith("reply 2");
    }
}
