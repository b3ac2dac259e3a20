package io.conserje.application.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.conserje.application.fixture.Fresh;
import io.conserje.application.fixture.SettableClock;
import io.conserje.application.lock.RoomHolds.Claim;
import io.conserje.application.memory.InMemory;
import io.conserje.application.store.StoreUnavailableException;
import io.conserje.domain.lock.Claimant;
import io.conserje.domain.lock.HoldTerms;
import io.conserje.domain.lock.HolderRef;
import io.conserje.domain.lock.Lease;
import io.conserje.domain.lock.LeaseKey;
import io.conserje.domain.lock.LockEvent;
import io.conserje.domain.lock.LockEvent.Kind;
import io.conserje.domain.lock.RoomHold;
import io.conserje.domain.lock.RoomId;
import io.conserje.domain.tenancy.TenantId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class WatchedTest {

    private static final Duration LASTING = Duration.ofHours(1);
    private static final Duration BRIEF = Duration.ofSeconds(1);
    private static final RoomId ROOM = new RoomId("101");
    private static final HoldTerms ONCE = new HoldTerms(LASTING, 1, LASTING);

    private final SettableClock clock = new SettableClock();
    private final List<LockEvent> events = new ArrayList<>();
    private final List<String> heard = new ArrayList<>();
    private final Watched watched = new Watched(events::add, new LockListener() {
        @Override
        public void operationEnded(Operation operation, Result result) {
            heard.add(operation.label() + " " + result.label());
        }

        @Override
        public void locksExpired(int number) {
            heard.add("expired " + number);
        }
    });
    private final RoomHolds holds = watched.holds(InMemory.roomHolds(clock));
    private final Leases leases = watched.leases(InMemory.leases(clock));
    private final TenantId tenant = Fresh.tenant();
    private final LeaseKey key = new LeaseKey(tenant, "jobs/x");

    @Test
    void aHoldsLifeIsAuditedAndHeard() {
        RoomHold hold = granted(10, 12, LASTING);
        RoomHold longer = ((RoomHolds.Extension.Extended) holds.extend(hold, ONCE)).hold();
        holds.extend(longer, ONCE);
        holds.claim(tenant, ROOM, RoomHoldsContract.nights(11, 13), Claimants.named("bob"), LASTING);
        holds.release(longer);
        holds.release(longer);
        holds.extend(longer, ONCE);
        assertThat(events)
                .extracting(LockEvent::kind)
                .containsExactly(Kind.ACQUIRED, Kind.EXTENDED, Kind.CONFLICT, Kind.RELEASED, Kind.LOST, Kind.LOST);
        assertThat(events.getFirst()).isEqualTo(LockEvent.of(Kind.ACQUIRED, hold));
        assertThat(events.get(2).holder()).isEqualTo(new HolderRef("bob"));
        assertThat(events.get(2).details())
                .isEqualTo(Map.of("stay", "2027-03-11..2027-03-13", "held", "2027-03-10..2027-03-12"));
        assertThat(heard)
                .containsExactly(
                        "hold_claim ok",
                        "hold_extend ok",
                        "hold_extend exhausted",
                        "hold_claim conflict",
                        "hold_release ok",
                        "hold_release lost",
                        "hold_extend lost");
    }

    @Test
    void anExpiredHoldIsAuditedByTheClaimThatFindsIt() {
        RoomHold hold = granted(10, 12, BRIEF);
        clock.advance(BRIEF);
        granted(11, 13, LASTING);
        assertThat(events).extracting(LockEvent::kind).containsExactly(Kind.ACQUIRED, Kind.EXPIRED, Kind.ACQUIRED);
        assertThat(events.get(1)).isEqualTo(LockEvent.of(Kind.EXPIRED, hold));
        assertThat(heard).contains("expired 1");
    }

    @Test
    void aLeasesLifeIsAuditedAndHeardButNotItsRenewals() {
        Lease lease = ((Leases.Claim.Granted) leases.claim(key, Claimants.anybody(), BRIEF)).lease();
        leases.renew(lease, BRIEF);
        leases.claim(key, Claimants.anybody(), BRIEF);
        clock.advance(BRIEF);
        leases.renew(lease, BRIEF);
        Lease next = ((Leases.Claim.Granted) leases.claim(key, Claimants.anybody(), BRIEF)).lease();
        leases.release(next);
        leases.release(next);
        assertThat(events)
                .extracting(LockEvent::kind)
                .containsExactly(
                        Kind.ACQUIRED, Kind.CONFLICT, Kind.LOST, Kind.EXPIRED, Kind.ACQUIRED, Kind.RELEASED, Kind.LOST);
        assertThat(heard)
                .containsExactly(
                        "lease_claim ok",
                        "lease_renew ok",
                        "lease_claim conflict",
                        "lease_renew lost",
                        "lease_claim ok",
                        "expired 1",
                        "lease_release ok",
                        "lease_release lost");
    }

    @Test
    void aStoreThatIsAwayIsHeardAndThrowsOn() {
        RoomHolds away = watched.holds(new AwayHolds());
        assertThatExceptionOfType(StoreUnavailableException.class)
                .isThrownBy(
                        () -> away.claim(tenant, ROOM, RoomHoldsContract.nights(1, 2), Claimants.anybody(), LASTING));
        assertThat(heard).containsExactly("hold_claim unavailable");
        assertThat(events).isEmpty();
    }

    @Test
    void noTokenIsInWhatIsAudited() {
        RoomHold hold = granted(10, 12, LASTING);
        holds.release(hold);
        assertThat(events.toString()).doesNotContain(hold.owner().value());
        assertThat(hold.toString())
                .doesNotContain(hold.owner().value())
                .doesNotContain(hold.holder().value());
    }

    private RoomHold granted(int from, int to, Duration life) {
        return RoomHoldsContract.granted(holds.claim(
                tenant, ROOM, RoomHoldsContract.nights(from, to), Claimants.named("whatsapp:+5491112345678"), life));
    }

    private static final class AwayHolds implements RoomHolds {

        private static StoreUnavailableException away() {
            return new StoreUnavailableException("away", new IllegalStateException());
        }

        @Override
        public Claim claim(
                TenantId tenant, RoomId room, io.conserje.domain.lock.Stay stay, Claimant claimant, Duration life) {
            throw away();
        }

        @Override
        public Extension extend(RoomHold hold, HoldTerms terms) {
            throw away();
        }

        @Override
        public Release release(RoomHold hold) {
            throw away();
        }

        @Override
        public List<RoomHold> findByRoom(TenantId tenant, RoomId room) {
            throw away();
        }

        @Override
        public List<RoomHold> findByHolder(TenantId tenant, HolderRef holder) {
            throw away();
        }

        @Override
        public List<RoomHold> live(TenantId tenant) {
            throw away();
        }
    }
}
