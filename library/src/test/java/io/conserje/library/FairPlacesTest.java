package io.conserje.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.conserje.application.fixture.Fresh;
import io.conserje.application.messaging.MessageHandler.Answer;
import io.conserje.application.messaging.ReplySender.Delivery;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.testing.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class FairPlacesTest {

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration BOUND = Duration.ofSeconds(2);
    private static final Answer NOTHING = new Answer(List.of(), Map.of());

    private final TenantId flooding = Fresh.tenant();
    private final TenantId slow = Fresh.tenant();
    private final TenantId newcomer = Fresh.tenant();
    private final CountDownLatch over = new CountDownLatch(1);
    private final Map<TenantId, AtomicInteger> begun = new ConcurrentHashMap<>();

    @BeforeEach
    void openTheHotels() {
        DATABASE.empty();
        DATABASE.givenTenants(flooding, slow, newcomer);
    }

    @AfterEach
    void letGo() {
        over.countDown();
    }

    @Test
    void aFloodOfSlowMessagesDoesNotHoldUpANewcomer() {
        try (Conserje conserje = conserje(8)) {
            conserje.start();
            floods(conserje, flooding, 50);
            floods(conserje, slow, 50);
            await().atMost(PATIENCE).until(() -> begun(flooding) + begun(slow) == 7);
            assertThat(List.of(begun(flooding), begun(slow))).containsExactlyInAnyOrder(4, 3);
            List<Duration> waits = new ArrayList<>();
            for (int message = 1; message <= 10; message++) {
                int expected = message;
                long accepted = System.nanoTime();
                writes(conserje, newcomer);
                await().atMost(PATIENCE).pollInterval(Duration.ofMillis(5)).until(() -> begun(newcomer) == expected);
                waits.add(Duration.ofNanos(System.nanoTime() - accepted));
            }
            assertThat(waits).allSatisfy(wait -> assertThat(wait).isLessThan(BOUND));
            assertThat(begun(flooding) + begun(slow)).isEqualTo(7);
            over.countDown();
            await().atMost(PATIENCE).until(() -> begun(flooding) + begun(slow) == 100);
        }
    }

    @Test
    void theOnlyPlaceIsForEveryHotel() {
        over.countDown();
        try (Conserje conserje = conserje(1)) {
            conserje.start();
            floods(conserje, flooding, 3);
            await().atMost(PATIENCE).until(() -> begun(flooding) == 3);
        }
    }

    @Test
    void refusesAShareOutOfBounds() {
        Conserje.Builder builder = Conserje.on(DATABASE.app());
        assertThatIllegalArgumentException().isThrownBy(() -> builder.hotelShare(0));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.hotelShare(101));
    }

    /** The handler is slow for every hotel but the newcomer. */
    private Conserje conserje(int places) {
        return Conserje.on(DATABASE.app())
                .handler(incoming -> {
                    TenantId hotel = incoming.tenant().id();
                    begun.computeIfAbsent(hotel, key -> new AtomicInteger()).incrementAndGet();
                    if (!hotel.equals(newcomer)) {
                        awaitTheEnd();
                    }
                    return NOTHING;
                })
                .sender(reply -> new Delivery.Sent("none"))
                .concurrency(places)
                .build();
    }

    private int begun(TenantId hotel) {
        AtomicInteger count = begun.get(hotel);
        return count == null ? 0 : count.get();
    }

    private static void floods(Conserje conserje, TenantId hotel, int guests) {
        for (int guest = 0; guest < guests; guest++) {
            writes(conserje, hotel);
        }
    }

    private static void writes(Conserje conserje, TenantId hotel) {
        conserje.accept(hotel, List.of(Fresh.message(Fresh.guest(), "Hola")));
    }

    private void awaitTheEnd() {
        try {
            over.await();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }
}
