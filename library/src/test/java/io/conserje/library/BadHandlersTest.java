package io.conserje.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.conserje.application.fixture.Fresh;
import io.conserje.application.messaging.Cancellation;
import io.conserje.application.messaging.HandlingException;
import io.conserje.application.messaging.MessageHandler;
import io.conserje.application.messaging.MessageHandler.Answer;
import io.conserje.application.messaging.ReplySender.Delivery;
import io.conserje.domain.dlq.Backoff;
import io.conserje.domain.dlq.RetryPolicy;
import io.conserje.domain.messaging.Reply;
import io.conserje.domain.session.GuestRef;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Handlers and senders that hang, throw, or are in progress when the process stops. */
final class BadHandlersTest {

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    private static final Duration LONG = Duration.ofMinutes(10);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final RetryPolicy NEVER =
            new RetryPolicy(0, new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(1), 0));
    private static final Answer NOTHING = new Answer(List.of(), Map.of());

    private final TenantId hotel = Fresh.tenant();
    private final GuestRef guest = Fresh.guest();
    private final CountDownLatch over = new CountDownLatch(1);
    private final AtomicInteger calls = new AtomicInteger();
    private final List<Cancellation> signals = new CopyOnWriteArrayList<>();

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
    void aHandlerThatHangsKeepsNoPlaceAndNoGuest() {
        MessageHandler deaf = incoming -> {
            if (incoming.message().guest().equals(guest)) {
                ignoreInterrupts();
            }
            return NOTHING;
        };
        try (Conserje conserje = on(DATABASE.app(), deaf)
                .concurrency(1)
                .handlerTimeout(Duration.ofMillis(200))
                .retries(NEVER)
                .build()) {
            conserje.start();
            writes(conserje, guest);
            writes(conserje, Fresh.guest());
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(states()).containsExactly("failed 1", "handled 0"));
            assertThat(DATABASE.asOwner("select reason from conserje.dlq_permanent_failures"))
                    .containsExactly("handler_timeout");
        }
    }

    @Test
    void aSenderThatThrowsIsCounted() {
        try (Conserje conserje = Conserje.on(DATABASE.app())
                .handler(incoming -> new Answer(List.of(new Reply("Hola")), Map.of()))
                .sender(reply -> {
                    calls.incrementAndGet();
                    throw new IllegalStateException("fails on purpose");
                })
                .lease(Duration.ofMillis(500))
                .build()) {
            conserje.start();
            writes(conserje, guest);
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(DATABASE.asOwner("select failures || ' ' || cause from conserje.replies"))
                                    .containsExactly("1 the sender threw java.lang.IllegalStateException"));
        }
        assertThat(calls).hasValue(1);
    }

    @Test
    void laterCountsNoAttempt() {
        MessageHandler patient = incoming -> {
            if (calls.incrementAndGet() < 3) {
                throw HandlingException.later(Duration.ofMillis(100));
            }
            return NOTHING;
        };
        try (Conserje conserje = on(DATABASE.app(), patient).retries(NEVER).build()) {
            conserje.start();
            writes(conserje, guest);
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(states()).containsExactly("handled 0"));
        }
        assertThat(calls).hasValue(3);
        assertThat(DATABASE.asOwner("select number from conserje.inbox_attempts"))
                .isEmpty();
    }

    @Test
    void anExhaustedPoolLosesNoLease() throws SQLException {
        Duration lease = Duration.ofSeconds(1);
        MessageHandler slow = incoming -> {
            calls.incrementAndGet();
            awaitTheEnd();
            return NOTHING;
        };
        try (HikariDataSource pool = TestDatabase.pool(DATABASE.port(), "conserje_app", 4);
                Conserje one = on(pool, slow).lease(lease).build();
                Conserje other = on(DATABASE.app(), slow).lease(lease).build()) {
            one.start();
            writes(one, guest);
            await().atMost(PATIENCE).until(() -> calls.get() == 1);
            List<Connection> hogged = hog(pool, 3);
            other.start();
            String leasedUntil = leasedUntil();
            await().atMost(PATIENCE)
                    .until(() -> DATABASE.asOwner(
                                    "select leased_until > cast(? as timestamptz) + interval '4 seconds'"
                                            + " from conserje.guest_queues",
                                    leasedUntil)
                            .equals(List.of("t")));
            for (Connection connection : hogged) {
                connection.close();
            }
            over.countDown();
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(states()).containsExactly("handled 0"));
        }
        assertThat(calls).as("calls of the handler").hasValue(1);
    }

    @Test
    void aHandlerLearnsThatItsLeaseIsLost() {
        MessageHandler waiting = incoming -> {
            signals.add(incoming.cancellation());
            awaitTheEnd();
            return NOTHING;
        };
        try (Conserje conserje =
                on(DATABASE.app(), waiting).lease(Duration.ofSeconds(2)).build()) {
            conserje.start();
            writes(conserje, guest);
            await().atMost(PATIENCE).until(() -> signals.size() == 1);
            DATABASE.run("update conserje.guest_queues set lease = gen_random_uuid(),"
                    + " leased_until = now() + interval '1 hour'");
            await().atMost(PATIENCE)
                    .until(() -> signals.getFirst().reason().equals(Optional.of(Cancellation.Reason.LEASE_LOST)));
        }
        assertThat(states()).containsExactly("pending 0");
    }

    @Test
    void aHandlerThatEndsWhenTheProcessStopsIsRecorded() {
        MessageHandler attentive = incoming -> {
            signals.add(incoming.cancellation());
            boolean told = isTold(incoming.cancellation());
            return new Answer(List.of(), Map.of("told", String.valueOf(told)));
        };
        Conserje conserje = on(DATABASE.app(), attentive).build();
        conserje.start();
        writes(conserje, guest);
        await().atMost(PATIENCE).until(() -> signals.size() == 1);
        conserje.close();
        assertThat(states()).containsExactly("handled 0");
        assertThat(conserje.sessions().find(hotel, guest).orElseThrow().attributes())
                .containsEntry("told", "true");
    }

    @Test
    void closingGivesBackWhatIsNotDoneInTime() {
        Conserje stopping = on(DATABASE.app(), incoming -> {
                    calls.incrementAndGet();
                    ignoreInterrupts();
                    return NOTHING;
                })
                .lease(LONG)
                .drain(Duration.ofMillis(200))
                .build();
        stopping.start();
        writes(stopping, guest);
        await().atMost(PATIENCE).until(() -> calls.get() == 1);
        stopping.close();
        assertThat(DATABASE.asOwner("select lease is null from conserje.guest_queues"))
                .containsExactly("t");
        try (Conserje next = on(DATABASE.app(), incoming -> NOTHING).build()) {
            next.start();
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(states()).containsExactly("handled 0"));
        }
        assertThat(DATABASE.asOwner("select number from conserje.inbox_attempts"))
                .isEmpty();
    }

    @Test
    void aQuiescedInstanceAcceptsAndClaimsNothing() {
        try (Conserje quiet = on(DATABASE.app(), incoming -> {
                            calls.incrementAndGet();
                            return NOTHING;
                        })
                        .build();
                Conserje other = on(DATABASE.app(), incoming -> NOTHING).build()) {
            quiet.start();
            assertThat(quiet.quiesce()).isTrue();
            writes(quiet, guest);
            other.start();
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(states()).containsExactly("handled 0"));
        }
        assertThat(calls).hasValue(0);
    }

    @Test
    void quiescingTellsThatSomethingIsInProgress() {
        MessageHandler slow = incoming -> {
            calls.incrementAndGet();
            awaitTheEnd();
            return NOTHING;
        };
        try (Conserje conserje =
                on(DATABASE.app(), slow).drain(Duration.ofMillis(100)).build()) {
            conserje.start();
            writes(conserje, guest);
            await().atMost(PATIENCE).until(() -> calls.get() == 1);
            assertThat(conserje.quiesce()).isFalse();
            over.countDown();
            await().atMost(PATIENCE).until(conserje::quiesce);
            assertThat(states()).containsExactly("handled 0");
        }
    }

    @Test
    void theLoopsOfAStartedInstanceAreSeen() {
        try (Conserje conserje = on(DATABASE.app(), incoming -> NOTHING).build()) {
            conserje.start();
            await().untilAsserted(() -> assertThat(conserje.heartbeats().loops())
                    .extracting(loop -> loop.name())
                    .containsExactly(
                            "abandoning",
                            "letter-sweep",
                            "lines",
                            "lock-retention",
                            "message-sweep",
                            "messages-claim",
                            "messages-release",
                            "pauses",
                            "payload-sweep",
                            "process",
                            "rate-sweep",
                            "renew",
                            "replies-claim",
                            "replies-release",
                            "reply-sweep",
                            "scheduled",
                            "scheduled-sweep",
                            "session-sweep",
                            "statuses",
                            "unrouted-sweep"));
            assertThat(conserje.heartbeats().late()).isEmpty();
        }
    }

    @Test
    void refusesTimesOutOfBounds() {
        Conserje.Builder builder = Conserje.on(DATABASE.app());
        Duration tooLong = Duration.ofHours(1).plusMillis(1);
        assertThatIllegalArgumentException().isThrownBy(() -> builder.handlerTimeout(Duration.ofMillis(9)));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.handlerTimeout(tooLong));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.senderTimeout(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.senderTimeout(tooLong));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.drain(Duration.ofMillis(-1)));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.drain(tooLong));
    }

    private static Conserje.Builder on(DataSource database, MessageHandler handler) {
        return Conserje.on(database).handler(handler).sender(reply -> new Delivery.Sent("none"));
    }

    private void writes(Conserje conserje, GuestRef who) {
        conserje.accept(hotel, List.of(Fresh.message(who, "Hola")));
    }

    private static List<String> states() {
        return DATABASE.asOwner("select state || ' ' || failures from conserje.inbox order by state");
    }

    private static String leasedUntil() {
        return DATABASE.asOwner("select leased_until::text from conserje.guest_queues")
                .getFirst();
    }

    private static List<Connection> hog(HikariDataSource pool, int connections) throws SQLException {
        List<Connection> hogged = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            hogged.add(pool.getConnection());
        }
        return hogged;
    }

    private void awaitTheEnd() {
        try {
            over.await();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    private void ignoreInterrupts() {
        while (over.getCount() > 0) {
            try {
                over.await();
            } catch (InterruptedException ignored) {
                // This is what some handlers do.
            }
        }
    }

    private static boolean isTold(Cancellation cancellation) {
        try {
            return cancellation.await(PATIENCE);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }
}
