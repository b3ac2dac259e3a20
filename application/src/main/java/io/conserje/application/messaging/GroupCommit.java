package io.conserje.application.messaging;

import io.conserje.application.messaging.Inbox.Acceptance;
import io.conserje.application.messaging.Intake.Arrival;
import io.conserje.application.process.DatabaseClosedException;
import io.conserje.application.store.StoreBusyException;
import io.conserje.application.store.StoreOverloadedException;
import io.conserje.application.store.StoreUnavailableException;
import io.conserje.domain.messaging.InboundMessage;
import io.conserje.domain.messaging.ProviderMessageId;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.TenantId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Inboxes whose concurrent deliveries share units of work, across hotels. If fewer units of work run than allowed, a
 * delivery is made durable at once. Deliveries that arrive meanwhile wait, and the next unit of work makes all of them
 * durable together. A delivery therefore never waits for others to arrive, and batches grow with the load. Hotels take
 * turns in a batch. A delivery is never answered before it is durable.
 *
 * <p>Batches run on threads of their own, in no caller's transaction. If a batch fails because of one of its
 * deliveries, such as one for a guest whose row is locked, each is made durable by itself ({@link LoneDeliveries}).
 * Thread-safe.
 */
public final class GroupCommit implements Function<TenantId, Inbox> {

    /**
     * The limits of a group commit.
     *
     * @param batch the maximum number of messages in a unit of work, 1 to 1000. A larger delivery has its own
     * @param queued the maximum number of waiting messages, 1 to 1 000 000. Further deliveries are rejected
     * @param commits the maximum number of concurrent units of work, 1 to 64
     * @param patience the maximum time for which a delivery waits for its unit of work to begin
     */
    public record Limits(int batch, int queued, int commits, Duration patience) {

        /** 128 messages in a batch, 4096 waiting, 2 units of work, 5 seconds. */
        public static final Limits DEFAULT = new Limits(128, 4096, 2, Duration.ofSeconds(5));

        /** @throws IllegalArgumentException if one is out of bounds */
        public Limits {
            check("batch", batch, 1000);
            check("queued", queued, 1_000_000);
            check("commits", commits, 64);
            if (!patience.isPositive()) {
                throw new IllegalArgumentException("`patience` must be positive, was " + patience + ". Example: PT5S");
            }
        }

        private static void check(String what, int value, int max) {
            if (value < 1 || value > max) {
                throw new IllegalArgumentException("`" + what + "` must be 1 to " + max + ", was " + value);
            }
        }
    }

    private final Intake intake;
    private final Function<TenantId, Inbox> inboxes;
    private final Limits limits;
    private final LoneDeliveries lone;
    private final ReentrantLock lock = new ReentrantLock();
    /** Hotels with waiting deliveries. The first hotel is next. */
    private final Map<TenantId, Queue<Delivery>> waiting = new LinkedHashMap<>();

    private int messagesWaiting;
    private int workers;

    /**
     * @param intake makes a batch durable
     * @param inboxes the inboxes of single hotels, for reading progress
     */
    public GroupCommit(Intake intake, Function<TenantId, Inbox> inboxes, Limits limits) {
        this.intake = intake;
        this.inboxes = inboxes;
        this.limits = limits;
        this.lone = new LoneDeliveries(intake, limits.patience());
    }

    /**
     * The inbox of a hotel. Its {@code accept} throws {@link StoreOverloadedException} if too many messages wait, or
     * the delivery waited for too long. If a row of one guest is locked, it throws {@link StoreBusyException}, and the
     * messages of the delivery's other guests are durable: they are duplicates when it is delivered again.
     */
    @Override
    public Inbox apply(TenantId tenant) {
        return new Grouped(tenant);
    }

    /** The number of messages that wait for a unit of work. */
    public int waiting() {
        lock.lock();
        try {
            return messagesWaiting;
        } finally {
            lock.unlock();
        }
    }

    private enum Stage {
        WAITING,
        /** A batch has it. */
        TAKEN,
        /** The batch failed. Its own thread makes it durable. */
        LEFT,
        DONE
    }

    /** One delivery. Its mutable fields are guarded by the lock. */
    private final class Delivery {
        private final TenantId tenant;
        private final List<Arrival> arrivals;
        private final Condition moved = lock.newCondition();
        private Stage stage = Stage.WAITING;
        private List<Acceptance> made = List.of();
        private @Nullable RuntimeException failure;

        Delivery(TenantId tenant, List<InboundMessage> messages) {
            this.tenant = tenant;
            this.arrivals = messages.stream()
                    .map(message -> new Arrival(tenant, message))
                    .toList();
        }

        private void succeed(List<Acceptance> acceptances) {
            end(Stage.DONE, acceptances, null);
        }

        private void fail(RuntimeException failed) {
            end(Stage.DONE, List.of(), failed);
        }

        private void leaveToItsThread() {
            end(Stage.LEFT, List.of(), null);
        }

        /** The first end stands. */
        private void end(Stage last, List<Acceptance> acceptances, @Nullable RuntimeException failed) {
            lock.lock();
            try {
                if (stage != Stage.TAKEN) {
                    return;
                }
                made = acceptances;
                failure = failed;
                stage = last;
                moved.signal();
            } finally {
                lock.unlock();
            }
        }
    }

    private List<Acceptance> accept(Delivery own) {
        intake.refuseNesting();
        if (lone.concerns(own.arrivals)) {
            return lone.accept(own.arrivals);
        }
        if (enter(own)) {
            startWorker(own);
        }
        return endsInABatch(own) ? own.made : lone.accept(own.arrivals);
    }

