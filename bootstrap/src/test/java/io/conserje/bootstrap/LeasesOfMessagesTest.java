package io.conserje.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.conserje.application.fixture.Fresh;
import io.conserje.application.messaging.MessageHandler;
import io.conserje.application.messaging.MessageHandler.Answer;
import io.conserje.application.messaging.ReplySender.Delivery;
import io.conserje.application.messaging.Turn;
import io.conserje.domain.messaging.Reply;
import io.conserje.domain.session.GuestRef;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.library.Conserje;
import io.conserje.postgres.testing.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tests which process has a message while it is handled, and when another process gets it. */
class LeasesOfMessagesTest {

    private static final Duration LEASE = Duration.ofSeconds(2);

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    private final TenantId hotel = Fresh.tenant();
    private final GuestRef guest = Fresh.guest();
    private final AtomicInteger calls = new AtomicInteger();

    @BeforeEach
    void openTheHotel() {
        DATABASE.empty();
        DATABASE.givenTenants(hotel);
    }

    @Test
    void aSlowHandlerKeepsItsLease() {
        CountDownLatch over = new CountDownLatch(1);
        MessageHandler slow = incoming -> {
            calls.incrementAndGet();
            try {
                over.await();
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
            }
            return new Answer(List.of(new Reply("at last")), Map.of());
        };
        try (Conserje one = conserje(slow);
                Conserje other = conserje(slow)) {
            one.start();
            other.start();
            one.accept(hotel, List.of(Fresh.message(guest, "Hola")));
            await().until(() -> calls.get() == 1);
            String claimed = DATABASE.asOwner("select leased_until::text from conserje.guest_queues")
                    .getFirst();
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> DATABASE.asOwner(
                                    "select leased_until > cast(? as timestamptz) + interval '3 seconds' from conserje.guest_queues",
                                    claimed)
                            .equals(List.of("t")));
            over.countDown();
            await().until(() -> states().equals(List.of("handled 0")));
        }
        assertThat(calls).hasValue(1);
        assertThat(DATABASE.asOwner("select count(*) from conserje.replies")).containsExactly("1");
    }

    @Test
    void takesOverMessagesOfADeadProcess() {
        DATABASE.adapters().inbox(hotel).accept(List.of(Fresh.message(guest, "Hola")));
        Turn died = DATABASE.adapters().turns().claim(1, LEASE).getFirst();
        String ends = DATABASE.asOwner("select leased_until::text from conserje.guest_queues")
                .getFirst();
        try (Conserje alive = conserje(incoming -> {
            assertThat(incoming.id()).isEqualTo(died.id());
            calls.incrementAndGet();
            return new Answer(List.of(), Map.of());
        })) {
            alive.start();
            await().atMost(Duration.ofSeconds(30)).until(() -> states().equals(List.of("handled 0")));
        }
        assertThat(calls).hasValue(1);
        assertThat(DATABASE.asOwner("select ended_at > cast(? as timestamptz) from conserje.inbox", ends))
                .containsExactly("t");
        assertThat(DATABASE.asOwner("select number from conserje.inbox_attempts"))
                .isEmpty();
    }

    @Test
    void refusesALeaseOutOfBounds() {
        for (Duration wrong : List.of(Duration.ofMillis(99), Duration.ofHours(1).plusMillis(1))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Conserje.on(DATABASE.app()).lease(wrong))
                    .withMessageContaining(wrong.toString());
        }
    }

    private static List<String> states() {
        return DATABASE.asOwner("select state || ' ' || failures from conserje.inbox");
    }

    private static Conserje conserje(MessageHandler handler) {
        return Conserje.on(DATABASE.app())
                .lease(LEASE)
                .handler(handler)
                .sender(reply -> new Delivery.Sent("none"))
                .build();
    }
}
