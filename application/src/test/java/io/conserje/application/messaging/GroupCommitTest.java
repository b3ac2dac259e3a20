package io.conserje.application.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.conserje.application.fixture.Crowd;
import io.conserje.application.fixture.Fresh;
import io.conserje.application.fixture.SettableClock;
import io.conserje.application.memory.InMemory;
import io.conserje.application.memory.InMemoryMessagingStores;
import io.conserje.application.messaging.GroupCommit.Limits;
import io.conserje.application.messaging.Inbox.Acceptance;
import io.conserje.application.store.StoreBusyException;
import io.conserje.application.store.StoreOverloadedException;
import io.conserje.application.store.StoreUnavailableException;
import io.conserje.domain.messaging.InboundMessage;
import io.conserje.domain.tenancy.TenantId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class GroupCommitTest extends InMemoryMessagingStores implements InboxContract {

    private static final Duration LONG = Duration.ofMinutes(1);

    /** A store whose units of work begin when they are let. */
    private static final class Gate implements Intake {
        private final InMemory.Messages store = InMemory.messages(new SettableClock(), UUID::randomUUID);
        private final BlockingQueue<List<Arrival>> begun = new LinkedBlockingQueue<>();
        private final Semaphore open = new Semaphore(0);
        private volatile Function<List<Arrival>, List<Acceptance>> work = store.intake()::accept;

        @Override
        public List<Acceptance> accept(List<Arrival> arrivals) {
            begun.add(arrivals);
            open.acquireUninterruptibly();
            return work.apply(arrivals);
        }

        /** The next unit of work that has begun. */
        private List<Arrival> next() throws InterruptedException {
            List<Arrival> batch = begun.poll(30, TimeUnit.SECONDS);
            assertThat(batch).as("a unit of work begins").isNotNull();
            return batch == null ? List.of() : batch;
        }
    }

    private final Gate gate = new Gate();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final TenantId hotel = Fresh.tenant();
    private final TenantId other = Fresh.tenant();

    @Override
    public Function<TenantId, Inbox> inboxes() {
        return new GroupCommit(messages.intake(), messages.inboxes(), Limits.DEFAULT);
    }

    @AfterEach
    void stop() {
        gate.open.release(1_000);
        threads.shutdownNow();
    }

    @Test
    void anIdleCommitTakesADeliveryAtOnce() throws Exception {
        GroupCommit group = group(new Limits(10, 100, 1, LONG));
        Future<List<Acceptance>> made = deliver(group, hotel, 1);
        assertThat(gate.next()).hasSize(1);
        assertThat(made).isNotDone();
        gate.open.release();
        assertThat(made.get()).singleElement().isInstanceOf(Acceptance.Accepted.class);
        assertThat(group.waiting()).isZero();
    }

    @Test
    void waitingDeliveriesShareOneUnitOfWork() throws Exception {
        GroupCommit group = group(new Limits(10, 100, 1, LONG));
        Future<List<Acceptance>> first = deliver(group, hotel, 1);
        gate.next();
        List<Future<List<Acceptance>>> rest = new ArrayList<>();
        for (int delivery = 0; delivery < 3; delivery++) {
            rest.add(deliver(group, hotel, 2));
            awaitWaiting(group, 2 * (delivery + 1));
        }
        gate.open.release();
        first.get();
        assertThat(gate.next()).hasSize(6);
        assertThat(rest).noneMatch(Future::isDone);
        gate.open.release();
        for (Future<List<Acceptance>> made : rest) {
            assertThat(made.get()).hasSize(2).allMatch(Acceptance.Accepted.class::isInstance);
        }
    }

    @Test
    void boundsABatchAndNeverSplitsADelivery() throws Exception {
        GroupCommit group = group(new Limits(5, 100, 1, LONG));
        begin(group, hotel, 1);
        gate.next();
        begin(group, hotel, 3);
        awaitWaiting(group, 3);
        begin(group, hotel, 3);
        awaitWaiting(group, 6);
        begin(group, hotel, 9);
        awaitWaiting(group, 15);
        gate.open.release(4);
        assertThat(gate.next()).hasSize(3);
        assertThat(gate.next()).hasSize(3);
        assertThat(gate.next()).hasSize(9);
    }

    @Test
    void hotelsTakeTurnsInABatch() throws Exception {
        GroupCommit group = group(new Limits(2, 100, 1, LONG));
        begin(group, hotel, 1);
        gate.next();
        for (int flood = 1; flood <= 10; flood++) {
            begin(group, hotel, 1);
            awaitWaiting(group, flood);
        }
        begin(group, other, 1);
        awaitWaiting(group, 11);
        gate.open.release();
        assertThat(gate.next()).extracting(Intake.Arrival::tenant).containsExactlyInAnyOrder(hotel, other);
    }

    @Test
    void rejectsDeliveriesAboveTheLimit() throws Exception {
        GroupCommit group = group(new Limits(10, 4, 1, LONG));
        begin(group, hotel, 1);
        gate.next();
        begin(group, hotel, 3);
        awaitWaiting(group, 3);
        InboundMessage tooMuch = Fresh.message(Fresh.guest());
        assertThatThrownBy(() -> group.apply(hotel).accept(List.of(tooMuch, Fresh.message(Fresh.guest()))))
                .isInstanceOf(StoreOverloadedException.class)
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("4");
        Future<List<Acceptance>> fits = deliver(group, other, 1);
        gate.open.release(10);
        assertThat(fits.get()).hasSize(1);
        assertThat(group.apply(hotel).progressOf(tooMuch.guest().channel(), tooMuch.providerId()))
                .isEmpty();
    }

    @Test
    void takesALargeDeliveryIfNoneWaits() throws Exception {
        GroupCommit group = group(new Limits(10, 4, 1, LONG));
        gate.open.release(1);
        assertThat(deliver(group, hotel, 20).get()).hasSize(20);
    }

    @Test
    void rejectsADeliveryThatWaitedTooLong() throws Exception {
        GroupCommit group = group(new Limits(10, 100, 1, Duration.ofMillis(50)));
        begin(group, hotel, 1);
        gate.next();
        InboundMessage late = Fresh.message(Fresh.guest());
        assertThatThrownBy(() -> group.apply(hotel).accept(List.of(late)))
                .isInstanceOf(StoreOverloadedException.class)
                .hasMessageContaining("not begun");
        assertThat(group.waiting()).isZero();
        gate.open.release(10);
        assertThat(deliver(group, hotel, 1).get()).hasSize(1);
        assertThat(group.apply(hotel).progressOf(late.guest().channel(), late.providerId()))
                .isEmpty();
    }

    @Test
    void severalUnitsOfWorkRunAtOnceUpToTheLimit() throws Exception {
        GroupCommit group = group(new Limits(10, 100, 2, LONG));
        begin(group, hotel, 1);
        gate.next();
        begin(group, hotel, 1);
        gate.next();
        begin(group, hotel, 1);
        awaitWaiting(group, 1);
        assertThat(gate.begun).isEmpty();
    }

    @Test
    void anUnavailableStoreFailsTheWholeBatch() throws Exception {
        GroupCommit group = group(new Limits(10, 100, 1, LONG));
        Future<List<Acceptance>> first = deliver(group, hotel, 1);
        gate.next();
        Future<List<Acceptance>> second = deliver(group, other, 1);
        awaitWaiting(group, 1);
        gate.work = arrivals -> {
            throw new StoreUnavailableException("the store is away", null);
        };
        gate.open.release(2);
        for (Future<List<Acceptance>> made : List.of(first, second)) {
            assertThatThrownBy(made::get)
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("the store is away");
        }
        gate.work = gate.store.intake()::accept;
        gate.open.release(1);
        assertThat(deliver(group, hotel, 1).get()).hasSize(1);
    }

    @Test
    void anInvalidDeliveryDoesNotAffectOthers() throws Exception {
        GroupCommit group = group(new Limits(10, 100, 1, LONG));
        begin(group, hotel, 1);
        gate.next();
        Future<List<Acceptance>> bad = deliver(group, hotel, 1);
        awaitWaiting(group, 1);
        Future<List<Acceptance>> good = deliver(group, other, 1);
        awaitWaiting(group, 2);
        gate.work = arrivals -> {
            if (arrivals.stream().anyMatch(arrival -> arrival.tenant().equals(hotel))) {
                throw new IllegalArgumentException("a NUL character");
            }
            return gate.store.intake().accept(arrivals);
        };
        gate.open.release(10);
        assertThat(good.get()).hasSize(1);
        assertThatThrownBy(bad::get).cause().isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aBusyGuestFailsAlone() throws Exception {
        GroupCommit group = group(new Limits(10, 100, 1, LONG));
        begin(group, hotel, 1);
        gate.next();
        Future<List<Acceptance>> bad = deliver(group, hotel, 1);
        awaitWaiting(group, 1);
        Future<List<Acceptance>> good = deliver(group, other, 1);
        awaitWaiting(group, 2);
        gate.work = this::busyForHotel;
        gate.open.release(100);
        assertThat(good.get()).hasSize(1);
        assertThatThrownBy(bad::get).cause().isInstanceOf(StoreBusyException.class);
    }

    @Test
    void aGuestThatWasBusySharesNoBatchUntilItsMessageIsAccepted() throws Exception {
        GroupCommit group = group(new Limits(10, 100, 1, LONG));
        gate.open.release(100);
        gate.work = this::busyForHotel;
        InboundMessage message = Fresh.message(Fresh.guest());
        assertThatThrownBy(() -> group.apply(hotel).accept(List.of(message))).isInstanceOf(StoreBusyException.class);
        gate.begun.clear();
        assertThatThrownBy(() -> group.apply(hotel).accept(List.of(message))).isInstanceOf(StoreBusyException.class);
        assertThat(gate.begun).as("tried once, by itself").hasSize(1);
        gate.work = gate.store.intake()::accept;
        assertThat(group.apply(hotel).accept(List.of(message))).hasSize(1);
        assertThat(group.apply(hotel).accept(List.of(message)))
                .singleElement()
                .isInstanceOf(Acceptance.Duplicate.class);
    }

    @Test
    void aHotelOfSeveralBusyGuestsSharesNoBatchUntilAMessageIsAccepted() {
        GroupCommit group = group(new Limits(10, 100, 1, LONG));
        gate.open.release(100);
        gate.work = this::busyForHotel;
        assertBusy(group, "together, and by itself", 2);
        assertBusy(group, "together, and by itself", 2);
        assertBusy(group, "by itself", 1);
        gate.work = gate.store.intake()::accept;
        assertThat(group.apply(hotel).accept(List.of(Fresh.message(Fresh.guest()))))
                .hasSize(1);
        gate.work = this::busyForHotel;
        assertBusy(group, "together, and by itself", 2);
    }

    private void assertBusy(GroupCommit group, String tried, int times) {
        gate.begun.clear();
        assertThatThrownBy(() -> group.apply(hotel).accept(List.of(Fresh.message(Fresh.guest()))))
                .isInstanceOf(StoreBusyException.class);
        assertThat(gate.begun).as(tried).hasSize(times);
    }

    @Test
    void theOtherGuestsOfABusyDeliveryAreAccepted() {
        GroupCommit group = group(new Limits(10, 100, 1, LONG));
        gate.open.release(100);
        InboundMessage bad = Fresh.message(Fresh.guest());
        InboundMessage good = Fresh.message(Fresh.guest());
        gate.work = arrivals -> {
            if (arrivals.stream().anyMatch(arrival -> arrival.message().equals(bad))) {
                throw new StoreBusyException("a row is locked", null);
            }
            return gate.store.intake().accept(arrivals);
        };
        assertThatThrownBy(() -> group.apply(hotel).accept(List.of(bad, good))).isInstanceOf(StoreBusyException.class);
        gate.work = gate.store.intake()::accept;
        assertThat(group.apply(hotel).accept(List.of(bad, good)))
                .extracting(Object::getClass)
                .containsExactly(Acceptance.Accepted.class, Acceptance.Duplicate.class);
    }

    @Test
    void anInterruptedDeliveryDoesNotInterruptItsBatch() throws Exception {
        GroupCommit group = group(new Limits(10, 100, 1, LONG));
        gate.work = arrivals -> {
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
            return gate.store.intake().accept(arrivals);
        };
        Future<List<Acceptance>> interrupted = deliver(group, hotel, 1);
        gate.next();
        Future<List<Acceptance>> follower = deliver(group, other, 1);
        awaitWaiting(group, 1);
        assertThat(interrupted.cancel(true)).isTrue();
        gate.open.release(2);
        assertThat(follower.get()).hasSize(1);
    }

    private List<Acceptance> busyForHotel(List<Intake.Arrival> arrivals) {
        if (arrivals.stream().anyMatch(arrival -> arrival.tenant().equals(hotel))) {
            throw new StoreBusyException("a row is locked", null);
        }
        return gate.store.intake().accept(arrivals);
    }

    @Test
    void anErrorEndsEveryDelivery() throws Exception {
        assertNobodyWaitsAfter(arrivals -> {
            throw new AssertionError("out of something");
        });
    }

    @Test
    void anErrorInASingleDeliveryEndsEveryDelivery() throws Exception {
        assertNobodyWaitsAfter(arrivals -> {
            if (arrivals.size() > 1) {
                throw new IllegalStateException("not together");
            }
            throw new AssertionError("out of something");
        });
    }

    /** One is made durable, and two wait for their turn together. */
    private void assertNobodyWaitsAfter(Intake failing) throws Exception {
        GroupCommit group = group(new Limits(10, 100, 1, LONG));
        Future<List<Acceptance>> first = deliver(group, hotel, 1);
        gate.next();
        Future<List<Acceptance>> leader = deliver(group, hotel, 1);
        awaitWaiting(group, 1);
        Future<List<Acceptance>> follower = deliver(group, other, 1);
        awaitWaiting(group, 2);
        gate.work = failing::accept;
        gate.open.release(10);
        for (Future<List<Acceptance>> made : List.of(first, leader, follower)) {
            assertThatThrownBy(() -> made.get(20, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class);
        }
        gate.work = gate.store.intake()::accept;
        assertThat(deliver(group, hotel, 1).get()).hasSize(1);
    }

    @Test
    void anInterruptedWaitingThreadKeepsItsFlag() throws Exception {
        GroupCommit group = group(new Limits(10, 100, 1, LONG));
        begin(group, hotel, 1);
        gate.next();
        List<Object> ends = new ArrayList<>();
        Thread waiting = Thread.ofVirtual().start(() -> {
            try {
                group.apply(hotel).accept(List.of(Fresh.message(Fresh.guest())));
            } catch (StoreUnavailableException given) {
                ends.add(given);
                ends.add(Thread.currentThread().isInterrupted());
            }
        });
        awaitWaiting(group, 1);
        waiting.interrupt();
        waiting.join();
        assertThat(ends).hasSize(2).contains(true);
        assertThat(group.waiting()).isZero();
    }

    @Test
    void anInterruptedDeliveryHasAnUnknownResult() throws Exception {
        GroupCommit group = group(new Limits(10, 100, 1, LONG));
        begin(group, hotel, 1);
        gate.next();
        begin(group, hotel, 1);
        awaitWaiting(group, 1);
        List<Object> ends = new ArrayList<>();
        Thread follower = Thread.ofVirtual().start(() -> {
            try {
                group.apply(other).accept(List.of(Fresh.message(Fresh.guest())));
            } catch (StoreUnavailableException unknown) {
                ends.add(unknown);
            }
        });
        awaitWaiting(group, 2);
        gate.open.release();
        assertThat(gate.next()).hasSize(2);
        follower.interrupt();
        follower.join();
        assertThat(ends).hasSize(1);
    }

    @Test
    void aCrowdLosesNothingAndSharesWork() {
        gate.open.release(100_000);
        GroupCommit group = group(new Limits(16, 10_000, 2, LONG));
        InboundMessage everybodys = Fresh.message(Fresh.guest());
        List<List<Acceptance>> made = Crowd.of(32, member -> () -> {
            List<Acceptance> mine = new ArrayList<>();
            for (int delivery = 0; delivery < 20; delivery++) {
                mine.addAll(group.apply(member % 3 == 0 ? hotel : other)
                        .accept(List.of(everybodys, Fresh.message(Fresh.guest()))));
            }
            return mine;
        });
        assertThat(made)
                .flatMap(mine -> mine)
                .hasSize(32 * 40)
                .filteredOn(Acceptance.Accepted.class::isInstance)
                .hasSize(32 * 20 + 2);
        assertThat(group.waiting()).isZero();
    }

    @Test
    void nothingDeliveredIsNothingToWaitFor() {
        assertThat(group(Limits.DEFAULT).apply(hotel).accept(List.of())).isEmpty();
        assertThat(gate.begun).isEmpty();
    }

    @Test
    void refusesInvalidLimits() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Limits(0, 1, 1, LONG));
        assertThatIllegalArgumentException().isThrownBy(() -> new Limits(1001, 1, 1, LONG));
        assertThatIllegalArgumentException().isThrownBy(() -> new Limits(1, 0, 1, LONG));
        assertThatIllegalArgumentException().isThrownBy(() -> new Limits(1, 1, 65, LONG));
        assertThatIllegalArgumentException().isThrownBy(() -> new Limits(1, 1, 1, Duration.ZERO));
    }

    private GroupCommit group(Limits limits) {
        return new GroupCommit(gate, gate.store.inboxes(), limits);
    }

    private Future<List<Acceptance>> deliver(GroupCommit group, TenantId tenant, int messages) {
        List<InboundMessage> delivery = new ArrayList<>();
        for (int message = 0; message < messages; message++) {
            delivery.add(Fresh.message(Fresh.guest()));
        }
        return threads.submit(() -> group.apply(tenant).accept(delivery));
    }

    /** A delivery whose outcome does not matter. */
    private void begin(GroupCommit group, TenantId tenant, int messages) {
        Future<List<Acceptance>> unused = deliver(group, tenant, messages);
    }

    private static void awaitWaiting(GroupCommit group, int messages) {
        await().until(() -> group.waiting() == messages);
    }
}
