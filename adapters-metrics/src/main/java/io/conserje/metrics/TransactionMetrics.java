package io.conserje.metrics;

import io.conserje.application.transaction.TransactionListener;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Counts units of work on the database. It looks up no meter per event, because there are several per message.
 * Thread-safe.
 */
final class TransactionMetrics implements TransactionListener {

    private final Counter tenant;
    private final Counter system;

    TransactionMetrics(MeterRegistry registry) {
        this.tenant = counter(registry, Scope.TENANT);
        this.system = counter(registry, Scope.SYSTEM);
    }

    @Override
    public void transactionDone(Scope scope) {
        switch (scope) {
            case TENANT -> tenant.increment();
            case SYSTEM -> system.increment();
        }
    }

    private static Counter counter(MeterRegistry registry, Scope scope) {
        return Counter.builder("rls.transactions")
                .description("Units of work on the database, by the rows that they could see")
                .tag("scope", scope.label())
                .register(registry);
    }
}
