package io.conserje.application.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.conserje.application.fixture.Fresh;
import io.conserje.application.fixture.SettableClock;
import io.conserje.application.lock.ForgetLocks.Forgotten;
import io.conserje.application.lock.LockAudit.Happened;
import io.conserje.application.lock.LockAudit.Query;
import io.conserje.application.lock.RoomHolds.Claim;
import io.conserje.application.lock.RoomHolds.Extension;
import io.conserje.application.lock.RoomHolds.Release;
import io.conserje.application.memory.InMemory;
import io.conserje.domain.lock.Claimant;
import io.conserje.domain.lock.HoldTerms;
import io.conserje.domain.lock.HolderRef;
import io.conserje.domain.lock.LockEvent;
import io.conserje.domain.lock.LockEvent.Kind;
import io.conserje.domain.lock.ResourceId;
import io.conserje.domain.lock.RoomHold;
import io.conserje.domain.lock.RoomId;
import io.conserje.domain.lock.Stay;
import io.conserje.domain.tenancy.OpeningHours;
import io.conserje.domain.tenancy.Tenant;
import io.conserje.domain.tenancy.TenantStatus;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class LockUseCasesTest {

    private static final RoomId ROOM = new RoomId("101");

    /** The clock stands at nine in the morning of 12 March, universal time: in Auckland it is that day's evening. */
    private static final LocalDate TODAY = LocalDate.of(2026, 3, 12);

    private final SettableClock clock = new SettableClock();
    private final RoomHolds holds = InMemory.roomHolds(clock);
    private final HoldRoom hold = new HoldRoom(holds, HoldTerms.DEFAULT, clock);
    private final Tenant auckland = in("Pacific/Auckland");

    @Test
    void aRoomIsHeldForTheTermsLife() {
        assertThat(hold.hold(auckland, ROOM, new Stay(TODAY, TODAY.plusDays(1)), Claimants.anybody()))
                .isInstanceOfSatisfying(
                        Claim.Granted.class,
                        held -> assertThat(held.hold().until())
                                .isEqualTo(clock.instant().plus(HoldTerms.DEFAULT.life())));
    }

    @Test
    void aStayThatBeganYesterdayByTheHotelsCalendarIsRefusedBeforeTheStore() {
        Stay yesterday = new Stay(TODAY.minusDays(1), TODAY.plusDays(1));
        assertThatExceptionOfType(PastStayException.class)
                .isThrownBy(() -> hold.hold(auckland, ROOM, yesterday, Claimants.anybody()))
                .withMessageContaining("before today, " + TODAY);
        assertThat(holds.live(auckland.id())).isEmpty();
        // In Honolulu it is still yesterday.
        assertThat(hold.hold(in("Pacific/Honolulu"), ROOM, yesterday, Claimants.anybody()))
                .isInstanceOf(Claim.Granted.class);
    }

    @Test
    void aRoomThatIsTakenSaysByWhichStayAndUntilWhen() {
        Stay stay = new Stay(TODAY, TODAY.plusDays(2));
        hold.hold(auckland, ROOM, stay, Claimants.anybody());
        assertThat(hold.hold(auckland, ROOM, new Stay(TODAY.plusDays(1), TODAY.plusDays(3)), Claimants.anybody()))
                .isEqualTo(new Claim.Refused(stay, clock.instant().plus(HoldTerms.DEFAULT.life()), List.of()));
    }

    @Test
    void aHoldIsExtendedByTheTerms() {
        RoomHold held = held(Claimants.anybody(), 1);
        assertThat(new ExtendHold(holds, HoldTerms.DEFAULT).extend(held))
                .isInstanceOfSatisfying(
                        Extension.Extended.class,
                        longer -> assertThat(longer.hold().until())
                                .isEqualTo(held.until().plus(HoldTerms.DEFAULT.extension())));
    }

    @Test
    void oneHoldOrAllOfSomebodyAreReleased() {
        HolderRef ana = new HolderRef("ana");
        RoomHold first = held(new Claimant(ana, Claimants.token()), 1);
        held(new Claimant(ana, Claimants.token()), 3);
        held(new Claimant(ana, Claimants.token()), 5);
        RoomHold bob = held(Claimants.named("bob"), 7);
        ReleaseHold release = new ReleaseHold(holds);
        assertThat(release.release(first)).isEqualTo(Release.RELEASED);
        assertThat(release.release(first)).isEqualTo(Release.LOST);
        assertThat(release.releaseAll(auckland.id(), ana)).isEqualTo(2);
        assertThat(release.releaseAll(auckland.id(), ana)).isZero();
        assertThat(holds.live(auckland.id())).containsExactly(bob);
    }

    @Test
    void whatIsOldIsForgottenInBatchesUntilNoneOfItIsLeft() {
        LockAudit audit = InMemory.lockAudit(clock);
        LockEvent event = new LockEvent(
                auckland.id(), new ResourceId("room:101"), Kind.ACQUIRED, new HolderRef("ana"), 1, Map.of());
        audit.record(Collections.nCopies(10_000, new Happened(event, Duration.ofDays(3))));
        audit.record(Collections.nCopies(3, new Happened(event, Duration.ofDays(1))));
        ForgetLocks forget = new ForgetLocks(audit, new Leftovers(5_000, 12_345));
        assertThat(forget.olderThan(Duration.ofDays(2))).isEqualTo(new Forgotten(10_000, 5_000, 12_345));
        assertThat(forget.olderThan(Duration.ofDays(2))).isEqualTo(new Forgotten(0, 0, 0));
        assertThat(audit.find(Query.of(auckland.id(), 10))).hasSize(3);
        assertThatIllegalArgumentException().isThrownBy(() -> forget.olderThan(Duration.ofHours(23)));
    }

    /** So many of each, all of them old. */
    private static final class Leftovers implements LockRetention {

        private int leases;
        private int fences;
        private Duration leasesOlderThan = Duration.ZERO;
        private Duration fencesOlderThan = Duration.ZERO;

        Leftovers(int leases, int fences) {
            this.leases = leases;
            this.fences = fences;
        }

        @Override
        public int removeLeases(Duration ended, int most) {
            leasesOlderThan = ended;
            int removed = Math.min(leases, most);
            leases -= removed;
            return removed;
        }

        @Override
        public int removeFences(Duration unseen, int most) {
            fencesOlderThan = unseen;
            int removed = Math.min(fences, most);
            fences -= removed;
            return removed;
        }
    }

    @Test
    void leasesAndFencesAreKeptForLongerThanAnyHoldMayLast() {
        Leftovers leftovers = new Leftovers(1, 1);
        ForgetLocks forget = new ForgetLocks(InMemory.lockAudit(clock), leftovers);
        forget.olderThan(Duration.ofDays(90));
        assertThat(leftovers.leasesOlderThan).isEqualTo(Duration.ofDays(90));
        assertThat(leftovers.fencesOlderThan).isEqualTo(Duration.ofDays(90));
        forget.olderThan(Duration.ofDays(1));
        assertThat(leftovers.leasesOlderThan).isEqualTo(Duration.ofDays(8));
        assertThat(leftovers.fencesOlderThan).isEqualTo(Duration.ofDays(8));
    }

    private RoomHold held(Claimant claimant, int day) {
        Stay stay = new Stay(TODAY.plusDays(day), TODAY.plusDays(day + 1L));
        Claim claim = hold.hold(auckland, ROOM, stay, claimant);
        assertThat(claim).isInstanceOf(Claim.Granted.class);
        return ((Claim.Granted) claim).hold();
    }

    private static Tenant in(String zone) {
        return new Tenant(Fresh.tenant(), "Hotel", TenantStatus.ACTIVE, ZoneId.of(zone), OpeningHours.DEFAULT);
    }
}
