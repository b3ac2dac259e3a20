package io.conserje.library.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.conserje.application.memory.InMemory;
import io.conserje.application.messaging.Cancellation;
import io.conserje.application.messaging.Room;
import io.conserje.application.process.Heartbeats;
import io.conserje.application.store.StoreUnavailableException;
import io.conserje.application.tenancy.TenantDirectory;
import io.conserje.domain.tenancy.Tenant;
import io.conserje.domain.tenancy.TenantId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WorkLoopTest {

    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int ROOM = 3;
    private static final TenantDirectory NO_TENANTS = InMemory.tenants();
    private static final Shares HALF = new Shares(50, NO_TENANTS);

    private final Pieces pieces = new Pieces();
    private final AtomicLong nanos = new AtomicLong();
    private final Heartbeats heartbeats = new Heartbeats(nanos::get);
    private final CountDownLatch open = new CountDownLatch(1);

    /** Items that are done when the gate is open. */
    private final class Pieces implements Work<Integer> {
        private final Queue<Integer> due = new ConcurrentLinkedQueue<>();
        private final Queue<Integer> asked = new ConcurrentLinkedQueue<>();
        private final Queue<Room> rooms = new ConcurrentLinkedQueue<>();
        private volatile IntFunction<TenantId> hotelOf = piece -> new TenantId("hotel" + piece);
        private final Queue<Integer> begun = new ConcurrentLinkedQueue<>();
        private final Queue<Integer> done = new ConcurrentLinkedQueue<>();
        private final Queue<Integer> announced = new ConcurrentLinkedQueue<>();
        private final Queue<String> cancelled = new ConcurrentLinkedQueue<>();
        private final AtomicInteger errorsToCome = new AtomicInteger();
        private final Queue<Integer> released = new ConcurrentLinkedQueue<>();
        private final AtomicInteger atOnce = new AtomicInteger();
        private final AtomicInteger maxAtOnce = new AtomicInteger();
        private final AtomicInteger failuresToCome = new AtomicInteger();
        private final Map<Integer, CountDownLatch> gates = new ConcurrentHashMap<>();
        private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
        private final AtomicInteger beingReleased = new AtomicInteger();
        private Runnable uponClaim = () -> {};
        private volatile Runnable uponRelease = () -> {};

        @Override
        public String name() {
            return "pieces";
        }

        @Override
        public TenantId hotel(Integer piece) {
            return hotelOf.apply(piece);
        }

        @Override
        public List<Integer> claim(int max, Duration lease, Room room) {
            asked.add(max);
            rooms.add(room);
            if (failuresToCome.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                throw new StoreUnavailableException("away on purpose", null);
            }
            if (errorsToCome.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                throw new OutOfMemoryError("for a moment, on purpose");
            }
            List<Integer> claimed = new ArrayList<>();
            while (claimed.size() < max && !due.isEmpty()) {
                claimed.add(due.remove());
            }
            if (!claimed.isEmpty()) {
                uponClaim.run();
            }
            return claimed;
        }

        @Override
        public void perform(Integer piece) {
            begun.add(piece);
            threads.add(Thread.currentThread());
            maxAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
            try {
                gates.getOrDefault(piece, open).await();
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
            } finally {
                atOnce.decrementAndGet();
            }
            if (piece < -1) {
                throw new NoClassDefFoundError("fails on purpose");
            }
            if (piece < 0) {
                throw new IllegalStateException("fails on purpose");
            }
            done.add(piece);
        }

        @Override
        public void announceStop(Integer piece) {
            announced.add(piece);
        }

        @Override
        public void cancel(Integer piece, Cancellation.Reason reason) {
            cancelled.add(piece + " " + reason);
            gates.getOrDefault(piece, open).countDown();
        }

        @Override
        public void release(Integer piece) {
            beingReleased.incrementAndGet();
            uponRelease.run();
            released.add(piece);
            due.add(piece);
        }
    }

    private interface Closing extends AutoCloseable {
        @Override
        void close();
    }

    /** Lets the items in progress end first, so that nobody waits for them. */
    private void closeAfterAll(WorkLoop<Integer> loop) {
        open.countDown();
        loop.close(PATIENCE);
    }

    @AfterEach
    void openTheGate() {
        open.countDown();
    }

    @Test
    void claimsNothingWhileClosedAndEndsWhatIsInHand() {
        AtomicBoolean mayClaim = new AtomicBoolean(true);
        WorkLoop<Integer> loop = new WorkLoop<>(pieces, ROOM, HALF, LONG, mayClaim::get, heartbeats);
        try (Closing closing = () -> loop.close(PATIENCE)) {
            pieces.due.add(1);
            loop.start();
            await().until(() -> pieces.begun.size() == 1);
            mayClaim.set(false);
            pieces.due.add(2);
            loop.wake();
            await().until(() -> loop.inHand() == 1);
            open.countDown();
            await().until(() -> loop.inHand() == 0);
            assertThat(pieces.done).containsExactly(1);
            assertThat(pieces.due).containsExactly(2);

            mayClaim.set(true);
            loop.wake();
            await().until(() -> pieces.done.contains(2));
        }
    }

    @Test
    void claimsTheRestAsThreadsBecomeFree() {
        WorkLoop<Integer> loop = loop(LONG);
        try (Closing closing = () -> loop.close(PATIENCE)) {
            pieces.due.addAll(List.of(1, 2, 3, 4, 5, 6, 7));
            loop.start();
            await().until(() -> pieces.begun.size() == ROOM);
            assertThat(pieces.due).hasSize(4);
            open.countDown();
            await().until(() -> pieces.done.size() == 7);
            assertThat(pieces.asked).allSatisfy(max -> assertThat(max).isBetween(1, ROOM));
        }
        assertThat(pieces.released).isEmpty();
    }

    @Test
    void claimsForEverySlotThatBecomesFree() {
        List<Integer> eight = List.of(1, 2, 3, 4, 5, 6, 7, 8);
        eight.forEach(piece -> pieces.gates.put(piece, new CountDownLatch(1)));
        pieces.due.addAll(eight);
        WorkLoop<Integer> loop = new WorkLoop<>(pieces, 8, HALF, LONG, () -> true, heartbeats);
        try (Closing closing = () -> loop.close(PATIENCE)) {
            loop.start();
            await().until(() -> pieces.begun.size() == 8);
            assertThat(pieces.asked)
                    .as("one half is claimed while the other is done, and the last place is kept for a new hotel")
                    .containsExactly(4, 3, 1);
            for (int done = 1; done <= 8; done++) {
                int room = Math.clamp(done - 1, 1, 4);
                int over = done;
                pieces.gates.getOrDefault(done, open).countDown();
                await().until(() -> pieces.done.size() == over);
                pieces.asked.clear();
                loop.wake();
                await().until(() -> pieces.asked.contains(room));
                assertThat(pieces.asked).allSatisfy(max -> assertThat(max).isLessThanOrEqualTo(room));
            }
        }
    }

    @Test
    void oneHotelLeavesPlacesToOthers() {
        pieces.hotelOf = piece -> new TenantId(piece < 100 ? "flooding" : "new" + piece);
        pieces.due.addAll(IntStream.range(0, 20).boxed().toList());
        WorkLoop<Integer> loop = new WorkLoop<>(pieces, 8, HALF, LONG, () -> true, heartbeats);
        try (Closing closing = () -> closeAfterAll(loop)) {
            loop.start();
            await().until(() -> !pieces.released.isEmpty());
            assertThat(pieces.begun).as("half of the places").hasSize(4);
            pieces.due.clear();
            pieces.due.add(100);
            await().until(() -> pieces.begun.contains(100));
            assertThat(pieces.rooms).contains(new Room(8, 50, Map.of(new TenantId("flooding"), 0)));
        }
    }

    @Test
    void theLastPlaceIsForAHotelThatHasNone() {
        pieces.hotelOf = piece -> new TenantId("hotel" + piece / 10);
        WorkLoop<Integer> loop = new WorkLoop<>(pieces, 3, new Shares(100, NO_TENANTS), LONG, () -> true, heartbeats);
        try (Closing closing = () -> closeAfterAll(loop)) {
            pieces.due.addAll(List.of(1, 2, 3));
            loop.start();
            await().until(() -> pieces.released.contains(3));
            assertThat(pieces.begun).containsExactlyInAnyOrder(1, 2);
            pieces.due.clear();
            pieces.due.add(10);
            await().until(() -> pieces.begun.contains(10));
        }
    }

    @Test
    void aHotelsOwnShareCounts() {
        TenantId small = new TenantId("small");
        InMemory.Tenants tenants = InMemory.tenants();
        Tenant named = Tenant.named(small, "Small");
        tenants.register(new Tenant(small, "Small", named.status(), named.zone(), named.hours(), 25));
        pieces.hotelOf = piece -> small;
        pieces.due.addAll(List.of(1, 2, 3, 4));
        WorkLoop<Integer> loop = new WorkLoop<>(pieces, 8, new Shares(50, tenants), LONG, () -> true, heartbeats);
        try (Closing closing = () -> closeAfterAll(loop)) {
            loop.start();
            await().until(() -> !pieces.released.isEmpty());
            assertThat(pieces.begun).hasSize(2);
        }
    }

    @Test
    void prefetchesFastItemsWithinTheConcurrency() {
        open.countDown();
        WorkLoop<Integer> loop = loop(LONG);
        try (Closing closing = () -> loop.close(PATIENCE)) {
            beQuick(loop);
            assertThat(pieces.asked).allSatisfy(max -> assertThat(max).isBetween(1, 2 * ROOM));
            assertThat(pieces.maxAtOnce).hasValueLessThanOrEqualTo(ROOM);
        }
    }

    @Test
    void releasesPrefetchedItemsThatHaveToWait() {
        open.countDown();
        WorkLoop<Integer> loop = loop(LONG);
        CountDownLatch slow = new CountDownLatch(1);
        List<Integer> slowOnes = IntStream.range(1_000_000, 1_000_100).boxed().toList();
        slowOnes.forEach(piece -> pieces.gates.put(piece, slow));
        try (Closing closing = () -> loop.close(PATIENCE)) {
            beQuick(loop);
            pieces.due.clear();
            await().until(() -> pieces.done.size() == pieces.begun.size());
            pieces.begun.clear();
            pieces.due.addAll(slowOnes);
            loop.wake();
            await().until(() -> !pieces.released.isEmpty() && pieces.due.size() == slowOnes.size() - ROOM);
            assertThat(pieces.begun).hasSize(ROOM).doesNotContainAnyElementsOf(pieces.released);
            slow.countDown();
            await().until(() -> pieces.done.containsAll(slowOnes));
            assertThat(pieces.begun).containsExactlyInAnyOrderElementsOf(slowOnes);
        }
    }

    @Test
    void showsTheItemsThatAreClaimed() {
        WorkLoop<Integer> loop = loop(LONG);
        try (Closing closing = () -> loop.close(PATIENCE)) {
            pieces.due.addAll(List.of(1, 2));
            loop.start();
            await().untilAsserted(() -> assertThat(loop.claimed()).containsExactlyInAnyOrder(1, 2));
            open.countDown();
            await().untilAsserted(() -> assertThat(loop.claimed()).isEmpty());
        }
    }

    @Test
    void cancelsAnItemWhoseLeaseIsLost() {
        pieces.gates.put(1, new CountDownLatch(1));
        WorkLoop<Integer> loop = loop(LONG);
        try (Closing closing = () -> loop.close(PATIENCE)) {
            pieces.due.add(1);
            loop.start();
            await().until(() -> pieces.begun.contains(1));
            loop.lost(1);
            assertThat(pieces.cancelled).containsExactly("1 LEASE_LOST");
            await().until(() -> loop.claimed().isEmpty());
        }
    }

    @Test
    void outlivesErrors() {
        open.countDown();
        WorkLoop<Integer> loop = loop(LONG);
        try (Closing closing = () -> loop.close(PATIENCE)) {
            pieces.errorsToCome.set(2);
            pieces.due.addAll(List.of(-2, -3, -4, -5, 6, 7));
            loop.start();
            await().atMost(PATIENCE).until(() -> pieces.done.containsAll(List.of(6, 7)));
            assertThat(loop.claimed()).isEmpty();
            assertThat(heartbeats.late()).isEmpty();
        }
    }

    @Test
    void aLoopThatHangsIsLate() {
        CountDownLatch hanging = new CountDownLatch(1);
        open.countDown();
        WorkLoop<Integer> loop = loop(LONG);
        pieces.uponClaim = () -> {
            try {
                hanging.await();
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
            }
        };
        try (Closing closing = () -> loop.close(PATIENCE)) {
            loop.start();
            await().untilAsserted(() -> assertThat(heartbeats.loops())
                    .extracting(Heartbeats.Loop::name)
                    .containsExactly("pieces-claim", "pieces-release"));
            pieces.due.add(1);
            await().until(() -> pieces.due.isEmpty());
            nanos.addAndGet(Duration.ofMinutes(2).toNanos());
            await().untilAsserted(() -> assertThat(heartbeats.late())
                    .extracting(Heartbeats.Loop::name)
                    .containsExactly("pieces-claim"));
            hanging.countDown();
            await().untilAsserted(() -> assertThat(heartbeats.late()).isEmpty());
        }
        await().untilAsserted(() -> assertThat(heartbeats.loops()).isEmpty());
    }

    @Test
    void aLoopWhosePlacesAreAllTakenIsNotLate() {
        WorkLoop<Integer> loop = loop(LONG);
        try (Closing closing = () -> loop.close(PATIENCE)) {
            pieces.due.addAll(List.of(1, 2, 3, 4));
            loop.start();
            await().until(() -> pieces.begun.size() == ROOM);
            nanos.addAndGet(Duration.ofMinutes(2).toNanos());
            await().untilAsserted(() -> assertThat(heartbeats.late()).isEmpty());
            open.countDown();
        }
    }

    @Test
    void cancelsWhatIsNotDoneWithinTheTimeout() {
        pieces.gates.put(1, new CountDownLatch(1));
        WorkLoop<Integer> loop = loop(LONG);
        pieces.due.add(1);
        loop.start();
        await().until(() -> pieces.begun.contains(1));
        assertThat(loop.close(Duration.ofMillis(50))).isEqualTo(1);
        assertThat(pieces.announced).containsExactly(1);
        assertThat(pieces.cancelled).containsExactly("1 STOPPING");
        assertThat(loop.claimed()).isEmpty();
    }

    @Test
    void continuesAfterAFailureOfTheStoreOrAnItem() {
        open.countDown();
        WorkLoop<Integer> loop = loop(LONG);
        try (Closing closing = () -> loop.close(PATIENCE)) {
            pieces.failuresToCome.set(1);
            pieces.due.addAll(List.of(-1, 2));
            loop.start();
            await().until(() -> pieces.done.contains(2));
            pieces.due.addAll(List.of(3, 4, 5, 6));
            loop.wake();
            await().until(() -> pieces.done.size() == 5);
        }
    }

    @Test
    void anIdleLoopClaimsAtOnceWhenWoken() {
        open.countDown();
        WorkLoop<Integer> loop = loop(LONG);
        try (Closing closing = () -> loop.close(PATIENCE)) {
            loop.start();
            List<Long> waited = new ArrayList<>();
            for (int piece = 0; piece < 5; piece++) {
                int asked = pieces.asked.size();
                // By then the loop pauses for more than a third of a second.
                await().until(() -> pieces.asked.size() > asked + 6);
                waited.add(millisUntilDone(loop, piece));
            }
            assertThat(waited.stream().sorted().skip(2).findFirst().orElseThrow())
                    .as("the median of %s ms", waited)
                    .isLessThan(100);
        }
    }

    @Test
    void releasesWhatIsClaimedWhileStopping() {
        WorkLoop<Integer> loop = new WorkLoop<>(pieces, 4, HALF, LONG, () -> true, heartbeats);
        CountDownLatch closing = new CountDownLatch(1);
        pieces.uponClaim = () -> {
            Thread closer = Thread.ofVirtual().start(() -> {
                closing.countDown();
                loop.close(PATIENCE);
            });
            try {
                closing.await();
                while (closer.getState() != Thread.State.TIMED_WAITING) {
                    LockSupport.parkNanos(1_000_000);
                }
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
            }
        };
        pieces.due.addAll(List.of(1, 2));
        loop.start();
        await().untilAsserted(() -> assertThat(pieces.released).containsExactlyInAnyOrder(1, 2));
        assertThat(pieces.begun).isEmpty();
    }

    @Test
    void closingWaitsForItemsInProgress() {
        WorkLoop<Integer> loop = loop(LONG);
        pieces.due.add(1);
        loop.start();
        await().until(() -> pieces.begun.contains(1));
        Thread closer = Thread.ofVirtual().start(() -> loop.close(PATIENCE));
        await().until(() -> closer.getState() == Thread.State.TIMED_WAITING);
        assertThat(pieces.done).isEmpty();
        open.countDown();
        await().until(() -> !closer.isAlive());
        assertThat(pieces.done).containsExactly(1);
    }

    @Test
    void closingStopsWaitingAfterTheTimeout() {
        WorkLoop<Integer> loop = loop(LONG);
        pieces.due.addAll(List.of(1, 2, 3, 4));
        loop.start();
        await().until(() -> pieces.begun.size() == ROOM);
        int asked = pieces.asked.size();
        long begun = System.nanoTime();
        loop.close(Duration.ofMillis(50));
        assertThat(Duration.ofNanos(System.nanoTime() - begun))
                .as("all places are taken, and the loop waits for one")
                .isBetween(Duration.ofMillis(50), PATIENCE.dividedBy(2));
        open.countDown();
        await().until(() -> pieces.done.size() == ROOM);
        assertThat(pieces.asked).hasSize(asked);
        assertThat(pieces.due).containsExactly(4);
    }

    @Test
    void closingKeepsItsTimeoutIfReleasesHang() {
        open.countDown();
        WorkLoop<Integer> loop = loop(LONG);
        CountDownLatch away = new CountDownLatch(1);
        beQuick(loop);
        pieces.uponRelease = () -> {
            try {
                away.await();
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
            }
        };
        pieces.gates.putAll(IntStream.range(0, 100_000).boxed().collect(Collectors.toMap(one -> one, one -> away)));
        await().until(() -> pieces.beingReleased.get() > 0);
        long begun = System.nanoTime();
        loop.close(Duration.ofMillis(50));
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(PATIENCE.dividedBy(2));
        away.countDown();
    }

    @Test
    void eachItemHasItsOwnThread() {
        open.countDown();
        WorkLoop<Integer> loop = loop(LONG);
        try (Closing closing = () -> loop.close(PATIENCE)) {
            beQuick(loop);
        }
        assertThat(pieces.threads).hasSize(pieces.begun.size());
    }

    @Test
    void aLoopThatNeverStartedCanBeClosed() {
        loop(LONG).close(PATIENCE);
        assertThat(pieces.asked).isEmpty();
    }

    /** Gives the loop so many fast items that it prefetches. */
    private void beQuick(WorkLoop<Integer> loop) {
        pieces.due.addAll(IntStream.range(0, 100_000).boxed().toList());
        loop.start();
        await().until(() -> pieces.asked.contains(2 * ROOM));
    }

    private long millisUntilDone(WorkLoop<Integer> loop, int piece) {
        long begun = System.nanoTime();
        pieces.due.add(piece);
        loop.wake();
        await().pollInterval(Duration.ofMillis(1)).until(() -> pieces.done.contains(piece));
        return Duration.ofNanos(System.nanoTime() - begun).toMillis();
    }

    private WorkLoop<Integer> loop(Duration lease) {
        return new WorkLoop<>(pieces, ROOM, HALF, lease, () -> true, heartbeats);
    }
}
