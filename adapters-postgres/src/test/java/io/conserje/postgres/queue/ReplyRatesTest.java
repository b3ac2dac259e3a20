package io.conserje.postgres.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.conserje.application.fixture.Fresh;
import io.conserje.application.messaging.LineRates;
import io.conserje.application.messaging.LineRates.LineRate;
import io.conserje.application.messaging.MessagingListener;
import io.conserje.application.messaging.OutboundReply;
import io.conserje.application.messaging.Replies;
import io.conserje.application.messaging.ReplyRates;
import io.conserje.application.messaging.Room;
import io.conserje.application.messaging.Turn;
import io.conserje.application.tenancy.Actor;
import io.conserje.domain.messaging.InboundMessage;
import io.conserje.domain.messaging.MessageContent;
import io.conserje.domain.messaging.Reply;
import io.conserje.domain.session.GuestRef;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ReplyRatesTest {

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    private static final Duration LEASE = Duration.ofMinutes(10);
    private static final Channel WHATSAPP = Channel.WHATSAPP;

    private final TenantId hotel = Fresh.tenant();

    @BeforeEach
    void openTheHotel() {
        DATABASE.empty();
        DATABASE.givenTenants(hotel);
    }

    @Test
    void aLineSendsNoMoreThanItsRate() {
        recorded(20, "11");
        Replies replies = replies(new ReplyRates(1, Duration.ZERO, 1));
        assertThat(replies.claim(100, LEASE)).hasSize(1);
        assertThat(replies.claim(100, LEASE)).isEmpty();
        DATABASE.run("update conserje.reply_rates set free_at = free_at - interval '1 second'");
        assertThat(replies.claim(100, LEASE)).hasSize(1);
    }

    @Test
    void linesDoNotWaitForEachOther() {
        recorded(3, "11");
        recorded(3, "22");
        recorded(3, null);
        assertThat(replies(new ReplyRates(1, Duration.ZERO, 1)).claim(100, LEASE))
                .extracting(reply -> reply.line() == null
                        ? "none"
                        : reply.line().identifier().value())
                .containsExactlyInAnyOrder("11", "22", "none");
    }

    @Test
    void processesShareTheRateOfALine() {
        recorded(20, "11");
        assertThat(replies(new ReplyRates(1, Duration.ZERO, 1)).claim(100, LEASE))
                .hasSize(1);
        assertThat(DATABASE.adapters()
                        .replies(Set::of, new ReplyRates(1, Duration.ZERO, 1), MessagingListener.NONE)
                        .claim(100, LEASE))
                .isEmpty();
    }

    @Test
    void aTenthOfTheRateIsSentAtOnce() {
        recorded(40, "11");
        assertThat(replies(ReplyRates.DEFAULT).claim(100, LEASE)).hasSize(9);
    }

    @Test
    void aLineMayHaveARateOfItsOwn() {
        LineRates rates = DATABASE.adapters().lineRates(new Actor("cli:ana"));
        assertThat(rates.set(hotel, WHATSAPP, "11", ReplyRates.ALSO_ON_A_PHONE)).isTrue();
        assertThat(rates.of(hotel)).containsExactly(new LineRate(WHATSAPP, "11", 20));
        recorded(40, "11");
        assertThat(replies(ReplyRates.DEFAULT).claim(100, LEASE)).hasSize(3);
        assertThat(DATABASE.adapters().retention().removeRates(10)).isZero();

        assertThat(rates.set(hotel, WHATSAPP, "11", null)).isTrue();
        assertThat(rates.of(hotel)).isEmpty();
        assertThat(DATABASE.adapters().audit().of(hotel, 2))
                .extracting(entry -> entry.actor().name() + " " + entry.details())
                .containsExactly(
                        "cli:ana {\"channel\": \"whatsapp\", \"repliesPerSecond\": null}",
                        "cli:ana {\"channel\": \"whatsapp\", \"repliesPerSecond\": 20}");
        assertThat(rates.set(Fresh.tenant(), WHATSAPP, "11", 5)).isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> rates.set(hotel, WHATSAPP, "11", 0));
    }

    @Test
    void aGuestGetsABurstAndThenWaits() {
        GuestRef guest = Fresh.guest();
        recorded(guest, "11", 4);
        Replies replies = replies(new ReplyRates(1000, Duration.ofMinutes(1), 2));
        for (int sent = 0; sent < 2; sent++) {
            OutboundReply reply = replies.claim(10, LEASE).getFirst();
            replies.sent(reply, "wamid");
        }
        assertThat(replies.claim(10, LEASE)).isEmpty();
        assertThat(DATABASE.asOwner("select count(*)::text from conserje.replies where state = 'pending' and ready"))
                .as("what waits stands in no claim's way")
                .containsExactly("0");
        recorded(1, "11");
        assertThat(replies.claim(10, LEASE)).as("another guest").hasSize(1);

        DATABASE.run("update conserje.reply_rates set free_at = free_at - interval '1 minute';"
                + " update conserje.replies set due_at = due_at - interval '1 minute' where state = 'pending'"
                + " and lease is null");
        assertThat(replies.claim(10, LEASE)).hasSize(1);
    }

    @Test
    void whatIsPaidForIsForgotten() {
        recorded(3, "11");
        Replies replies = replies(ReplyRates.DEFAULT);
        replies.claim(10, LEASE).forEach(reply -> replies.sent(reply, "wamid"));
        assertThat(DATABASE.adapters().retention().removeRates(10)).isLessThan(4);
        DATABASE.run("update conserje.reply_rates set free_at = free_at - interval '1 hour'");
        DATABASE.adapters().retention().removeRates(10);
        assertThat(DATABASE.asOwner("select guest from conserje.reply_rates")).isEmpty();
    }

    @Test
    void theShareOfAHotelsRecordCounts() {
        DATABASE.run("update conserje.tenants set share = 25");
        recorded(8, "11");
        for (int guest = 0; guest < 8; guest++) {
            DATABASE.adapters().inbox(hotel).accept(List.of(Fresh.message(Fresh.guest(), "Hola")));
        }
        Room half = new Room(8, 50, Map.of());
        assertThat(DATABASE.adapters().turns().claim(8, LEASE, half)).hasSize(2);
        assertThat(DATABASE.adapters().replies().claim(8, LEASE, half)).hasSize(2);
    }

    @Test
    void refusesRatesOutOfBounds() {
        assertThatIllegalArgumentException().isThrownBy(() -> new ReplyRates(0, Duration.ZERO, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new ReplyRates(1, Duration.ofHours(2), 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new ReplyRates(1, Duration.ZERO, 0));
    }

    private static Replies replies(ReplyRates rates) {
        return DATABASE.adapters().replies(Set::of, rates, MessagingListener.NONE);
    }

    /** Records a reply to each of so many guests. */
    private void recorded(int guests, @Nullable String line) {
        for (int guest = 0; guest < guests; guest++) {
            recorded(Fresh.guest(), line, 1);
        }
    }

    private void recorded(GuestRef guest, @Nullable String line, int texts) {
        var from = line == null ? null : Fresh.line(WHATSAPP, line);
        DATABASE.adapters()
                .inbox(hotel)
                .accept(List.of(new InboundMessage(
                        Fresh.providerId(), guest, from, new MessageContent.Text("Hola"), Instant.EPOCH)));
        Turn turn = DATABASE.adapters().turns().claim(1, LEASE).getFirst();
        DATABASE.adapters()
                .turns()
                .finish(
                        turn,
                        Stream.generate(() -> new Reply("Buenas")).limit(texts).toList());
    }
}
