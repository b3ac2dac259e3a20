package io.conserje.application.messaging;

import io.conserje.application.messaging.Inbox.Acceptance;
import io.conserje.application.messaging.Intake.Arrival;
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
 * Inboxes whose concurrent deliveries share units of work, across hotels. A delivery that finds nobody at work is made durable
 * at once, by its own thread; those that come meanwhile wait, and are then made durable together by one of them. So nothing
 * waits for company, and the busier it is, the larger the batches. Hotels take turns in a batch, a delivery is never split, and
 * none is answered before it is durable. Thread-safe; it has no thread of its own.
 */
public final class GroupCommit implements Function<TenantId, Inbox> {

    /**
     * What bounds it.
     *
     * @param batch messages in one unit of work at most, 1 to 1000; a larger delivery goes alone
     * @param queued messages that may wait at most, 1 to 1 000 000; above it deliveries are turned away
     * @param commits units of work at the same time at most, 1 to 64
     * @param patience how long a delivery waits for its unit of work to begin at most
     */
    public record Limits(int batch, int queued, int commits, Duration patience) {

        /** 128 messages, 4096 waiting, 2 at once, 5 seconds. */
        public static final Limits DEFAULT = new Limits(128, 4096, 2, Duration.ofSeconds(5));

        /** @throws IllegalArgumentException if one is out of bounds */
        public Limits {
            check("Messages in a batch", batch, 1000);
            check("Waiting messages", queued, 1_000_000);
            check("Commits at once", commits, 64);
            if (!patience.isPositive()) {
                throw new IllegalArgumentException("Patience must be positive, was " + patience + ". Example: PT5S");
            }
        }

        private static void check(String what, int value, int most) {
            if (value < 1 || value > most) {
                throw new IllegalArgumentException(what + " are 1 to " + most + ", were " + value);
            }
        }
    }

    private final Intake intake;
    private final Function<TenantId, Inbox> inboxes;
    private final Limits limits;
    private final ReentrantLock lock = new ReentrantLock();
    /** Hotels with waiting deliveries; the first one's turn is next. */
    private final Map<TenantId, Queue<Delivery>> waiting = new LinkedHashMap<>();

    private int messagesWaiting;
    private int atWork;

    /**
     * @param intake makes a batch durable
     * @param inboxes of single hotels, for looking things up
     */
    public GroupCommit(Intake intake, Function<TenantId, Inbox> inboxes, Limits limits) {
        this.intake = intake;
        this.inboxes = inboxes;
        this.limits = limits;
    }

    /**
     * The inbox of a hotel. Its {@code accept} throws {@link StoreOverloadedException} when too much is waiting already, or
     * waited for too long.
     */
    @Override
    public Inbox apply(TenantId tenant) {
        return new Grouped(tenant);
    }

    /** How many messages wait for a unit of work now. */
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
        /** Somebody is making it durable. */
        TAKEN,
        DONE
    }

    /** The guarded fields belong to the lock. */
    private final class Delivery {
        private final TenantId tenant;
        private final List<Arrival> arrivals;
        private final Condition moved = lock.newCondition();
        private Stage stage = Stage.WAITING;
        /** Its thread is to do units of work until its own delivery is in one. */
        private boolean leads;

        private List<Acceptance> made = List.of();
        private @Nullable RuntimeException failure;

        Delivery(TenantId tenant, List<InboundMessage> messages) {
            this.tenant = tenant;
            this.arrivals = messages.stream()
                    .map(message -> new Arrival(tenant, message))
                    .toList();
        }

        /** Once: what it ended with stands. */
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
                        messagesWaiting + " messages wait to be made durable, and no more than " + limits.queued()
                                + " may. Deliver again later.");
            }
            waiting.computeIfAbsent(own.tenant, tenant -> new ArrayDeque<>()).add(own);
            messagesWaiting += size;
            if (atWork < limits.commits()) {
                atWork++;
                own.leads = true;
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits until this delivery's thread is to work, or somebody else has worked for it. */
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
                    throw new StoreOverloadedException("A delivery waited " + limits.patience()
                            + " to be made durable, and was not begun. Deliver again later.");
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
                "Interrupted while a delivery was made durable; it may be, or not. Deliver again.", interrupted);
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

    /** The next batch: of each hotel in turn the earliest delivery, as long as there is room. */
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
                // Its thread sleeps on, to be woken once.
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

    /** Whatever happens, nobody in the batch is left waiting. */
    private void perform(List<Delivery> batch) {
        try {
            makeDurable(batch);
        } catch (Error fatal) {
            batch.forEach(delivery -> delivery.end(
                    List.of(), new IllegalStateException("A batch of deliveries ended in an error", fatal)));
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
        } catch (StoreUnavailableException unavailable) {
            batch.forEach(delivery -> delivery.end(List.of(), unavailableTo(delivery, unavailable)));
        } catch (RuntimeException failed) {
            if (batch.size() == 1) {
                batch.getFirst().end(List.of(), failed);
            } else {
                // One hotel's bad delivery is nobody else's: each by itself shows whose it was.
                batch.forEach(delivery -> makeDurable(List.of(delivery)));
            }
        }
    }

    /** One exception for each thread that throws it. */
    private static StoreUnavailableException unavailableTo(Delivery delivery, StoreUnavailableException cause) {
        return new StoreUnavailableException(
                "A delivery of " + delivery.arrivals.size() + " messages was not made durable: " + cause.getMessage(),
                cause);
    }

    /** Lets somebody who waits do the next unit of work, if somebody does. */
    private void handOver() {
        lock.lock();
        try {
            waiting.values().stream()
                    .flatMap(Queue::stream)
                    .filter(delivery -> !delivery.leads)
                    .findFirst()
                    .ifPresentOrElse(this::appoint, () -> atWork--);
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
