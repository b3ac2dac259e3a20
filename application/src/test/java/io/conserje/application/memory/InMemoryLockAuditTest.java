package io.conserje.application.memory;

import io.conserje.application.fixture.SettableClock;
import io.conserje.application.lock.LockAudit;
import io.conserje.application.lock.LockAuditContract;

final class InMemoryLockAuditTest implements LockAuditContract {

    private final SettableClock clock = new SettableClock();
    private final LockAudit audit = InMemory.lockAudit(clock);

    @Override
    public LockAudit audit() {
        return audit;
    }

    @Override
    public void emptyStore() {
        // Every test has a store of its own.
    }
}
