package io.conserje.application.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.conserje.application.fixture.Crowd;
import io.conserje.application.fixture.Fresh;
import io.conserje.domain.lock.ResourceId;
import io.conserje.domain.tenancy.TenantId;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** The laws of {@link Fences}. Every test has tenants of its own, so that implementations may share one server. */
public interface FencesContract {

    ResourceId JOB = new ResourceId("lease:jobs/x");

    /** Runs the work in one transaction: committed when it returns, rolled back when it throws. */
    <T> T inTransaction(TenantId tenant, Function<Fences, T> work);

    /** Makes the tenants known, where the store wants that. */
    default void givenTenants(TenantId... tenants) {}

    @Test
    default void admitsTheSameOrAHigherFence() {
        TenantId tenant = givenTenant();
        assertThat(admits(tenant, 7)).isTrue();
        assertThat(admits(tenant, 7)).isTrue();
        assertThat(admits(tenant, 6)).isFalse();
        assertThat(admits(tenant, 8)).isTrue();
        assertThat(admits(tenant, 7)).isFalse();
    }

    @Test
    default void aRollbackForgetsTheFence() {
        TenantId tenant = givenTenant();
        assertThatIllegalStateException()
                .isThrownBy(() -> inTransaction(tenant, fences -> {
                    assertThat(fences.admit(JOB, 9)).isTrue();
                    throw new IllegalStateException("the write failed");
                }));
        assertThat(admits(tenant, 1)).isTrue();
    }

    @Test
    default void oneHigherFenceRefusesAll() {
        TenantId tenant = givenTenant();
        ResourceId other = new ResourceId("room:101");
        assertThat(admits(tenant, 7)).isTrue();
        assertThat(this.<Boolean>inTransaction(tenant, fences -> fences.admit(List.of(other, JOB), 6)))
                .isFalse();
        assertThat(this.<Boolean>inTransaction(tenant, fences -> fences.admit(List.of(other, JOB, other), 7)))
                .isTrue();
    }

    @Test
    default void concurrentFencesNeverDecrease() {
        TenantId tenant = givenTenant();
        for (int round = 0; round < 20; round++) {
            ResourceId resource = new ResourceId("lease:jobs/" + round);
            List<Long> admitted = Crowd.of(
                    8,
                    member -> () -> this.<Boolean>inTransaction(tenant, fences -> fences.admit(resource, member + 2))
                            ? member + 2L
                            : 0L);
            long highest = admitted.stream().mapToLong(Long::longValue).max().orElseThrow();
            assertThat(highest).as("the highest is never refused").isEqualTo(9);
            assertThat(this.<Boolean>inTransaction(tenant, fences -> fences.admit(resource, highest - 1)))
                    .isFalse();
        }
    }

    @Test
    default void anotherHotelsFenceIsAnotherFence() {
        assertThat(admits(givenTenant(), 7)).isTrue();
        assertThat(admits(givenTenant(), 1)).isTrue();
    }

    private boolean admits(TenantId tenant, long fence) {
        return this.<Boolean>inTransaction(tenant, fences -> fences.admit(JOB, fence));
    }

    private TenantId givenTenant() {
        TenantId tenant = Fresh.tenant();
        givenTenants(tenant);
        return tenant;
    }
}
