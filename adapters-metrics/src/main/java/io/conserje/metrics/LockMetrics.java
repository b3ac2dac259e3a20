package io.conserje.metrics;

import io.conserje.application.lock.LockListener;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** Counts the results of operations on holds and leases. Thread-safe. */
final class LockMetrics implements LockListener {

    private final MeterRegistry registry;

    LockMetrics(MeterRegistry registry) {
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
    public void operationEnded(Operation operation, Result result) {
        operation(operation, result).increment();
        if (result == Result.CONFLICT) {
            conflicts().increment();
        }
        if (operation == Operation.HOLD_EXTEND) {
            extension(result).increment();
        }
    }

    @Override
    public void locksExpired(int number) {
        expirations().increment(number);
    }

    @Override
    public void auditEventsLost(int events, Throwable cause) {
        lost().increment(events);
    }

    private Counter operation(Operation operation, Result result) {
        return Counter.builder("lock.operations")
                .description("Operations on holds and leases, by result")
                .tag("operation", operation.label())
                .tag("result", result.label())
                .register(registry);
    }

    private Counter conflicts() {
        return Counter.builder("lock.conflicts")
                .description("Claims of holds and leases that were refused")
                .register(registry);
    }

    private Counter extension(Result result) {
        return Counter.builder("lock.extensions")
                .description("Extensions of holds, by result")
                .tag("result", result.label())
                .register(registry);
    }

    private Counter expirations() {
        return Counter.builder("lock.expirations")
                .description("Holds and leases that expired and were found by later claims")
                .register(registry);
    }

    private Counter lost() {
        return Counter.builder("lock.audit.lost")
                .description("Audit events that could not be recorded")
                .register(registry);
    }
}
