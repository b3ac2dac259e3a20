package io.conserje.bootstrap.metrics;

import io.conserje.application.lock.LockListener;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what becomes of holds and leases, and logs audit events that were lost. Every series is there from the start; no label
 * holds a room, a holder or a tenant. Thread-safe.
 */
public final class LockMetrics implements LockListener {

    private static final Logger LOG = LoggerFactory.getLogger(LockMetrics.class);

    private final MeterRegistry registry;

    public LockMetrics(MeterRegistry registry) {
        this.registry = registry;
        for (Result result : Result.values()) {
            for (Operation operation : Operation.values()) {
                operation(operation, result);
            }
            extension(result);
        }
        conflicts();
        expirations();
        lost();
    }

    @Override
    public void ended(Operation operation, Result result) {
        operation(operation, result).increment();
        if (result == Result.CONFLICT) {
            conflicts().increment();
        }
        if (operation == Operation.HOLD_EXTEND) {
            extension(result).increment();
        }
    }

    @Override
    public void expired(int number) {
        expirations().increment(number);
    }

    @Override
    public void auditLost(int events, Throwable why) {
        lost().increment(events);
        LOG.error("{} events of the lock audit were lost: {}", events, why.getMessage());
    }

    private Counter operation(Operation operation, Result result) {
        return Counter.builder("lock.operations")
                .description("What became of operations on holds and leases")
                .tag("operation", operation.label())
                .tag("result", result.label())
                .register(registry);
    }

    private Counter conflicts() {
        return Counter.builder("lock.conflicts")
                .description("Claims that were refused")
                .register(registry);
    }

    private Counter extension(Result result) {
        return Counter.builder("lock.extensions")
                .description("What became of extensions of holds")
                .tag("result", result.label())
                .register(registry);
    }

    private Counter expirations() {
        return Counter.builder("lock.expirations")
                .description("Holds and leases that ended by themselves, as later claims found them")
                .register(registry);
    }

    private Counter lost() {
        return Counter.builder("lock.audit.lost")
                .description("Audit events that could not be recorded")
                .register(registry);
    }
}
