package io.conserje.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.conserje.application.fixture.Fresh;
import io.conserje.application.messaging.HandlingException;
import io.conserje.application.messaging.MessageHandler;
import io.conserje.application.messaging.MessageHandler.Answer;
import io.conserje.application.messaging.MessageHandler.Incoming;
import io.conserje.application.messaging.ReplySender.Delivery;
import io.conserje.application.pause.BreakerRule;
import io.conserje.application.pause.PauseScope;
import io.conserje.domain.dlq.Backoff;
import io.conserje.domain.dlq.RetryPolicy;
import io.conserje.domain.dlq.Warrant;
import io.conserje.domain.messaging.Reply;
import io.conserje.domain.session.GuestRef;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.Tenant;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.domain.tenancy.TenantStatus;
import io.conserje.postgres.testing.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PausedWorkTest {

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Warrant ANA = new Warrant("ana", "the PMS is upgraded");
    /** Retries come at once, and the third failure would be the last. */
    private static final RetryPolicy TWO =
            new RetryPolicy(2, new Backoff(Duration.ofMillis(1), Duration.ofMillis(1), 0));

    private static final BreakerRule QUICK = new BreakerRule(10, 3, 80, Duration.ofMillis(50));

    private final TenantId hotel = Fresh.tenant();
    private final TenantId other = Fresh.tenant();
    private final AtomicBoolean pmsIsAway = new AtomicBoolean();
    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicInteger tries = new AtomicInteger();
    private final Set<GuestRef> tried = ConcurrentHashMap.newKeySet();
    /** The calls that run now, and the most that ran at once. */
    private final AtomicInteger running = new AtomicInteger();

    private final AtomicInteger most = new AtomicInteger();
    private volatile GuestRef poison = Fresh.guest();

    @BeforeEach
    void openTheHotels() {
        DATABASE.empty();
        DATABASE.givenTenants(hotel, other);
    }

    @Test
    void aPausedHotelWaitsAndOthersGoOn() {
        PauseScope scope = new PauseScope(hotel, null, null);
        try (Conserje conserje = conserje()) {
            conserje.pauses().pause(scope, null, ANA);
            conserje.start();
            writes(conserje, hotel, Fresh.guest());
            writes(conserje, other, Fresh.guest());
            await().atMost(PATIENCE).until(() -> handled(other) == 1 && sent.get() == 1);
            assertThat(handled(hotel)).isZero();
            conserje.pauses().resume(scope, ANA);
            await().atMost(PATIENCE).until(() -> handled(hotel) == 1 && sent.get() == 2);
        }
    }

    @Test
    void everythingWaitsUntilItsTime() {
        try (Conserje conserje = conserje()) {
            conserje.pauses().pause(PauseScope.EVERYTHING, Duration.ofSeconds(1), ANA);
            conserje.start();
            writes(conserje, hotel, Fresh.guest());
            assertThat(tries).hasValue(0);
            await().atMost(PATIENCE).until(() -> handled(hotel) == 1);
            assertThat(DATABASE.asOwner("select (min(ended_at) >= min(until))::text from conserje.inbox,"
                            + " conserje.queue_pauses"))
                    .containsExactly("true");
        }
    }

    @Test
    void aPausedChannelIsPutAside() {
        PauseScope scope = new PauseScope(null, Channel.WHATSAPP, null);
        try (Conserje conserje = conserje()) {
            conserje.pauses().pause(scope, null, ANA);
            conserje.start();
            writes(conserje, hotel, Fresh.guest());
            writes(conserje, hotel, GuestRef.phone(Fresh.EMAIL, Fresh.guest().address()));
            await().atMost(PATIENCE).until(() -> handled(hotel) == 1);
            assertThat(DATABASE.asOwner("select held from conserje.guest_queues"))
                    .containsExactly("/whatsapp/");
            conserje.pauses().resume(scope, ANA);
            await().atMost(PATIENCE).until(() -> handled(hotel) == 2);
        }
    }

    @Test
    void aPausedReasonCountsNoAttempts() {
        pmsIsAway.set(true);
        PauseScope scope = new PauseScope(null, null, "pms_unavailable");
        try (Conserje conserje = conserje()) {
            conserje.pauses().pause(scope, null, ANA);
            conserje.start();
            for (int guest = 0; guest < 20; guest++) {
                writes(conserje, hotel, Fresh.guest());
            }
            await().atMost(PATIENCE).until(() -> held() == 20);
            assertThat(tries).as("each message was tried once").hasValue(20);
            pmsIsAway.set(false);
            conserje.pauses().resume(scope, ANA);
            await().atMost(PATIENCE).until(() -> handled(hotel) == 20);
            assertThat(attempts()).isZero();
        }
    }

    @Test
    void anInactiveHotelsMessagesWait() {
        try (Conserje conserje = conserje()) {
            change(conserje, TenantStatus.INACTIVE);
            writes(conserje, hotel, Fresh.guest());
            conserje.start();
            await().atMost(PATIENCE).until(() -> held() == 1);
            assertThat(tries).hasValue(0);
            change(conserje, TenantStatus.ACTIVE);
            await().atMost(PATIENCE).until(() -> handled(hotel) == 1);
            assertThat(attempts()).isZero();
        }
    }

    @Test
    void aHotelWhoseMessagesFailWaitsForOneThatSucceeds() {
        pmsIsAway.set(true);
        List<GuestRef> guests = Stream.generate(Fresh::guest).limit(20).toList();
        poison = guests.getFirst();
        try (Conserje conserje = conserje()) {
            conserje.start();
            guests.forEach(guest -> writes(conserje, hotel, guest));
            await().atMost(PATIENCE).until(() -> open() == 1);
            await().atMost(PATIENCE).until(() -> tried.containsAll(guests));
            long before = attempts();
            int probed = tries.get();
            await().atMost(PATIENCE).until(() -> tries.get() > probed + 10);
            assertThat(attempts()).as("probes count no attempts").isEqualTo(before);
            assertThat(dead()).as("nothing was given up while it waited").isLessThanOrEqualTo(5);
            writes(conserje, other, poison);

            pmsIsAway.set(false);
            await().atMost(PATIENCE).until(() -> open() == 0);
            await().atMost(PATIENCE).until(() -> handled(hotel) + dead() == 21 && handled(hotel) >= 14);
            assertThat(conserje.pauses().history(10))
                    .extracting(event -> event.action().name())
                    .contains("BREAKER_OPENED", "BREAKER_CLOSED");
        }
    }

    @Test
    void twoProcessesTryOneMessageAtATime() {
        pmsIsAway.set(true);
        AtomicInteger first = new AtomicInteger();
        AtomicInteger second = new AtomicInteger();
        try (Conserje one = conserje(slowly(first));
                Conserje two = conserje(slowly(second))) {
            one.start();
            two.start();
            for (int guest = 0; guest < 20; guest++) {
                writes(one, hotel, Fresh.guest());
            }
            await().atMost(PATIENCE).until(() -> open() == 1);
            DATABASE.letPass(
                    Duration.ofMillis(1200)); // Until both processes have heard of it, and ended what they had.
            most.set(0);
            int before = first.get();
            int beforeOfSecond = second.get();
            await().atMost(PATIENCE).until(() -> first.get() >= before + 5 && second.get() >= beforeOfSecond + 5);
            assertThat(most).hasValue(1);
        }
    }

    private MessageHandler slowly(AtomicInteger calls) {
        return incoming -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            try {
                calls.incrementAndGet();
                incoming.cancellation().await(Duration.ofMillis(100));
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            } finally {
                running.decrementAndGet();
            }
            return answer(incoming);
        };
    }

    private Conserje conserje() {
        return conserje(this::answer);
    }

    /** Fails while the PMS is away, and always for the poison guest of the hotel. */
    private Answer answer(Incoming incoming) {
        tries.incrementAndGet();
        tried.add(incoming.message().guest());
        boolean isPoison = incoming.message().guest().equals(poison);
        if (pmsIsAway.get() || isPoison) {
            throw HandlingException.retry("pms_unavailable", "away", null);
        }
        return new Answer(List.of(new Reply("Hola")), Map.of());
    }

    private Conserje conserje(MessageHandler handler) {
        return Conserje.on(DATABASE.app())
                .handler(handler)
                .sender(reply -> new Delivery.Sent("wamid" + sent.incrementAndGet()))
                .retries(TWO)
                .breaker(QUICK)
                .build();
    }

    private void change(Conserje conserje, TenantStatus status) {
        conserje.registry().change(hotel, was -> new Tenant(was.id(), was.name(), status, was.zone(), was.hours()));
    }

    private static void writes(Conserje conserje, TenantId tenant, GuestRef who) {
        conserje.accept(tenant, List.of(Fresh.message(who, "Hola")));
    }

    private static long handled(TenantId tenant) {
        return number(
                "select count(*)::text from conserje.inbox where state = 'handled' and tenant_id = '" + tenant + "'");
    }

    private static long held() {
        return number("select count(*)::text from conserje.guest_queues where held is not null");
    }

    private static long attempts() {
        return number("select count(*)::text from conserje.inbox_attempts");
    }

    private static long dead() {
        return number("select count(*)::text from conserje.dlq_permanent_failures");
    }

    private static long open() {
        return number("select count(*)::text from conserje.queue_breakers");
    }

    private static long number(String sql) {
        return Long.parseLong(DATABASE.asOwner(sql).getFirst());
    }
}
