package io.conserje.application.messaging;

import io.conserje.application.messaging.Endings.Ending;
import io.conserje.application.messaging.Faults.Held;
import io.conserje.application.process.DatabaseClosedException;
import io.conserje.application.store.StoreBusyException;
import io.conserje.application.store.StoreUnavailableException;
import io.conserje.domain.dlq.Attempt;
import io.conserje.domain.messaging.Reply;
import io.conserje.domain.tenancy.TenantId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Turns whose concurrent ends share units of work, across hotels. If fewer than two units of work run, an end is
 * recorded at once. Ends that arrive meanwhile are recorded together by the next unit of work. No call returns before
 * its end is durable.
 *
 * <p>If a batch fails because of one of its ends, such as one of a guest whose row is locked, each thread records its
 * own end, and waits for its row. Thread-safe.
 */
public final class GroupedTurns implements Turns {

    private static final int BATCH = 128;
    private static final int MAX_WORKERS = 2;
    /** How often a single turn is tried while something is in its way. Each try waits for one statement timeout. */
    private static final int TRIES = 4;

    private final Turns turns;
    private final Endings endings;
    private final ReentrantLock lock = new ReentrantLock();
    private final Queue<Waiting> waiting = new ArrayDeque<>();
    private int workers;

    /** @param made the outcome; empty if the caller must record the end by itself */
    private record Waiting(Ending ending, CompletableFuture<Optional<Outcome>> made) {

        UUID lease() {
            return ending.turn().lease();
        }
    }

    /**
     * @param turns does everything except ending messages together
     * @param endings ends messages together
     */
    public GroupedTurns(Turns turns, Endings endings) {
        this.turns = turns;
        this.endings = endings;
    }

    @Override
    public Outcome finish(Turn turn, List<Reply> replies) {
        Waiting own = new Waiting(new Ending(turn, replies), new CompletableFuture<>());
        if (enter(own)) {
            Thread.ofVirtual().name("finish").start(this::work);
        }
        return outcomeOf(own).orElseGet(() -> patiently(() -> turns.finish(turn, replies)));
    }

    /** Queues an end; true if the caller must start a worker. */
    private boolean enter(Waiting own) {
        lock.lock();
        try {
            waiting.add(own);
            if (workers == MAX_WORKERS) {
                return false;
            }
            workers++;
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void work() {
        for (List<Waiting> batch = next(); !batch.isEmpty(); batch = next()) {
            perform(batch);
        }
    }

    /** The next batch, with each turn at most once. An empty batch ends the worker. */
    private List<Waiting> next() {
        lock.lock();
        try {
            List<Waiting> batch = new ArrayList<>();
            Set<UUID> leases = new HashSet<>();
            while (batch.size() < BATCH
                    && !waiting.isEmpty()
                    && leases.add(waiting.element().lease())) {
                batch.add(waiting.remove());
            }
            if (batch.isEmpty()) {
                workers--;
            }
            return batch;
        } finally {
            lock.unlock();
        }
    }

    private void perform(List<Waiting> batch) {
        try {
            List<Outcome> made =
                    endings.finish(batch.stream().map(Waiting::ending).toList());
            for (int i = 0; i < batch.size(); i++) {
                batch.get(i).made().complete(Optional.of(made.get(i)));
            }
        } catch (DatabaseClosedException closed) {
            if (closed.hotel() == null) {
                batch.forEach(one -> one.made().completeExceptionally(closed));
            } else {
                // Only the ends of that hotel fail. A message of another one would be handled twice.
                batch.forEach(GroupedTurns::leaveToItsThread);
            }
        } catch (StoreBusyException locked) {
            batch.forEach(GroupedTurns::leaveToItsThread);
        } catch (StoreUnavailableException unavailable) {
            batch.forEach(one -> one.made().completeExceptionally(unavailable));
        } catch (RuntimeException failed) {
            // Recorded one by one, only the invalid end fails.
            batch.forEach(GroupedTurns::leaveToItsThread);
        } catch (Error fatal) {
            // The waiting threads get the error. The worker goes on, because it would not be replaced.
            batch.forEach(one -> one.made().completeExceptionally(fatal));
        }
    }

    private static void leaveToItsThread(Waiting one) {
        one.made().complete(Optional.empty());
    }

    /** A lease ends by itself, so the last try is not far away. */
    private static Outcome patiently(Supplier<Outcome> recording) {
        for (int attempt = 1; attempt < TRIES; attempt++) {
            try {
                return recording.get();
            } catch (StoreBusyException locked) {
                // Again.
            }
        }
        return recording.get();
    }

    private static Optional<Outcome> outcomeOf(Waiting own) {
        try {
            return own.made().get();
        } catch (ExecutionException failed) {
            Throwable cause = failed.getCause();
            throw thrown(cause == null ? failed : cause);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailableException(
                    "Interrupted while recording the end of a message."
                            + " If it was not recorded, the message is handled again.",
                    interrupted);
        }
    }

    /** A new exception for every thread, so that none shares a stack trace. */
    private static RuntimeException thrown(Throwable cause) {
        return switch (cause) {
            case StoreUnavailableException unavailable ->
                new StoreUnavailableException(
                        "The end of a message was not recorded: " + unavailable.getMessage(), unavailable);
            case RuntimeException failed -> failed;
            default -> new IllegalStateException("Recording the end of a message ended in an error", cause);
        };
    }

    @Override
    public List<Turn> claim(int max, Duration lease, Room room) {
        return turns.claim(max, lease, room);
    }

    @Override
    public Outcome renew(Turn turn, Duration lease) {
        return turns.renew(turn, lease);
    }

    @Override
    public Outcome retry(Turn turn, Attempt failure, Duration after, LaterMessages laterMessages) {
        return patiently(() -> turns.retry(turn, failure, after, laterMessages));
    }

    @Override
    public Outcome deadLetter(Turn turn, Attempt failure) {
        return patiently(() -> turns.deadLetter(turn, failure));
    }

    @Override
    public Outcome release(Turn turn, Duration after) {
        return turns.release(turn, after);
    }

    @Override
    public Outcome hold(Turn turn, Held held) {
        return turns.hold(turn, held);
    }

    @Override
    public Optional<Turn> claimOne(TenantId tenant, Duration lease) {
        return turns.claimOne(tenant, lease);
    }

    @Override
    public Duration age(Turn turn) {
        return turns.age(turn);
    }

    @Override
    public Optional<String> raw(Turn turn) {
        return turns.raw(turn);
    }
}
