package io.conserje.application.lock;

import io.conserje.application.fixture.SettableClock;
import io.conserje.application.memory.InMemory;
import java.time.Duration;

/** Watching changes nothing of what it watches. */
final class WatchedRoomHoldsTest implements RoomHoldsContract {

    private final SettableClock clock = new SettableClock();

    @Override
    public RoomHolds holds() {
        return new Watched(event -> {}, LockListener.NONE).holds(memory);
    }

    private final RoomHolds memory = InMemory.roomHolds(clock);

    @Override
    public void letPass(Duration duration) {
        clock.advance(duration);
    }
}