    /** Queues a delivery; true if the caller must start a worker. */
    private boolean enter(Delivery own) {
        lock.lock();
        try {
            int size = own.arrivals.size();
            if (messagesWaiting > 0 && messagesWaiting + size > limits.queued()) {
                throw new StoreOverloadedException(
                        messagesWaiting + " messages wait to be made durable, and the limit is " + limits.queued()
                                + ". Deliver again later.");
            }
            waiting.computeIfAbsent(own.tenant, tenant -> new ArrayDeque<>()).add(own);
            messagesWaiting += size;
            if (workers == limits.commits()) {
                return false;
            }
            workers++;
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void startWorker(Delivery own) {
        try {
            Thread.ofVirtual().name("accept").start(this::work);
        } catch (Error noThread) {
            lock.lock();
            try {
                workers--;
                leave(own);
            } finally {
                lock.unlock();
            }
            throw noThread;
        }
    }

    private void work() {
        for (List<Delivery> batch = next(); !batch.isEmpty(); batch = next()) {
            perform(batch);
        }
    }

    /** Waits for the delivery's batch. True if it was made durable; false if its own thread must do that. */
    private boolean endsInABatch(Delivery own) {
        lock.lock();
        try {
            long left = limits.patience().toNanos();
            while (own.stage == Stage.WAITING || own.stage == Stage.TAKEN) {
                if (own.stage == Stage.TAKEN) {
                    own.moved.await();
                } else if (left > 0) {
                    left = own.moved.awaitNanos(left);
                } else {
                    leave(own);
                    throw new StoreOverloadedException("A delivery waited for " + limits.patience()
                            + " and was not begun. Nothing was accepted. Deliver again later.");
                }
            }
            if (own.failure != null) {
                throw own.failure;
            }
            return own.stage == Stage.DONE;
        } catch (InterruptedException interrupted) {
            leave(own);
            Thread.currentThread().interrupt();
            throw new StoreUnavailableException(
                    "Interrupted while making a delivery durable. It may be durable or not. Deliver again.",
                    interrupted);
        } finally {
            lock.unlock();
        }
    }

    private void leave(Delivery own) {
        waiting.computeIfPresent(own.tenant, (tenant, queue) -> {
            if (queue.remove(own)) {
                messagesWaiting -= own.arrivals.size();
            }
            return queue.isEmpty() ? null : queue;
        });
    }

    /** The next batch: the earliest delivery of each hotel in turn, up to the limit. An empty batch ends the worker. */
    private List<Delivery> next() {
        lock.lock();
        try {
            List<Delivery> batch = new ArrayList<>();
            int messages = 0;
            while (!waiting.isEmpty()) {
                TenantId turn = waiting.keySet().iterator().next();
                Queue<Delivery> queue = waiting.getOrDefault(turn, new ArrayDeque<>());
                int size = queue.element().arrivals.size();
                if (!batch.isEmpty() && messages + size > limits.batch()) {
                    break;
                }
                Delivery taken = queue.remove();
                // Its thread is not woken yet: it wakes once, when the delivery is done.
                taken.stage = Stage.TAKEN;
                batch.add(taken);
                messages += size;
                waiting.remove(turn);
                if (!queue.isEmpty()) {
                    waiting.put(turn, queue);
                }
            }
            messagesWaiting -= messages;
            if (batch.isEmpty()) {
                workers--;
            }
            return batch;
        } finally {
            lock.unlock();
        }
    }

    /** Makes a batch durable. Every delivery in it ends, even on an error. */
    private void perform(List<Delivery> batch) {
        try {
            makeDurable(batch);
        } catch (Error fatal) {
            // The worker goes on, because it would not be replaced.
            batch.forEach(delivery -> delivery.fail(
                    new IllegalStateException("Making a batch of deliveries durable failed with an error", fatal)));
        }
    }

    private void makeDurable(List<Delivery> batch) {
        try {
            List<Acceptance> made = intake.accept(batch.stream()
                    .flatMap(delivery -> delivery.arrivals.stream())
                    .toList());
            int from = 0;
            for (Delivery delivery : batch) {
                int to = from + delivery.arrivals.size();
                delivery.succeed(List.copyOf(made.subList(from, to)));
                from = to;
            }
        } catch (DatabaseClosedException closed) {
            if (closed.hotel() == null) {
                batch.forEach(delivery -> delivery.fail(closed.again()));
            } else {
                batch.forEach(Delivery::leaveToItsThread);
            }
        } catch (StoreBusyException locked) {
            batch.forEach(Delivery::leaveToItsThread);
        } catch (StoreUnavailableException unavailable) {
            batch.forEach(delivery -> delivery.fail(unavailableTo(delivery, unavailable)));
        } catch (RuntimeException failed) {
            // Made durable one by one, only the invalid delivery fails.
            batch.forEach(Delivery::leaveToItsThread);
        }
    }

    /** A new exception for every thread, so that none shares a stack trace. */
    private static StoreUnavailableException unavailableTo(Delivery delivery, StoreUnavailableException cause) {
        return new StoreUnavailableException(
                "A delivery of " + delivery.arrivals.size() + " messages was not made durable: " + cause.getMessage(),
                cause);
    }

    private final class Grouped implements Inbox {

        private final TenantId tenant;

        Grouped(TenantId tenant) {
            this.tenant = tenant;
        }

        @Override
        public List<Acceptance> accept(List<InboundMessage> messages) {
            return messages.isEmpty() ? List.of() : GroupCommit.this.accept(new Delivery(tenant, messages));
        }

        @Override
        public Optional<Progress> progressOf(Channel channel, ProviderMessageId id) {
            return inboxes.apply(tenant).progressOf(channel, id);
        }
    }
}
