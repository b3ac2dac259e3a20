package io.conserje.application.lock;

import io.conserje.application.fixture.SettableClock;
import io.conserje.application.memory.InMemory;
import java.time.Duration;

/** Watching changes nothing of what it watches. */
final class WatchedLeasesTest implements LeasesContract {

    private final SettableClock clock = new SettableClock();
    private final Leases memory = InMemory.leases(clock);

    @Override
    public Leases leases() {
        return new Watched(event -> {}, LockListener.NONE).leases(memory);
    }

    @Override
    public void letPass(Duration duration) {
        clock.advance(duration);
    }
}
