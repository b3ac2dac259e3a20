package io.conserje.application.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conserje.application.fixture.Crowd;
import io.conserje.application.fixture.Fresh;
import io.conserje.application.messaging.Inbox;
import io.conserje.application.messaging.Inbox.Acceptance.Accepted;
import io.conserje.application.messaging.Inbox.Progress;
import io.conserje.domain.messaging.InboundMessage;
import io.conserje.domain.tenancy.TenantId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** The laws of {@link TenantTransactions} and of the {@link TenantScope} that it hands out. */
public interface TenantTransactionsContract {

    /** The same in every call of one test: what nests is known to the object that opened it. */
    TenantTransactions transactions();

    /** Makes the tenants known, where the store wants that. */
    void givenTenants(TenantId... tenants);

    @Test
    default void commitsAndReturnsTheResult() {
        TenantId tenant = givenTenant();
        InboundMessage one = Fresh.message(Fresh.guest());
        InboundMessage two = Fresh.message(Fresh.guest());
        String returned = transactions().in(tenant, scope -> {
            scope.inbox().accept(List.of(one));
            scope.inbox().accept(List.of(two));
            return "done for " + scope.tenant();
        });
        assertThat(returned).isEqualTo("done for " + tenant);
        assertThat(progressOf(tenant, one)).contains(Progress.PENDING);
        assertThat(progressOf(tenant, two)).contains(Progress.PENDING);
    }

    @Test
    default void theWorkSeesItsOwnChanges() {
        TenantId tenant = givenTenant();
        InboundMessage message = Fresh.message(Fresh.guest());
        transactions().in(tenant, scope -> {
            scope.inbox().accept(List.of(message));
            return assertThat(scope.inbox().progressOf(message.guest().channel(), message.providerId()))
                    .contains(Progress.PENDING);
        });
    }

    @Test
    default void rollsBackAndRethrowsTheSameException() {
        TenantId tenant = givenTenant();
        InboundMessage one = Fresh.message(Fresh.guest());
        InboundMessage two = Fresh.message(Fresh.guest());
        IllegalArgumentException changedMyMind = new IllegalArgumentException("changed my mind");
        assertThatThrownBy(() -> transactions().in(tenant, scope -> {
                    scope.inbox().accept(List.of(one));
                    scope.inbox().accept(List.of(two));
                    throw changedMyMind;
                }))
                .isSameAs(changedMyMind);
        assertThat(progressOf(tenant, one)).isEmpty();
        assertThat(progressOf(tenant, two)).isEmpty();
        assertThat(transactions().each(tenant).inbox().accept(List.of(one)))
                .singleElement()
                .isInstanceOf(Accepted.class);
    }

    @Test
    default void refusesANestedTransaction() {
        TenantId tenant = givenTenant();
        TenantId other = givenTenant();
        InboundMessage message = Fresh.message(Fresh.guest());
        transactions().in(tenant, scope -> {
            assertThatIllegalStateException().isThrownBy(() -> transactions().in(other, inner -> "never"));
            assertThatIllegalStateException().isThrownBy(() -> transactions().in(tenant, inner -> "never"));
            return scope.inbox().accept(List.of(message));
        });
        assertThat(progressOf(tenant, message)).contains(Progress.PENDING);
        String again = transactions().in(other, scope -> "again");
        assertThat(again).isEqualTo("again");
    }

    @Test
    default void anotherThreadHasTransactionsOfItsOwn() {
        TenantId tenant = givenTenant();
        TenantId other = givenTenant();
        List<TenantId> seen = transactions()
                .in(tenant, scope -> Crowd.of(2, member -> () -> transactions().in(other, TenantScope::tenant)));
        assertThat(seen).containsExactly(other, other);
    }

    @Test
    default void aScopeIsDeadAfterItsTransaction() {
        TenantId tenant = givenTenant();
        AtomicReference<TenantScope> kept = new AtomicReference<>();
        AtomicReference<Inbox> keptInbox = new AtomicReference<>();
        transactions().in(tenant, scope -> {
            kept.set(scope);
            keptInbox.set(scope.inbox());
            return "done";
        });
        InboundMessage late = Fresh.message(Fresh.guest());
        assertThatIllegalStateException().isThrownBy(() -> kept.get().inbox().accept(List.of(late)));
        assertThatIllegalStateException().isThrownBy(() -> keptInbox.get().accept(List.of(late)));
        assertThatIllegalStateException()
                .isThrownBy(() -> keptInbox.get().progressOf(late.guest().channel(), late.providerId()));
        assertThat(progressOf(tenant, late)).isEmpty();
    }

    @Test
    default void aScopeIsDeadAfterItsTransactionFailed() {
        TenantId tenant = givenTenant();
        AtomicReference<Inbox> kept = new AtomicReference<>();
        assertThatThrownBy(() -> transactions().in(tenant, scope -> {
                    kept.set(scope.inbox());
                    throw new IllegalArgumentException("changed my mind");
                }))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatIllegalStateException().isThrownBy(() -> kept.get().accept(List.of(Fresh.message(Fresh.guest()))));
    }

    @Test
    default void tenantsNeverSeeEachOther() {
        TenantId here = givenTenant();
        TenantId there = givenTenant();
        InboundMessage message = Fresh.message(Fresh.guest());
        transactions().in(here, scope -> scope.inbox().accept(List.of(message)));
        for (int turn = 0; turn < 25; turn++) {
            Optional<Progress> seenHere = transactions().in(here, scope -> progressIn(scope, message));
            assertThat(seenHere).contains(Progress.PENDING);
            Optional<Progress> seenThere = transactions().in(there, scope -> progressIn(scope, message));
            assertThat(seenThere).isEmpty();
            assertThat(progressOf(there, message)).isEmpty();
        }
    }

    @Test
    default void everyCallOfAnOpenScopeIsATransaction() {
        TenantId tenant = givenTenant();
        TenantScope open = transactions().each(tenant);
        assertThat(open.tenant()).isEqualTo(tenant);
        List<InboundMessage> messages =
                List.of(Fresh.message(Fresh.guest()), Fresh.message(Fresh.guest()), Fresh.message(Fresh.guest()));
        Crowd.of(messages.size(), member -> () -> open.inbox().accept(List.of(messages.get(member))));
        assertThat(messages)
                .allSatisfy(message -> assertThat(progressIn(open, message)).contains(Progress.PENDING));
    }

    private TenantId givenTenant() {
        TenantId tenant = Fresh.tenant();
        givenTenants(tenant);
        return tenant;
    }

    private Optional<Progress> progressOf(TenantId tenant, InboundMessage message) {
        return progressIn(transactions().each(tenant), message);
    }

    private static Optional<Progress> progressIn(TenantScope scope, InboundMessage message) {
        return scope.inbox().progressOf(message.guest().channel(), message.providerId());
    }
}
