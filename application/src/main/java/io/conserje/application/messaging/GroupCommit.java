package io.conserje.application.messaging;

import io.conserje.application.messaging.Inbox.Acceptance;
import io.conserje.application.messaging.Intake.Arrival;
import io.conserje.application.process.DatabaseClosedException;
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
 * Inboxes whose concurrent deliveries share units of work, across hotels. If no unit of work runs, a delivery is made
 * durable at once, by its own thread. Deliveries that arrive meanwhile wait, and one of their threads makes all of them
 * durable together. A delivery therefore never waits for others to arrive, and batches grow with the load. Hotels take
 * turns in a batch. A delivery is never split, and never answered before it is durable. Thread-safe; it has no thread
 * of its own.
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
    private final ReentrantLock lock = new ReentrantLock();
    /** Hotels with waiting deliveries. The first hotel is next. */
    private final Map<TenantId, Queue<Delivery>> waiting = new LinkedHashMap<>();

    private int messagesWaiting;
    private int leaders;

    /**
     * @param intake makes a batch durable
     * @param inboxes the inboxes of single hotels, for reading progress
     */
    public GroupCommit(Intake intake, Function<TenantId, Inbox> inboxes, Limits limits) {
        this.intake = intake;
        this.inboxes = inboxes;
        this.limits = limits;
    }

    /**
     * The inbox of a hotel. Its {@code accept} throws {@link StoreOverloadedException} if too many messages wait, or
     * the delivery waited for too long.
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
        /** A thread is making it durable. */
        TAKEN,
        DONE
    }

    /** One delivery. Its mutable fields are guarded by the lock. */
    private final class Delivery {
        private final TenantId tenant;
        private final List<Arrival> arrivals;
        private final Condition moved = lock.newCondition();
        private Stage stage = Stage.WAITING;
        /** Whether its thread does units of work until its own delivery is in one. */
        private boolean leads;

        private List<Acceptance> made = List.of();
        private @Nullable RuntimeException failure;

        Delivery(TenantId tenant, List<InboundMessage> messages) {
            this.tenant = tenant;
            this.arrivals = messages.stream()
                    .map(message -> new Arrival(tenant, message))
                    .toList();
        }

        /** Ends the delivery. The first result stands. */
        private void end(List<Acceptance> acceptances, @Nullable RuntimeException failed) {
            lock.lock();
            try {
                if (stage == Stage.DONE) {
                    return;
                }
                made = acceptances;
                failure = failed;
                stage = Stage.DONE;
                moved.signal();
            } finally {
                lock.unlock();
            }
        }
    }

    private List<Acceptance> accept(Delivery own) {
        enter(own);
        if (mustLead(own)) {
            try {
                while (isWaiting(own)) {
                    perform(next());
                }
            } finally {
                handOver();
            }
        }
        return outcomeOf(own);
    }

    private void enter(Delivery own) {
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
            if (leaders < limits.commits()) {
                leaders++;
                own.leads = true;
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits until this thread must lead, which is true, or another thread has made the delivery durable. */
    private boolean mustLead(Delivery own) {
        lock.lock();
        try {
            long left = limits.patience().toNanos();
            while (own.stage != Stage.DONE && !own.leads) {
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
            return own.leads;
        } catch (InterruptedException interrupted) {
            leave(own);
            if (own.leads) {
                handOver();
            }
            throw interrupted(interrupted);
        } finally {
            lock.unlock();
        }
    }

    private static StoreUnavailableException interrupted(InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        return new StoreUnavailableException(
                "Interrupted while making a delivery durable. It may be durable or not. Deliver again.", interrupted);
    }

    private void leave(Delivery own) {
        waiting.computeIfPresent(own.tenant, (tenant, queue) -> {
            if (queue.remove(own)) {
                messagesWaiting -= own.arrivals.size();
            }
            return queue.isEmpty() ? null : queue;
        });
    }

    private boolean isWaiting(Delivery own) {
        lock.lock();
        try {
            return own.stage == Stage.WAITING;
        } finally {
            lock.unlock();
        }
    }

    private List<Acceptance> outcomeOf(Delivery own) {
        lock.lock();
        try {
            while (own.stage != Stage.DONE) {
                own.moved.await();
            }
            if (own.failure != null) {
                throw own.failure;
            }
            return own.made;
        } catch (InterruptedException interrupted) {
            throw interrupted(interrupted);
        } finally {
            lock.unlock();
        }
    }

    /** The next batch: the earliest delivery of each hotel in turn, up to the limit. */
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
            batch.forEach(delivery -> delivery.end(
                    List.of(),
                    new IllegalStateException("Making a batch of deliveries durable failed with an error", fatal)));
            throw fatal;
        }
    }

    private void makeDurable(List<Delivery> batch) {
        if (batch.isEmpty()) {
            return;
        }
        try {
            List<Acceptance> made = intake.accept(batch.stream()
                    .flatMap(delivery -> delivery.arrivals.stream())
                    .toList());
            int from = 0;
            for (Delivery delivery : batch) {
                int to = from + delivery.arrivals.size();
                delivery.end(List.copyOf(made.subList(from, to)), null);
                from = to;
            }
        } catch (DatabaseClosedException closed) {
            if (closed.hotel() != null && batch.size() > 1) {
                batch.forEach(delivery -> makeDurable(List.of(delivery)));
            } else {
                batch.forEach(delivery -> delivery.end(List.of(), closed.again()));
            }
        } catch (StoreUnavailableException unavailable) {
            batch.forEach(delivery -> delivery.end(List.of(), unavailableTo(delivery, unavailable)));
        } catch (RuntimeException failed) {
            if (batch.size() == 1) {
                batch.getFirst().end(List.of(), failed);
            } else {
                // Made durable one by one, only the invalid delivery fails.
                batch.forEach(delivery -> makeDurable(List.of(delivery)));
            }
        }
    }

    /** A new exception for every thread, so that none shares a stack trace. */
    private static StoreUnavailableException unavailableTo(Delivery delivery, StoreUnavailableException cause) {
        return new StoreUnavailableException(
                "A delivery of " + delivery.arrivals.size() + " messages was not made durable: " + cause.getMessage(),
                cause);
    }

    /** Lets a waiting thread do the next unit of work, if any waits. */
    private void handOver() {
        lock.lock();
        try {
            waiting.values().stream()
                    .flatMap(Queue::stream)
                    .filter(delivery -> !delivery.leads)
                    .findFirst()
                    .ifPresentOrElse(this::appoint, () -> leaders--);
        } finally {
            lock.unlock();
        }
    }

    private void appoint(Delivery next) {
        next.leads = true;
        next.moved.signal();
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
