package io.conserje.application.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.conserje.application.fixture.Crowd;
import io.conserje.application.fixture.Fresh;
import io.conserje.application.lock.RoomHolds.Claim;
import io.conserje.application.lock.RoomHolds.Extension;
import io.conserje.application.lock.RoomHolds.Release;
import io.conserje.domain.lock.Claimant;
import io.conserje.domain.lock.HoldTerms;
import io.conserje.domain.lock.HolderRef;
import io.conserje.domain.lock.RoomHold;
import io.conserje.domain.lock.RoomId;
import io.conserje.domain.lock.Stay;
import io.conserje.domain.tenancy.TenantId;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The laws of {@link RoomHolds}. Every test has tenants of its own, so that implementations may share one server. */
public interface RoomHoldsContract {

    /** The shortest life there is. */
    Duration BRIEF = Duration.ofMillis(50);

    /** Longer than any test runs. */
    Duration LASTING = Duration.ofHours(1);

    RoomId ROOM = new RoomId("101");
    LocalDate FIRST = LocalDate.of(2027, 3, 1);
    HoldTerms TERMS = new HoldTerms(LASTING, 2, Duration.ofMinutes(10));

    RoomHolds holds();

    /** Lets the store's time pass: moves the clock where there is one to move, else waits. At most 300 ms a call. */
    void letPass(Duration duration);

    /** Makes the tenants known, where the store wants that. */
    default void givenTenants(TenantId... tenants) {}

    @Test
    default void aFreeRoomIsGrantedAndTheHoldSaysWhatWasAskedFor() {
        TenantId tenant = givenTenant();
        Claimant claimant = Claimants.anybody();
        RoomHold hold = granted(holds().claim(tenant, ROOM, nights(10, 12), claimant, LASTING));
        assertThat(hold).isEqualTo(new RoomHold(tenant, ROOM, nights(10, 12), claimant, hold.fence(), hold.until(), 0));
        assertThat(hold.fence()).isPositive();
        assertThat(holds().findByRoom(tenant, ROOM)).containsExactly(hold);
    }

    @Test
    default void aStayThatSharesANightIsRefusedWithTheOneThatIsHeldAndUntilWhen() {
        for (Stay other : List.of(
                nights(10, 15),
                nights(11, 14),
                nights(9, 16),
                nights(9, 11),
                nights(14, 20),
                nights(10, 11),
                nights(14, 15),
                nights(1, 365))) {
            TenantId tenant = givenTenant();
            RoomHold held = claimed(tenant, nights(10, 15));
            Claim second = claim(tenant, other);
            assertThat(second).as(other + " over " + held.stay()).isInstanceOf(Claim.Refused.class);
            assertThat(((Claim.Refused) second).held()).isEqualTo(held.stay());
            assertThat(((Claim.Refused) second).until()).isEqualTo(held.until());
            assertThat(holds().live(tenant)).containsExactly(held);
        }
    }

    @Test
    default void ofSeveralHoldsInTheWayOneIsNamed() {
        TenantId tenant = givenTenant();
        claimed(tenant, nights(5, 7));
        claimed(tenant, nights(10, 12));
        claimed(tenant, nights(20, 25));
        assertThat(((Claim.Refused) claim(tenant, nights(6, 30))).held())
                .isIn(nights(5, 7), nights(10, 12), nights(20, 25));
    }

    @Test
    default void staysThatTouchAreGranted() {
        TenantId tenant = givenTenant();
        claimed(tenant, nights(10, 12));
        claimed(tenant, nights(12, 14));
        claimed(tenant, nights(8, 10));
        claimed(tenant, nights(14, 15));
        assertThat(holds().findByRoom(tenant, ROOM))
                .extracting(RoomHold::stay)
                .containsExactly(nights(8, 10), nights(10, 12), nights(12, 14), nights(14, 15));
    }

    @Test
    default void aGapOfExactlyTheRightLengthIsGrantedAndNoLonger() {
        TenantId tenant = givenTenant();
        claimed(tenant, nights(1, 10));
        claimed(tenant, nights(12, 20));
        assertThat(claim(tenant, nights(9, 12))).isInstanceOf(Claim.Refused.class);
        assertThat(claim(tenant, nights(10, 13))).isInstanceOf(Claim.Refused.class);
        claimed(tenant, nights(10, 12));
    }

