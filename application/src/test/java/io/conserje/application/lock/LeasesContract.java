package io.conserje.application.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.conserje.application.fixture.Crowd;
import io.conserje.application.fixture.Fresh;
import io.conserje.application.lock.Leases.Claim;
import io.conserje.application.lock.Leases.Release;
import io.conserje.application.lock.Leases.Renewal;
import io.conserje.domain.lock.Claimant;
import io.conserje.domain.lock.Lease;
import io.conserje.domain.lock.LeaseKey;
import io.conserje.domain.tenancy.TenantId;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The laws of {@link Leases}. Every test has tenants of its own, so that implementations may share one server. */
public interface LeasesContract {

    /** The shortest life there is. */
    Duration BRIEF = Duration.ofMillis(50);

    /** Longer than any test runs. */
    Duration LASTING = Duration.ofHours(1);

    Leases leases();

    /** Lets the store's time pass: moves the clock where there is one to move, else waits. At most 300 ms a call. */
    void letPass(Duration duration);

    /** Makes the tenants known, where the store wants that. */
    default void givenTenants(TenantId... tenants) {}

    @Test
    default void grantsAFreeKey() {
        LeaseKey key = key();
        Claimant claimant = Claimants.named("node-1 ñ🛎");
        Lease lease = granted(leases().claim(key, claimant, LASTING));
        assertThat(lease).isEqualTo(new Lease(key, claimant, lease.fence(), lease.until()));
        assertThat(lease.fence()).isPositive();
        assertThat(leases().live(key.tenant())).containsExactly(lease);
    }

    @Test
    default void refusesALeasedKeyEvenToTheSameThread() {
        Lease held = claimed(key(), LASTING);
        assertThat(leases().claim(held.key(), new Claimant(held.holder(), Claimants.token()), LASTING))
                .isEqualTo(new Claim.Refused(held.until()));
        assertThat(leases().live(held.key().tenant())).containsExactly(held);
    }

    @Test
    default void theHolderIsPartOfTheClaimant() {
        Lease held = claimed(key(), LASTING);
        Claimant other = new Claimant(Claimants.anybody().holder(), held.owner());
        assertThat(other.holder()).isNotEqualTo(held.holder());
        assertThat(leases().claim(held.key(), other, LASTING)).isEqualTo(new Claim.Refused(held.until()));
        assertThat(leases().live(held.key().tenant())).containsExactly(held);
    }

    @Test
    default void concurrentClaimsOfAKeySucceedOnce() {
        LeaseKey key = key();
        for (int round = 0; round < 3; round++) {
            List<Claim> claims = Crowd.of(16, member -> () -> leases().claim(key, Claimants.anybody(), LASTING));
            List<Lease> granted = claims.stream()
                    .filter(Claim.Granted.class::isInstance)
                    .map(LeasesContract::granted)
                    .toList();
            assertThat(granted).hasSize(1);
            assertThat(leases().release(granted.getFirst())).isEqualTo(Release.RELEASED);
        }
    }

    @Test
    default void aReleasedKeyIsFreeAtOnce() {
        Lease lease = claimed(key(), LASTING);
        assertThat(leases().release(lease)).isEqualTo(Release.RELEASED);
        assertThat(leases().live(lease.key().tenant())).isEmpty();
        Claim next = leases().claim(lease.key(), Claimants.anybody(), LASTING);
        assertThat(granted(next).fence()).isGreaterThan(lease.fence());
        assertThat(((Claim.Granted) next).expired()).isNull();
    }

    @Test
    default void anyThreadCanReleaseOnce() {
        Lease lease = claimed(key(), LASTING);
        assertThat(Crowd.of(8, member -> () -> leases().release(lease))).containsOnlyOnce(Release.RELEASED);
    }

    @Test
    default void aLeaseEndsAtTheExactInstant() {
        Lease lease = claimed(key(), BRIEF);
        letPass(BRIEF);
        assertThat(leases().live(lease.key().tenant())).isEmpty();
        assertThat(leases().renew(lease, LASTING)).isEqualTo(new Renewal.Lost());
        assertThat(leases().release(lease)).isEqualTo(Release.LOST);
    }

    @Test
    default void anExpiredLeaseIsReportedToTheNextClaim() {
        Lease lease = claimed(key(), BRIEF);
        letPass(BRIEF);
        Claim next = leases().claim(lease.key(), Claimants.anybody(), LASTING);
        assertThat(granted(next).fence()).isGreaterThan(lease.fence());
        assertThat(((Claim.Granted) next).expired()).isEqualTo(lease);
    }

    @Test
    default void lateCallsOfAFormerHolderChangeNothing() {
        Lease old = claimed(key(), BRIEF);
        letPass(BRIEF);
        Lease next = claimed(old.key(), LASTING);
        assertThat(leases().release(old)).isEqualTo(Release.LOST);
        assertThat(leases().renew(old, LASTING)).isEqualTo(new Renewal.Lost());
        assertThat(leases().live(old.key().tenant())).containsExactly(next);
        assertThat(leases().claim(old.key(), Claimants.anybody(), LASTING)).isInstanceOf(Claim.Refused.class);
    }

