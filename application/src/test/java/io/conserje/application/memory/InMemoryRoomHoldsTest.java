package io.conserje.application.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.conserje.application.fixture.Fresh;
import io.conserje.application.fixture.SettableClock;
import io.conserje.application.lock.Claimants;
import io.conserje.application.lock.RoomHolds;
import io.conserje.application.lock.RoomHoldsContract;
import io.conserje.domain.tenancy.TenantId;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class InMemoryRoomHoldsTest implements RoomHoldsContract {

    private final SettableClock clock = new SettableClock();
    private final RoomHolds holds = InMemory.roomHolds(clock);

    @Override
    public RoomHolds holds() {
        return holds;
    }

    @Override
    public void letPass(Duration duration) {
        clock.advance(duration);
    }

    @Test
    void aHoldLastsToItsLastNanosecond() {
        TenantId tenant = Fresh.tenant();
        holds.claim(tenant, ROOM, RoomHoldsContract.nights(1, 2), Claimants.anybody(), LASTING);
        clock.advance(LASTING.minusNanos(1));
        assertThat(holds.live(tenant)).hasSize(1);
        clock.advance(Duration.ofNanos(1));
        assertThat(holds.live(tenant)).isEmpty();
    }
}
