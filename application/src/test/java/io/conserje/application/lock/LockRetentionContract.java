package io.conserje.application.lock;

import static org.assertj.core.api.Assertions.assertThat;

import io.conserje.application.fixture.Fresh;
import io.conserje.application.lock.Leases.Claim;
import io.conserje.domain.lock.Lease;
import io.conserje.domain.lock.LeaseKey;
import io.conserje.domain.lock.ResourceId;
import io.conserje.domain.tenancy.TenantId;
import java.time.Duration;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The laws of {@link LockRetention}. */
public interface LockRetentionContract {

    /** An age that nothing reaches before time is let pass. */
    Duration AGE = Duration.ofMillis(250);

    /** Longer than any test runs. */
    Duration LASTING = Duration.ofHours(1);

    LockRetention retention();

    Leases leases();

    /** Runs the work in one transaction: committed when it returns, rolled back when it throws. */
    <T> T inTransaction(TenantId tenant, Function<Fences, T> work);

    /** Lets the store's time pass: moves the clock where there is one to move, else waits. At most 300 ms a call. */
    void letPass(Duration duration);

    /** Forgets everything: what is old is removed across tenants, so no test may leave any to another. */
    void emptyStore();

    /** Makes the tenants known, where the store wants that. */
    default void givenTenants(TenantId... tenants) {}

    @BeforeEach
    default void startEmpty() {
        emptyStore();
    }

    @Test
    default void aLeaseIsRemovedOnceItEndedLongEnoughAgoWhetherReleasedOrNot() {
        TenantId tenant = givenTenant();
        leases().release(claimed(tenant, "released", LASTING));
        claimed(tenant, "expired", Duration.ofMillis(50));
        Lease live = claimed(tenant, "live", LASTING);
        letPass(Duration.ofMillis(50));
        assertThat(retention().removeLeases(LASTING, 10)).isZero();
        letPass(AGE);
        assertThat(retention().removeLeases(AGE, 10)).isEqualTo(2);
        assertThat(retention().removeLeases(Duration.ZERO, 10)).isZero();
        assertThat(leases().live(tenant)).containsExactly(live);
    }

    @Test
    default void afterAKeyWasRemovedItsFenceStillGrows() {
        TenantId tenant = givenTenant();
        Lease before = claimed(tenant, "job", LASTING);
        leases().release(before);
        letPass(Duration.ofMillis(5));
        assertThat(retention().removeLeases(Duration.ZERO, 10)).isOne();
        assertThat(claimed(tenant, "job", LASTING).fence()).isGreaterThan(before.fence());
    }

    @Test
    default void aFenceIsRemovedOnceNoneWasShownForLongEnoughHoweverOldItIs() {
        TenantId tenant = givenTenant();
        ResourceId quiet = new ResourceId("room:101");
        ResourceId busy = new ResourceId("room:102");
        assertThat(admits(tenant, quiet, 7)).isTrue();
        assertThat(admits(tenant, busy, 7)).isTrue();
        assertThat(retention().removeFences(LASTING, 10)).isZero();
        for (int wait = 0; wait < 8; wait++) {
            letPass(AGE);
        }
        assertThat(admits(tenant, busy, 7)).isTrue();
        assertThat(retention().removeFences(AGE.multipliedBy(8), 10)).isOne();
        assertThat(admits(tenant, busy, 6)).isFalse();
        assertThat(admits(tenant, quiet, 6)).isTrue();
    }

    @Test
    default void aBatchIsBoundedAndSpansHotels() {
        for (int number = 0; number < 3; number++) {
            TenantId tenant = givenTenant();
            leases().release(claimed(tenant, "job", LASTING));
            assertThat(admits(tenant, new ResourceId("room:101"), 1)).isTrue();
        }
        letPass(Duration.ofMillis(5));
        assertThat(retention().removeLeases(Duration.ZERO, 2)).isEqualTo(2);
        assertThat(retention().removeLeases(Duration.ZERO, 2)).isOne();
        assertThat(retention().removeFences(Duration.ZERO, 2)).isEqualTo(2);
        assertThat(retention().removeFences(Duration.ZERO, 2)).isOne();
    }

    private Lease claimed(TenantId tenant, String name, Duration life) {
        Claim claim = leases().claim(new LeaseKey(tenant, name), Claimants.anybody(), life);
        assertThat(claim).isInstanceOf(Claim.Granted.class);
        return ((Claim.Granted) claim).lease();
    }

    private boolean admits(TenantId tenant, ResourceId resource, long fence) {
        return this.<Boolean>inTransaction(tenant, fences -> fences.admit(resource, fence));
    }

    private TenantId givenTenant() {
        TenantId tenant = Fresh.tenant();
        givenTenants(tenant);
        return tenant;
    }
}