    @Test
    default void releaseAndRenewRequireTheToken() {
        Lease held = claimed(key(), LASTING);
        Lease forged =
                new Lease(held.key(), new Claimant(held.holder(), Claimants.token()), held.fence(), held.until());
        assertThat(leases().release(forged)).isEqualTo(Release.LOST);
        assertThat(leases().renew(forged, LASTING)).isEqualTo(new Renewal.Lost());
        assertThat(leases().live(held.key().tenant())).containsExactly(held);
    }

    @Test
    default void aTokenOfAnEarlierLeaseIsInvalid() {
        LeaseKey key = key();
        Claimant claimant = Claimants.anybody();
        Lease old = granted(leases().claim(key, claimant, LASTING));
        leases().release(old);
        Lease again = granted(leases().claim(key, claimant, LASTING));
        assertThat(again.fence()).isGreaterThan(old.fence());
        assertThat(leases().release(old)).isEqualTo(Release.LOST);
        assertThat(leases().renew(old, LASTING)).isEqualTo(new Renewal.Lost());
        assertThat(leases().live(key.tenant())).containsExactly(again);
    }

    @Test
    default void aRenewedLeaseOutlivesItsFirstEnd() {
        Duration life = Duration.ofMillis(280);
        Lease lease = claimed(key(), life);
        Renewal renewal = leases().renew(lease, LASTING);
        assertThat(renewal).isInstanceOf(Renewal.Renewed.class);
        Lease renewed = ((Renewal.Renewed) renewal).lease();
        assertThat(renewed).isEqualTo(new Lease(lease.key(), lease.claimant(), lease.fence(), renewed.until()));
        assertThat(renewed.until()).isAfter(lease.until());
        letPass(life);
        assertThat(leases().live(lease.key().tenant())).containsExactly(renewed);
        assertThat(leases().release(lease)).isEqualTo(Release.RELEASED);
    }

    @Test
    default void theLastRenewalDecidesTheEnd() {
        Lease lease = claimed(key(), LASTING);
        leases().renew(lease, BRIEF);
        letPass(BRIEF);
        assertThat(leases().release(lease)).isEqualTo(Release.LOST);
    }

    @Test
    default void fencesGrowAfterReleaseAndExpiry() {
        LeaseKey key = key();
        long last = 0;
        for (int round = 0; round < 4; round++) {
            Lease released = claimed(key, LASTING);
            assertThat(released.fence()).isGreaterThan(last);
            leases().release(released);
            Lease expiring = claimed(key, BRIEF);
            assertThat(expiring.fence()).isGreaterThan(released.fence());
            letPass(BRIEF);
            last = expiring.fence();
        }
    }

    @Test
    default void theSameClaimAgainIsTheSameLease() {
        LeaseKey key = key();
        Claimant claimant = Claimants.anybody();
        List<Lease> granted = Crowd.of(8, member -> () -> granted(leases().claim(key, claimant, LASTING)));
        assertThat(granted).containsOnly(granted.getFirst());
        assertThat(leases().live(key.tenant())).containsExactly(granted.getFirst());
    }

    @Test
    default void otherKeysAndOtherTenantsAreOtherLeases() {
        Lease lease = claimed(key(), LASTING);
        TenantId tenant = lease.key().tenant();
        Lease second = claimed(new LeaseKey(tenant, lease.key().name() + "2"), LASTING);
        Lease slash = claimed(new LeaseKey(tenant, lease.key().name() + "/2"), LASTING);
        TenantId elsewhere = Fresh.tenant();
        givenTenants(elsewhere);
        Lease there = claimed(new LeaseKey(elsewhere, lease.key().name()), LASTING);
        assertThat(leases().live(tenant)).containsExactlyInAnyOrder(lease, second, slash);
        assertThat(leases().release(there)).isEqualTo(Release.RELEASED);
        assertThat(leases().live(tenant)).hasSize(3);
        Lease forged =
                new Lease(new LeaseKey(elsewhere, lease.key().name()), lease.claimant(), lease.fence(), lease.until());
        assertThat(leases().release(forged)).isEqualTo(Release.LOST);
    }

    @Test
    default void refusesALifetimeOutOfBounds() {
        Lease held = claimed(key(), LASTING);
        for (Duration life : List.of(
                Duration.ZERO,
                Duration.ofMillis(-1),
                Duration.ofMillis(49),
                Duration.ofHours(24).plusNanos(1))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> leases().claim(key(), Claimants.anybody(), life))
                    .withMessageContaining(life.toString());
            assertThatIllegalArgumentException().isThrownBy(() -> leases().renew(held, life));
        }
        assertThat(leases().live(held.key().tenant())).containsExactly(held);
    }

    private LeaseKey key() {
        TenantId tenant = Fresh.tenant();
        givenTenants(tenant);
        return new LeaseKey(tenant, "jobs/Night.Audit_1:x-y");
    }

    private Lease claimed(LeaseKey key, Duration life) {
        return granted(leases().claim(key, Claimants.anybody(), life));
    }

    private static Lease granted(Claim claim) {
        assertThat(claim).isInstanceOf(Claim.Granted.class);
        return ((Claim.Granted) claim).lease();
    }
}