    @Test
    default void theSameThreadAndTheSameHolderAreRefusedToo() {
        TenantId tenant = givenTenant();
        Claimant first = Claimants.named("guest");
        granted(holds().claim(tenant, ROOM, nights(10, 12), first, LASTING));
        assertThat(holds().claim(tenant, ROOM, nights(10, 12), Claimants.named("guest"), LASTING))
                .isInstanceOf(Claim.Refused.class);
    }

    @Test
    default void anotherRoomIsAnotherRoom() {
        TenantId tenant = givenTenant();
        claimed(tenant, nights(10, 12));
        granted(holds().claim(tenant, new RoomId("102"), nights(10, 12), Claimants.anybody(), LASTING));
        granted(holds().claim(tenant, new RoomId("10"), nights(10, 12), Claimants.anybody(), LASTING));
        granted(holds().claim(tenant, new RoomId("101-2"), nights(10, 12), Claimants.anybody(), LASTING));
        granted(holds().claim(tenant, new RoomId("habitación.ñ_1"), nights(10, 12), Claimants.anybody(), LASTING));
        assertThat(holds().live(tenant)).hasSize(5);
    }

    @Test
    default void anotherTenantsIdenticalRoomIsAnotherRoom() {
        RoomHold here = claimed(givenTenant(), nights(10, 12));
        RoomHold there = claimed(givenTenant(), nights(10, 12));
        assertThat(holds().release(there)).isEqualTo(Release.RELEASED);
        assertThat(holds().live(here.tenant())).containsExactly(here);
        assertThat(holds().live(there.tenant())).isEmpty();
    }

    @Test
    default void similarTenantIdsAreDifferentHotels() {
        TenantId one = givenTenant();
        TenantId other = new TenantId(one.value() + "-2");
        givenTenants(other);
        RoomHold theirs = claimed(other, nights(10, 12));
        assertThat(holds().live(one)).isEmpty();
        RoomHold ours = claimed(one, nights(10, 12));
        holds().release(ours);
        assertThat(holds().live(other)).containsExactly(theirs);
    }

    /** Nobody can use a hold against a hotel that it is not of. */
    @Test
    default void aHoldOfAnotherHotelIsLost() {
        RoomHold held = claimed(givenTenant(), nights(10, 12));
        RoomHold forged =
                new RoomHold(givenTenant(), held.room(), held.stay(), held.claimant(), held.fence(), held.until(), 0);
        assertThat(holds().release(forged)).isEqualTo(Release.LOST);
        assertThat(holds().extend(forged, TERMS)).isEqualTo(new Extension.Lost());
        assertThat(holds().live(held.tenant())).containsExactly(held);
    }

    @Test
    default void concurrentClaimsOfTheSameNightsSucceedOnce() {
        TenantId tenant = givenTenant();
        List<Claim> claims = Crowd.of(16, member -> () -> claim(tenant, nights(10, 12)));
        List<RoomHold> granted = granted(claims);
        assertThat(granted).hasSize(1);
        assertThat(holds().live(tenant)).isEqualTo(granted);
        assertThat(claims)
                .filteredOn(Claim.Refused.class::isInstance)
                .allMatch(claim -> ((Claim.Refused) claim).held().equals(nights(10, 12)));
    }

    @Test
    default void concurrentClaimsNeverShareANight() {
        for (int round = 0; round < 5; round++) {
            TenantId tenant = givenTenant();
            Random random = new Random(round);
            List<Stay> stays = random.ints(24, 1, 40)
                    .mapToObj(day -> nights(day, day + 1 + random.nextInt(6)))
                    .toList();
            List<RoomHold> granted = granted(Crowd.of(stays.size(), member -> () -> claim(tenant, stays.get(member))));
            assertThat(granted).isNotEmpty();
            assertNoneOverlap(granted);
            assertThat(granted).extracting(RoomHold::fence).doesNotHaveDuplicates();
            assertThat(holds().live(tenant)).containsExactlyInAnyOrderElementsOf(granted);
            // And nothing was refused that would have fitted.
            assertThat(stays)
                    .allMatch(stay ->
                            granted.stream().anyMatch(hold -> hold.stay().overlaps(stay)));
        }
    }

