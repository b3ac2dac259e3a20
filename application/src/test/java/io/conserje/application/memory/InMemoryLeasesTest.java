package io.conserje.application.memory;

import io.conserje.application.fixture.SettableClock;
import io.conserje.application.lock.Leases;
import io.conserje.application.lock.LeasesContract;
import java.time.Duration;

final class InMemoryLeasesTest implements LeasesContract {

    private final SettableClock clock = new SettableClock();
    private final Leases leases = InMemory.leases(clock);

    @Override
    public Leases leases() {
        return leases;
    }

    @Override
    public void letPass(Duration duration) {
        clock.advance(duration);
    }
}
