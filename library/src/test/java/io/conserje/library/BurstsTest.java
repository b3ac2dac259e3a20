package io.conserje.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.conserje.application.fixture.Crowd;
import io.conserje.application.fixture.Fresh;
import io.conserje.application.messaging.HandlingException;
import io.conserje.application.messaging.MessageHandler;
import io.conserje.application.messaging.MessageHandler.Answer;
import io.conserje.application.messaging.ReplySender.Delivery;
import io.conserje.application.pause.BreakerRule;
import io.conserje.domain.dlq.Backoff;
import io.conserje.domain.dlq.RetryPolicy;
import io.conserje.domain.messaging.InboundMessage;
import io.conserje.domain.messaging.MessageContent;
import io.conserje.domain.messaging.Reply;
import io.conserje.domain.session.GuestRef;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.testing.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Guests who write several messages within seconds. */
class BurstsTest {

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int GUESTS = 50;
    private static final List<String> BURST = List.of("hola", "tienen lugar", "del 12 al 14");
    /** Retries come at once. */
    private static final RetryPolicy TWO =
            new RetryPolicy(2, new Backoff(Duration.ofMillis(1), Duration.ofMillis(1), 0));

    private final TenantId hotel = Fresh.tenant();
    private final List<GuestRef> guests =
            Stream.generate(Fresh::guest).limit(GUESTS).toList();
    private final Map<GuestRef, Queue<List<String>>> heard = new ConcurrentHashMap<>();
    private final AtomicInteger sent = new AtomicInteger();
    private final CountDownLatch over = new CountDownLatch(1);

    @BeforeEach
    void openTheHotel() {
        DATABASE.empty();
        DATABASE.givenTenants(hotel);
    }

    @AfterEach
    void letGo() {
        over.countDown();
    }

    @Test
    void eachBurstIsAnsweredOnce() {
        try (Conserje one = conserje(this::answering);
                Conserje other = conserje(this::answering)) {
            one.start();
            other.start();
            Crowd.of(GUESTS, guest -> () -> {
                for (String text : BURST) {
                    writes(guest % 2 == 0 ? one : other, guests.get(guest), text);
                }
                return guest;
            });
            await().atMost(PATIENCE).until(() -> handled() == GUESTS * BURST.size() && sent.get() == GUESTS);
            assertThat(heard).containsOnlyKeys(guests);
            assertThat(heard.values()).allSatisfy(calls -> assertThat(calls).containsExactly(BURST));
            writes(one, guests.getFirst(), "gracias");
            await().atMost(PATIENCE).until(() -> sent.get() == GUESTS + 1);
            assertThat(heard.get(guests.getFirst())).containsExactly(BURST, List.of("gracias"));
        }
    }

    @Test
    void oneBadMessageOfABurstIsOneDeadLetter() {
        try (Conserje conserje = conserje(this::answering)) {
            conserje.start();
            Crowd.of(GUESTS, guest -> () -> {
                for (String text : BURST) {
                    writes(conserje, guests.get(guest), guest < 10 && text.equals(BURST.get(1)) ? "poison" : text);
                }
                return guest;
            });
            await().atMost(PATIENCE).until(() -> handled() == GUESTS * BURST.size() - 10 && dead() == 10);
            assertThat(DATABASE.asOwner("select distinct message ->> 'body' from conserje.dlq_permanent_failures"))
                    .containsExactly("poison");
            assertThat(guests.subList(0, 10))
                    .allSatisfy(guest -> assertThat(heard.get(guest))
                            .containsExactly(List.of(BURST.getFirst()), List.of(BURST.getLast())));
            assertThat(guests.subList(10, GUESTS))
                    .allSatisfy(guest -> assertThat(heard.get(guest)).containsExactly(BURST));
            assertThat(DATABASE.asOwner("select distinct failures::text from conserje.inbox where state = 'failed'"))
                    .as("together, and twice alone")
                    .containsExactly("3");
        }
    }

    @Test
    void aBurstOfAProcessThatDiesIsHandledTogether() {
        MessageHandler hanging = incoming -> {
            heard(incoming);
            awaitTheEnd();
            return answer();
        };
        // With one place it claims nothing else before it learns that its lease is lost.
        Conserje dying = builder(hanging).concurrency(1).build();
        try (Conserje other = conserje(this::answering)) {
            dying.start();
            GuestRef guest = guests.getFirst();
            BURST.forEach(text -> writes(dying, guest, text));
            await().atMost(PATIENCE).until(() -> heard.containsKey(guest));
            DATABASE.run("update conserje.guest_queues set lease = gen_random_uuid(), leased_until = now()");
            writes(other, guest, "por favor");
            other.start();
            await().atMost(PATIENCE).until(() -> handled() == 4 && sent.get() == 1);
            assertThat(heard.get(guest))
                    .containsExactly(BURST, List.of("hola", "tienen lugar", "del 12 al 14", "por favor"));
        } finally {
            over.countDown();
            dying.close();
        }
        assertThat(DATABASE.asOwner("select number::text from conserje.inbox_attempts"))
                .isEmpty();
    }

    @Test
    void refusesAPauseOutOfBounds() {
        Conserje.Builder builder = Conserje.on(DATABASE.app());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.coalesce(Duration.ofMillis(99)))
                .withMessageContaining("PT0.1S to PT1M");
        assertThatIllegalArgumentException().isThrownBy(() -> builder.coalesce(Duration.ofSeconds(61)));
    }

    private Conserje conserje(MessageHandler handler) {
        return builder(handler).build();
    }

    private Conserje.Builder builder(MessageHandler handler) {
        return Conserje.on(DATABASE.app())
                .handler(handler)
                .sender(reply -> new Delivery.Sent("wamid" + sent.incrementAndGet()))
                .retries(TWO)
                .breaker(BreakerRule.OFF)
                .hotelShare(100)
                .coalesce(Duration.ofSeconds(2));
    }

    private Answer answering(MessageHandler.Incoming incoming) {
        if (said(incoming).contains("poison")) {
            throw HandlingException.retry("poisoned", "on purpose", null);
        }
        heard(incoming);
        return answer();
    }

    private void heard(MessageHandler.Incoming incoming) {
        heard.computeIfAbsent(incoming.message().guest(), guest -> new ConcurrentLinkedQueue<>())
                .add(said(incoming));
    }

    private void awaitTheEnd() {
        try {
            over.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static Answer answer() {
        return new Answer(List.of(new Reply("Hola")), Map.of());
    }

    private static List<String> said(MessageHandler.Incoming incoming) {
        return incoming.messages().stream()
                .map(InboundMessage::content)
                .map(content -> content instanceof MessageContent.Text text ? text.body() : "")
                .toList();
    }

    private void writes(Conserje conserje, GuestRef guest, String text) {
        conserje.accept(hotel, List.of(Fresh.message(guest, text)));
    }

    private static long handled() {
        return number("select count(*)::text from conserje.inbox where state = 'handled'");
    }

    private static long dead() {
        return number("select count(*)::text from conserje.dlq_permanent_failures");
    }

    private static long number(String sql) {
        return Long.parseLong(DATABASE.asOwner(sql).getFirst());
    }
}