    @Test
    default void concurrentClaimsOfAnExpiredHoldSucceedOnce() {
        TenantId tenant = givenTenant();
        RoomHold before = granted(holds().claim(tenant, ROOM, nights(10, 12), Claimants.anybody(), BRIEF));
        letPass(BRIEF);
        List<Claim> claims = Crowd.of(16, member -> () -> claim(tenant, nights(11, 13)));
        assertThat(granted(claims)).hasSize(1);
        assertThat(granted(claims).getFirst().fence()).isGreaterThan(before.fence());
        assertThat(claims.stream().flatMap(claim -> claim.expired().stream()).toList())
                .containsExactly(before);
    }

    @Test
    default void aReleasedRoomIsFreeAtOnce() {
        TenantId tenant = givenTenant();
        RoomHold hold = claimed(tenant, nights(10, 12));
        assertThat(holds().release(hold)).isEqualTo(Release.RELEASED);
        assertThat(holds().live(tenant)).isEmpty();
        claimed(tenant, nights(11, 13));
    }

    @Test
    default void releasingIsDoneOnce() {
        TenantId tenant = givenTenant();
        RoomHold hold = claimed(tenant, nights(10, 12));
        assertThat(Crowd.of(8, member -> () -> holds().release(hold))).containsOnlyOnce(Release.RELEASED);
        assertThat(holds().release(hold)).isEqualTo(Release.LOST);
    }

    /** Who got no answer asks again: the room is free of that hold either way, and whoever came meanwhile keeps it. */
    @Test
    default void aRepeatedReleaseChangesNothing() {
        TenantId tenant = givenTenant();
        RoomHold hold = claimed(tenant, nights(10, 12));
        assertThat(holds().release(hold)).isEqualTo(Release.RELEASED);
        assertThat(holds().release(hold)).isEqualTo(Release.LOST);
        RoomHold next = claimed(tenant, nights(10, 12));
        assertThat(holds().release(hold)).isEqualTo(Release.LOST);
        assertThat(holds().live(tenant)).containsExactly(next);
        assertThat(claim(tenant, nights(11, 13))).isInstanceOf(Claim.Refused.class);
    }

    @Test
    default void aHoldEndsAtTheExactInstant() {
        TenantId tenant = givenTenant();
        RoomHold hold = granted(holds().claim(tenant, ROOM, nights(10, 12), Claimants.named("g"), BRIEF));
        letPass(BRIEF);
        assertThat(holds().live(tenant)).isEmpty();
        assertThat(holds().findByRoom(tenant, ROOM)).isEmpty();
        assertThat(holds().findByHolder(tenant, new HolderRef("g"))).isEmpty();
        assertThat(holds().extend(hold, TERMS)).isEqualTo(new Extension.Lost());
        assertThat(holds().release(hold)).isEqualTo(Release.LOST);
    }

    @Test
    default void aHoldLastsUntilItsEnd() {
        TenantId tenant = givenTenant();
        RoomHold hold = claimed(tenant, nights(10, 12));
        letPass(BRIEF);
        assertThat(claim(tenant, nights(10, 12))).isInstanceOf(Claim.Refused.class);
        assertThat(holds().live(tenant)).containsExactly(hold);
    }

    @Test
    default void anExpiredHoldIsReportedToOneClaim() {
        TenantId tenant = givenTenant();
        RoomHold first = granted(holds().claim(tenant, ROOM, nights(10, 12), Claimants.anybody(), BRIEF));
        RoomHold other = granted(holds().claim(tenant, ROOM, nights(20, 22), Claimants.anybody(), BRIEF));
        letPass(BRIEF);
        Claim next = claim(tenant, nights(9, 13));
        assertThat(granted(next).stay()).isEqualTo(nights(9, 13));
        assertThat(next.expired()).containsExactlyInAnyOrder(first, other);
        assertThat(claim(tenant, nights(20, 22)).expired()).isEmpty();
    }

