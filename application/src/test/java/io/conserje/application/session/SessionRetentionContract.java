package io.conserje.application.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.conserje.application.fixture.Fresh;
import io.conserje.application.session.Sessions.Saving;
import io.conserje.domain.session.GuestRef;
import io.conserje.domain.session.IdleTimeout;
import io.conserje.domain.session.Session;
import io.conserje.domain.session.TurnId;
import io.conserje.domain.tenancy.TenantId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The laws of {@link SessionRetention}. */
public interface SessionRetentionContract {

    IdleTimeout BRIEF = SessionsContract.BRIEF;

    IdleTimeout LASTING = SessionsContract.LASTING;

    SessionRetention retention();

    Sessions sessions();

    /** Lets the store's time pass: moves the clock where there is one to move, else waits. At most 300 ms a call. */
    void letPass(Duration duration);

    /** Forgets everything: what has expired is removed across tenants, so no test may leave any to another. */
    void emptyStore();

    /** What the store has of sessions, whether they live or not. */
    long stored();

    /** Makes the tenants known, where the store wants that. */
    default void givenTenants(TenantId... tenants) {}

    @BeforeEach
    default void startEmpty() {
        emptyStore();
    }

    @Test
    default void removesExpiredSessionsAndKeepsLiveOnes() {
        TenantId hotel = givenTenant();
        saved(Session.fresh(hotel, Fresh.guest()), BRIEF);
        saved(Session.fresh(hotel, Fresh.guest()), BRIEF);
        Session live = saved(Session.fresh(hotel, Fresh.guest()), LASTING);
        letPass(BRIEF.value());
        assertThat(stored()).isEqualTo(3);
        assertThat(retention().removeExpired(10)).isEqualTo(2);
        assertThat(stored()).isOne();
        assertThat(sessions().find(hotel, live.guest())).contains(live);
        assertThat(retention().removeExpired(10)).isZero();
    }

    @Test
    default void keepsARenewedSession() {
        TenantId hotel = givenTenant();
        GuestRef guest = Fresh.guest();
        saved(Session.fresh(hotel, guest), BRIEF);
        letPass(BRIEF.value());
        Session anew = saved(Session.fresh(hotel, guest), LASTING);
        assertThat(retention().removeExpired(10)).isZero();
        assertThat(sessions().find(hotel, guest)).contains(anew);
    }

    /** The row that told them apart is gone. */
    @Test
    default void aNewSessionIsNotMistakenForARemovedOne() {
        TenantId hotel = givenTenant();
        GuestRef guest = Fresh.guest();
        Session removed = saved(Session.fresh(hotel, guest), BRIEF);
        letPass(BRIEF.value());
        assertThat(retention().removeExpired(10)).isOne();
        Session anew = saved(Session.fresh(hotel, guest), LASTING);
        Session late = removed.advance(new TurnId("m-2"), Map.of("said", "late"));
        assertThat(sessions().save(late, LASTING)).isEqualTo(new Saving.Stale());
        assertThat(sessions().find(hotel, guest)).contains(anew);
    }

    @Test
    default void aBatchIsBoundedAndSpansHotels() {
        for (TenantId hotel : List.of(givenTenant(), givenTenant(), givenTenant())) {
            saved(Session.fresh(hotel, Fresh.guest()), BRIEF);
            saved(Session.fresh(hotel, Fresh.guest()), BRIEF);
            saved(Session.fresh(hotel, Fresh.guest()), LASTING);
        }
        letPass(BRIEF.value());
        assertThat(retention().removeExpired(1)).isOne();
        assertThat(retention().removeExpired(3)).isEqualTo(3);
        assertThat(retention().removeExpired(3)).isEqualTo(2);
        assertThat(stored()).isEqualTo(3);
    }

    private Session saved(Session session, IdleTimeout idle) {
        Saving saving = sessions().save(session, idle);
        assertThat(saving).isInstanceOf(Saving.Saved.class);
        return ((Saving.Saved) saving).session();
    }

    private TenantId givenTenant() {
        TenantId tenant = Fresh.tenant();
        givenTenants(tenant);
        return tenant;
    }
}
