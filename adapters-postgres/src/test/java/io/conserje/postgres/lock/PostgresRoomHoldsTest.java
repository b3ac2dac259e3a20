package io.conserje.postgres.lock;

import static org.assertj.core.api.Assertions.assertThat;

import io.conserje.application.fixture.Crowd;
import io.conserje.application.fixture.Fresh;
import io.conserje.application.lock.Claimants;
import io.conserje.application.lock.RoomHolds;
import io.conserje.application.lock.RoomHolds.Claim;
import io.conserje.application.lock.RoomHoldsContract;
import io.conserje.domain.lock.RoomHold;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.testing.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class PostgresRoomHoldsTest implements RoomHoldsContract {

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    private final RoomHolds holds = DATABASE.adapters().roomHolds();

    @Override
    public RoomHolds holds() {
        return holds;
    }

    @Override
    public void letPass(Duration duration) {
        DATABASE.letPass(duration);
    }

    @Override
    public void givenTenants(TenantId... tenants) {
        DATABASE.givenTenants(tenants);
    }

    @Test
    void theFenceGrowsWhenTheClockGoesBack() {
        TenantId tenant = Fresh.tenant();
        givenTenants(tenant);
        RoomHold before = RoomHoldsContract.granted(
                holds.claim(tenant, ROOM, RoomHoldsContract.nights(1, 2), Claimants.anybody(), LASTING));
        DATABASE.run("update conserje.room_fences set fence = fence + 3600000000 where tenant_id = '" + tenant + "'");
        RoomHold after = RoomHoldsContract.granted(
                holds.claim(tenant, ROOM, RoomHoldsContract.nights(3, 4), Claimants.anybody(), LASTING));
        assertThat(after.fence()).isGreaterThan(before.fence() + 3_600_000_000L);
    }

    @Test
    void theFenceGrowsWhenItsRowsAreLost() {
        TenantId tenant = Fresh.tenant();
        givenTenants(tenant);
        RoomHold before = RoomHoldsContract.granted(
                holds.claim(tenant, ROOM, RoomHoldsContract.nights(1, 2), Claimants.anybody(), LASTING));
        DATABASE.run("delete from conserje.room_fences where tenant_id = '" + tenant + "'");
        DATABASE.run("delete from conserje.holds where tenant_id = '" + tenant + "'");
        RoomHold after = RoomHoldsContract.granted(
                holds.claim(tenant, ROOM, RoomHoldsContract.nights(1, 2), Claimants.anybody(), LASTING));
        assertThat(after.fence()).isGreaterThan(before.fence());
    }

    /**
     * Claims, expiries and releases of one room at the same time.
     */
    @Test
    void concurrentClaimsReleasesAndExpiriesNeverGetStuck() {
        TenantId tenant = Fresh.tenant();
        givenTenants(tenant);
        List<Integer> granted = Crowd.of(12, member -> () -> {
            int won = 0;
            for (int round = 0; round < 60; round++) {
                int day = ThreadLocalRandom.current().nextInt(1, 12);
                Claim claim =
                        holds.claim(tenant, ROOM, RoomHoldsContract.nights(day, day + 3), Claimants.anybody(), BRIEF);
                if (claim instanceof Claim.Granted mine) {
                    won++;
                    if (round % 2 == 0) {
                        holds.release(mine.hold());
                    }
                }
            }
            return won;
        });
        assertThat(granted.stream().mapToInt(Integer::intValue).sum()).isPositive();
    }
}