    @Test
    default void aRefusedClaimAlsoReportsExpiredHolds() {
        TenantId tenant = givenTenant();
        claimed(tenant, nights(1, 5));
        RoomHold expired = granted(holds().claim(tenant, ROOM, nights(10, 12), Claimants.anybody(), BRIEF));
        letPass(BRIEF);
        List<RoomHold> told = new ArrayList<>(claim(tenant, nights(2, 3)).expired());
        told.addAll(claim(tenant, nights(10, 12)).expired());
        assertThat(told).containsExactly(expired);
    }

    @Test
    default void lateCallsOfAFormerHolderChangeNothing() {
        TenantId tenant = givenTenant();
        Claimant former = Claimants.named("former");
        RoomHold old = granted(holds().claim(tenant, ROOM, nights(10, 12), former, BRIEF));
        letPass(BRIEF);
        RoomHold next = claimed(tenant, nights(10, 12));
        assertThat(holds().release(old)).isEqualTo(Release.LOST);
        assertThat(holds().extend(old, TERMS)).isEqualTo(new Extension.Lost());
        assertThat(holds().live(tenant)).containsExactly(next);
        assertThat(claim(tenant, nights(11, 12))).isInstanceOf(Claim.Refused.class);
    }

    @Test
    default void releaseAndExtendRequireTheToken() {
        TenantId tenant = givenTenant();
        RoomHold held = claimed(tenant, nights(10, 12));
        RoomHold forged = new RoomHold(
                tenant,
                ROOM,
                held.stay(),
                new Claimant(held.holder(), Claimants.token()),
                held.fence(),
                held.until(),
                0);
        assertThat(holds().release(forged)).isEqualTo(Release.LOST);
        assertThat(holds().extend(forged, TERMS)).isEqualTo(new Extension.Lost());
        assertThat(holds().live(tenant)).containsExactly(held);
    }

    @Test
    default void aTokenOfAnEarlierHoldIsInvalid() {
        TenantId tenant = givenTenant();
        Claimant claimant = Claimants.anybody();
        RoomHold old = granted(holds().claim(tenant, ROOM, nights(10, 12), claimant, LASTING));
        holds().release(old);
        RoomHold again = granted(holds().claim(tenant, ROOM, nights(10, 12), claimant, LASTING));
        assertThat(holds().release(old)).isEqualTo(Release.LOST);
        assertThat(holds().extend(old, TERMS)).isEqualTo(new Extension.Lost());
        assertThat(holds().live(tenant)).containsExactly(again);
    }

    @Test
    default void theFenceOfARoomGrowsOverReleaseAndExpiry() {
        TenantId tenant = givenTenant();
        long last = 0;
        for (int round = 0; round < 4; round++) {
            RoomHold released = claimed(tenant, nights(10, 12));
            assertThat(released.fence()).isGreaterThan(last);
            holds().release(released);
            RoomHold expiring = granted(holds().claim(tenant, ROOM, nights(10, 12), Claimants.anybody(), BRIEF));
            assertThat(expiring.fence()).isGreaterThan(released.fence());
            letPass(BRIEF);
            last = expiring.fence();
        }
        RoomHold other = claimed(tenant, nights(30, 33));
        assertThat(other.fence()).isGreaterThan(last);
    }

    @Test
    default void aHoldIsExtendedByTheTermsAndNoMoreOftenThanTheyAllow() {
        TenantId tenant = givenTenant();
        RoomHold hold = claimed(tenant, nights(10, 12));
        RoomHold once = extended(holds().extend(hold, TERMS));
        RoomHold twice = extended(holds().extend(once, TERMS));
        assertThat(once.until()).isEqualTo(hold.until().plus(TERMS.extension()));
        assertThat(twice.until()).isEqualTo(once.until().plus(TERMS.extension()));
        assertThat(twice.extensions()).isEqualTo(2);
        assertThat(twice.fence()).isEqualTo(hold.fence());
        assertThat(holds().extend(twice, TERMS)).isEqualTo(new Extension.Exhausted(twice.until()));
        assertThat(holds().live(tenant)).containsExactly(twice);
    }

    @Test
    default void termsWithoutExtensionsExtendNothing() {
        TenantId tenant = givenTenant();
        RoomHold hold = claimed(tenant, nights(10, 12));
        HoldTerms none = new HoldTerms(LASTING, 0, LASTING);
        assertThat(holds().extend(hold, none)).isEqualTo(new Extension.Exhausted(hold.until()));
        assertThat(holds().live(tenant)).containsExactly(hold);
    }

