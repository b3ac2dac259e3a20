package io.conserje.application.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.conserje.application.fixture.Crowd;
import io.conserje.application.fixture.Fresh;
import io.conserje.application.process.DatabaseClosedException;
import io.conserje.application.store.StoreUnavailableException;
import io.conserje.domain.lock.HolderRef;
import io.conserje.domain.lock.LockEvent;
import io.conserje.domain.lock.LockEvent.Kind;
import io.conserje.domain.lock.ResourceId;
import io.conserje.domain.tenancy.TenantId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class AuditTrailTest {

    private final TenantId tenant = Fresh.tenant();
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger lost = new AtomicInteger();
    private final LockListener listener = new LockListener() {
        @Override
        public void auditEventsLost(int events, Throwable why) {
            lost.addAndGet(events);
        }
    };
    private final Store store = new Store();

    @Test
    void writesAddedEventsInTheBackground() {
        try (AuditTrail trail = trail(100)) {
            trail.add(event(1));
            until(() -> store.recorded().size() == 1);
            trail.add(event(2));
            until(() -> store.recorded().size() == 2);
        }
        assertThat(store.fences()).containsExactly(1L, 2L);
        assertThat(lost).hasValue(0);
    }

    @Test
    void aFlushWritesAllEventsInOrder() {
        store.away = true;
        try (AuditTrail trail = trail(5_000)) {
            for (int number = 1; number <= 2_500; number++) {
                trail.add(event(number));
                nanos.incrementAndGet();
            }
            trail.flush(); // a batch that the trail began to write before has failed when this returns
            store.away = false;
            trail.flush();
            assertThat(store.fences()).hasSize(2_500).isSorted();
            assertThat(store.recorded().getFirst().ago()).isEqualTo(Duration.ofNanos(2_500));
            assertThat(store.largest).isLessThanOrEqualTo(1_000);
        }
    }

    @Test
    void closingWritesTheRest() {
        AuditTrail trail = trail(10_000);
        Crowd.of(8, member -> () -> {
            for (int number = 0; number < 500; number++) {
                trail.add(event(1));
            }
            return member;
        });
        trail.close();
        trail.close();
        assertThat(store.recorded()).hasSize(4_000);
        assertThat(lost).hasValue(0);
    }

    @Test
    void aFullBufferIsWrittenByTheAddingThread() {
        store.away = true;
        try (AuditTrail trail = trail(3)) {
            trail.add(event(1));
            trail.add(event(2));
            trail.add(event(3));
            store.away = false;
            trail.add(event(4));
            assertThat(store.fences()).startsWith(1L, 2L, 3L);
        }
        assertThat(store.fences()).containsExactly(1L, 2L, 3L, 4L);
        assertThat(lost).hasValue(0);
    }

    @Test
    void reportsEventsThatAFullBufferLoses() {
        store.away = true;
        try (AuditTrail trail = trail(3)) {
            for (int number = 1; number <= 5; number++) {
                trail.add(event(number));
            }
            assertThat(lost).hasValue(2);
            store.away = false;
            until(() -> store.recorded().size() == 3);
        }
        assertThat(store.fences()).containsExactly(1L, 2L, 3L);
    }

    @Test
    void reportsEventsThatClosingLoses() {
        store.away = true;
        AuditTrail trail = trail(10);
        trail.add(event(1));
        trail.add(event(2));
        trail.close();
        assertThat(lost).hasValue(2);
        trail.add(event(3));
        assertThat(lost).hasValue(3);
        assertThat(store.recorded()).isEmpty();
    }

    @Test
    void aRefusedEventDoesNotBlockLaterOnes() {
        store.poison = true;
        try (AuditTrail trail = trail(10)) {
            trail.add(event(1));
            until(() -> lost.get() == 1);
            store.poison = false;
            trail.add(event(2));
        }
        assertThat(store.fences()).containsExactly(2L);
    }

    @Test
    void aRefusedEventDoesNotTakeOthersWithIt() {
        store.away = true;
        store.refused = 2;
        try (AuditTrail trail = trail(10)) {
            trail.add(event(1));
            trail.add(event(2));
            trail.add(event(3));
            store.away = false;
            trail.flush();
        }
        assertThat(store.fences()).containsExactly(1L, 3L);
        assertThat(lost).hasValue(1);
    }

    @Test
    void anEventOfAClosedHotelDoesNotBlockThoseOfOthers() {
        store.refusal = new DatabaseClosedException(tenant, "moves", null);
        aRefusedEventDoesNotTakeOthersWithIt();
    }

    @Test
    void nobodyWaitsForAnUnavailableStore() throws InterruptedException {
        store.away = true;
        try (AuditTrail trail = trail(1)) {
            trail.add(event(1));
            trail.flush();
            store.gate = new CountDownLatch(1);
            Thread asking = Thread.ofVirtual().start(trail::flush);
            until(() -> asking.getState() == Thread.State.WAITING);
            trail.add(event(2));
            assertThat(lost).hasValue(1);
            store.gate.countDown();
            asking.join();
        }
    }

    @Test
    void aWaitingThreadDoesNotRepeatAFailedAttempt() throws InterruptedException {
        store.gate = new CountDownLatch(1);
        try (AuditTrail trail = trail(1)) {
            trail.add(event(1));
            assertThat(store.entered.await(10, TimeUnit.SECONDS)).isTrue();
            List<Thread> adding = new ArrayList<>();
            for (int member = 0; member < 4; member++) {
                adding.add(Thread.ofVirtual().name("adding").start(() -> trail.add(event(2))));
            }
            adding.forEach(thread -> until(() -> thread.getState() == Thread.State.WAITING));
            store.away = true;
            store.gate.countDown();
            for (Thread thread : adding) {
                thread.join();
            }
            assertThat(lost).hasValue(4);
            assertThat(store.askedBy).doesNotContain("adding");
            store.away = false;
        }
    }

    @Test
    void readsTheAgeOfAnEventWhenItIsRecorded() {
        try (AuditTrail trail = trail(10)) {
            trail.add(event(1));
            until(() -> store.recorded().size() == 1);
            nanos.set(3_000);
            assertThat(store.recorded().getFirst().ago()).isEqualTo(Duration.ofNanos(3_000));
        }
    }

    @Test
    void simultaneousEventsKeepTheirOrder() throws InterruptedException {
        AtomicLong still = new AtomicLong();
        AtomicBoolean ticking = new AtomicBoolean();
        store.gate = new CountDownLatch(1);
        LongSupplier clock = () -> ticking.get() ? still.addAndGet(1_000) : still.get();
        try (AuditTrail trail = new AuditTrail(store, 10, clock, listener)) {
            trail.add(event(1));
            assertThat(store.entered.await(10, TimeUnit.SECONDS)).isTrue();
            trail.add(event(2));
            trail.add(event(3));
            store.gate.countDown();
            trail.flush();
            ticking.set(true);
            List<Long> ages = store.recorded().stream()
                    .skip(1)
                    .map(happened -> happened.ago().toNanos())
                    .toList();
            assertThat(ages).hasSize(2);
            assertThat(ages.getFirst()).isEqualTo(ages.getLast());
        }
    }

    @Test
    void reportsEventsOfUnknownHotels() {
        store.unknown = 1;
        try (AuditTrail trail = trail(10)) {
            trail.add(event(1));
            until(() -> lost.get() == 1);
        }
    }

    @Test
    void addingDoesNotWaitForTheStore() throws InterruptedException {
        store.gate = new CountDownLatch(1);
        try (AuditTrail trail = trail(10)) {
            trail.add(event(1));
            assertThat(store.entered.await(10, TimeUnit.SECONDS)).isTrue();
            trail.add(event(2));
            trail.add(event(3));
            store.gate.countDown();
        }
        assertThat(store.fences()).containsExactly(1L, 2L, 3L);
    }

    @Test
    void itsCapacityHasBounds() {
        assertThatIllegalArgumentException().isThrownBy(() -> trail(0));
        assertThatIllegalArgumentException().isThrownBy(() -> trail(1_000_001));
    }

    private AuditTrail trail(int capacity) {
        return new AuditTrail(store, capacity, nanos::get, listener);
    }

    private LockEvent event(long fence) {
        return new LockEvent(tenant, new ResourceId("room:101"), Kind.ACQUIRED, new HolderRef("ana"), fence, Map.of());
    }

    private static void until(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static final class Store implements LockAudit {

        private final List<Happened> recorded = new ArrayList<>();
        private final CountDownLatch entered = new CountDownLatch(1);
        private final Queue<String> askedBy = new ConcurrentLinkedQueue<>();
        private volatile CountDownLatch gate = new CountDownLatch(0);
        private volatile boolean away;
        private volatile boolean poison;
        private volatile long refused = -1;
        private volatile RuntimeException refusal = new IllegalStateException("one is refused for ever");
        private volatile int unknown;
        private volatile int largest;

        synchronized List<Happened> recorded() {
            return List.copyOf(recorded);
        }

        List<Long> fences() {
            return recorded().stream().map(happened -> happened.event().fence()).toList();
        }

        @Override
        public int record(List<Happened> events) {
            askedBy.add(Thread.currentThread().getName());
            entered.countDown();
            try {
                gate.await();
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
            }
            if (away) {
                throw new StoreUnavailableException("away", new IllegalStateException());
            }
            if (events.stream().anyMatch(happened -> happened.event().fence() == refused)) {
                throw refusal;
            }
            if (poison) {
                throw new IllegalStateException("refused for ever");
            }
            synchronized (this) {
                largest = Math.max(largest, events.size());
                recorded.addAll(events);
            }
            return events.size() - unknown;
        }

        @Override
        public List<Entry> find(Query query) {
            return List.of();
        }

        @Override
        public int forget(Duration age, int most) {
            return 0;
        }
    }
}