    @Test
    default void anExtendedHoldOutlivesItsFirstEnd() {
        TenantId tenant = givenTenant();
        Duration life = Duration.ofMillis(280);
        RoomHold hold = granted(holds().claim(tenant, ROOM, nights(10, 12), Claimants.anybody(), life));
        RoomHold longer = extended(holds().extend(hold, TERMS));
        letPass(life);
        assertThat(holds().live(tenant)).containsExactly(longer);
        assertThat(claim(tenant, nights(10, 12))).isInstanceOf(Claim.Refused.class);
        assertThat(holds().release(longer)).isEqualTo(Release.RELEASED);
    }

    @Test
    default void theSameHoldExtendedTwiceIsExtendedOnce() {
        TenantId tenant = givenTenant();
        RoomHold hold = claimed(tenant, nights(10, 12));
        RoomHold once = extended(holds().extend(hold, TERMS));
        assertThat(extended(holds().extend(hold, TERMS))).isEqualTo(once);
        assertThat(Crowd.of(
                        8, member -> () -> extended(holds().extend(once, TERMS)).extensions()))
                .containsOnly(2);
        assertThat(holds().live(tenant)).singleElement().matches(live -> live.extensions() == 2);
    }

    @Test
    default void aReleaseWithAnOlderValueOfTheHoldIsARelease() {
        TenantId tenant = givenTenant();
        RoomHold hold = claimed(tenant, nights(10, 12));
        extended(holds().extend(hold, TERMS));
        assertThat(holds().release(hold)).isEqualTo(Release.RELEASED);
        assertThat(holds().live(tenant)).isEmpty();
    }

    @Test
    default void theSameClaimAgainIsTheSameHold() {
        TenantId tenant = givenTenant();
        Claimant claimant = Claimants.anybody();
        RoomHold hold = granted(holds().claim(tenant, ROOM, nights(10, 12), claimant, LASTING));
        assertThat(Crowd.of(8, member -> () -> granted(holds().claim(tenant, ROOM, nights(10, 12), claimant, LASTING))))
                .containsOnly(hold);
        assertThat(holds().live(tenant)).containsExactly(hold);
    }

    @Test
    default void concurrentRepeatsOfOneClaimAreOneHold() {
        TenantId tenant = givenTenant();
        Claimant claimant = Claimants.anybody();
        List<RoomHold> granted =
                Crowd.of(8, member -> () -> granted(holds().claim(tenant, ROOM, nights(10, 12), claimant, LASTING)));
        assertThat(granted).containsOnly(granted.getFirst());
        assertThat(holds().live(tenant)).containsExactly(granted.getFirst());
    }

    @Test
    default void aTokenNamesOneHoldOfARoomOnly() {
        TenantId tenant = givenTenant();
        Claimant claimant = Claimants.anybody();
        RoomHold hold = granted(holds().claim(tenant, ROOM, nights(10, 12), claimant, LASTING));
        Claim.Refused refused = new Claim.Refused(hold.stay(), hold.until(), List.of());
        assertThat(holds().claim(tenant, ROOM, nights(20, 22), claimant, LASTING))
                .isEqualTo(refused);
        assertThat(holds().live(tenant)).containsExactly(hold);
    }

    @Test
    default void holdsAreFoundByRoomByHolderAndByHotel() {
        TenantId tenant = givenTenant();
        HolderRef ana = new HolderRef("whatsapp:+5491112345678");
        RoomId other = new RoomId("102");
        RoomHold late = hold(tenant, ROOM, nights(20, 22), ana);
        RoomHold theirs = hold(tenant, ROOM, nights(15, 16), new HolderRef("whatsapp:+549111234567"));
        RoomHold early = hold(tenant, ROOM, nights(10, 12), ana);
        RoomHold elsewhere = hold(tenant, other, nights(10, 12), ana);
        hold(givenTenant(), ROOM, nights(10, 12), ana);
        assertThat(holds().findByRoom(tenant, ROOM)).containsExactly(early, theirs, late);
        assertThat(holds().findByRoom(tenant, new RoomId("10"))).isEmpty();
        assertThat(holds().findByHolder(tenant, ana)).containsExactly(early, late, elsewhere);
        assertThat(holds().findByHolder(tenant, new HolderRef("whatsapp:+54911123456789")))
                .isEmpty();
        assertThat(holds().live(tenant)).containsExactly(early, theirs, late, elsewhere);
    }

    @Test
    default void anyNameOfAHolderIsKeptAsItIs() {
        TenantId tenant = givenTenant();
        List<String> names =
                List.of("a\"b\\c", "{x}", "ñandú 🛎️", "日本語", "null", "%s$1", "a:b:c", "' or 1=1 --", "x".repeat(300));
        for (int day = 0; day < names.size(); day++) {
            HolderRef holder = new HolderRef(names.get(day));
            RoomHold hold = hold(tenant, ROOM, nights(day + 1, day + 2), holder);
            assertThat(holds().findByHolder(tenant, holder)).containsExactly(hold);
        }
    }

    @Test
    default void staysOfAYearAndStaysFarAwayAreHeld() {
        TenantId tenant = givenTenant();
        Stay year = new Stay(FIRST, FIRST.plusDays(365));
        Stay old = new Stay(LocalDate.of(1969, 12, 31), LocalDate.of(1970, 1, 2));
        Stay far = new Stay(LocalDate.of(2999, 12, 31), LocalDate.of(3000, 1, 1));
        assertThat(claimed(tenant, year).stay()).isEqualTo(year);
        assertThat(claimed(tenant, old).stay()).isEqualTo(old);
        assertThat(claimed(tenant, far).stay()).isEqualTo(far);
        assertThat(holds().findByRoom(tenant, ROOM)).extracting(RoomHold::stay).containsExactly(old, year, far);
        assertThat(claim(tenant, new Stay(FIRST.plusDays(364), FIRST.plusDays(365))))
                .isInstanceOf(Claim.Refused.class);
    }

    @Test
    default void refusesALifetimeOutOfBounds() {
        TenantId tenant = givenTenant();
        for (Duration life : List.of(
                Duration.ZERO,
                Duration.ofMillis(-1),
                Duration.ofMillis(49),
                Duration.ofHours(24).plusNanos(1))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> holds().claim(tenant, ROOM, nights(10, 12), Claimants.anybody(), life))
                    .withMessageContaining(life.toString());
        }
        assertThat(holds().live(tenant)).isEmpty();
    }

    private TenantId givenTenant() {
        TenantId tenant = Fresh.tenant();
        givenTenants(tenant);
        return tenant;
    }

    private Claim claim(TenantId tenant, Stay stay) {
        return holds().claim(tenant, ROOM, stay, Claimants.anybody(), LASTING);
    }

    private RoomHold claimed(TenantId tenant, Stay stay) {
        return granted(claim(tenant, stay));
    }

    private RoomHold hold(TenantId tenant, RoomId room, Stay stay, HolderRef holder) {
        return granted(holds().claim(tenant, room, stay, new Claimant(holder, Claimants.token()), LASTING));
    }

    /** The stay from one day to another, counted from the first of March 2027 as 1. */
    static Stay nights(int from, int to) {
        return new Stay(FIRST.plusDays(from - 1L), FIRST.plusDays(to - 1L));
    }

    static RoomHold granted(Claim claim) {
        assertThat(claim).isInstanceOf(Claim.Granted.class);
        return ((Claim.Granted) claim).hold();
    }

    private static List<RoomHold> granted(List<Claim> claims) {
        return claims.stream()
                .filter(Claim.Granted.class::isInstance)
                .map(RoomHoldsContract::granted)
                .toList();
    }

    private static RoomHold extended(Extension extension) {
        assertThat(extension).isInstanceOf(Extension.Extended.class);
        return ((Extension.Extended) extension).hold();
    }

    private static void assertNoneOverlap(List<RoomHold> holds) {
        List<Stay> stays = holds.stream()
                .map(RoomHold::stay)
                .sorted(Comparator.comparing(Stay::checkIn))
                .toList();
        for (int next = 1; next < stays.size(); next++) {
            assertThat(stays.get(next - 1).overlaps(stays.get(next)))
                    .as(stays.get(next - 1) + " and " + stays.get(next))
                    .isFalse();
        }
    }
}
