package io.conserje.application.lock;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.conserje.application.fixture.SettableClock;
import io.conserje.domain.lock.Claimant;
import io.conserje.domain.lock.HoldTerms;
import io.conserje.domain.lock.HolderRef;
import io.conserje.domain.lock.RoomHold;
import io.conserje.domain.lock.RoomId;
import io.conserje.domain.lock.Stay;
import io.conserje.domain.tenancy.TenantId;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** The contract of holds is only worth something if it fails what is wrong: a store that checks, and then sets. */
final class CheckThenSetTest implements RoomHoldsContract {

    private final SettableClock clock = new SettableClock();
    private final CheckThenSet holds = new CheckThenSet();

    @Override
    public RoomHolds holds() {
        return holds;
    }

    @Override
    public void letPass(Duration duration) {
        clock.advance(duration);
    }

    @Test
    @Override
    public void concurrentClaimsOfTheSameNightsSucceedOnce() {
        holds.meetBetweenCheckAndSet(16);
        fails(RoomHoldsContract.super::concurrentClaimsOfTheSameNightsSucceedOnce);
    }

    @Test
    @Override
    public void concurrentClaimsNeverShareANight() {
        holds.meetBetweenCheckAndSet(24);
        fails(RoomHoldsContract.super::concurrentClaimsNeverShareANight);
    }

    @Test
    @Override
    public void concurrentClaimsOfAnExpiredHoldSucceedOnce() {
        fails(RoomHoldsContract.super::concurrentClaimsOfAnExpiredHoldSucceedOnce);
    }

    @Test
    @Override
    public void anExpiredHoldIsReportedToOneClaim() {
        fails(RoomHoldsContract.super::anExpiredHoldIsReportedToOneClaim);
    }

    @Test
    @Override
    public void aRefusedClaimAlsoReportsExpiredHolds() {
        fails(RoomHoldsContract.super::aRefusedClaimAlsoReportsExpiredHolds);
    }

    @Test
    @Override
    public void lateCallsOfAFormerHolderChangeNothing() {
        fails(RoomHoldsContract.super::lateCallsOfAFormerHolderChangeNothing);
    }

    @Test
    @Override
    public void releaseAndExtendRequireTheToken() {
        fails(RoomHoldsContract.super::releaseAndExtendRequireTheToken);
    }

    @Test
    @Override
    public void aTokenOfAnEarlierHoldIsInvalid() {
        fails(RoomHoldsContract.super::aTokenOfAnEarlierHoldIsInvalid);
    }

    @Test
    @Override
    public void releasingIsDoneOnce() {
        fails(RoomHoldsContract.super::releasingIsDoneOnce);
    }

    @Test
    @Override
    public void aRepeatedReleaseChangesNothing() {
        fails(RoomHoldsContract.super::aRepeatedReleaseChangesNothing);
    }

    @Test
    @Override
    public void aHoldEndsAtTheExactInstant() {
        fails(RoomHoldsContract.super::aHoldEndsAtTheExactInstant);
    }

    @Test
    @Override
    public void theSameClaimAgainIsTheSameHold() {
        fails(RoomHoldsContract.super::theSameClaimAgainIsTheSameHold);
    }

    @Test
    @Override
    public void concurrentRepeatsOfOneClaimAreOneHold() {
        holds.meetBetweenCheckAndSet(8);
        fails(RoomHoldsContract.super::concurrentRepeatsOfOneClaimAreOneHold);
    }

    @Test
    @Override
    public void aTokenNamesOneHoldOfARoomOnly() {
        fails(RoomHoldsContract.super::aTokenNamesOneHoldOfARoomOnly);
    }

    @Test
    @Override
    public void theSameHoldExtendedTwiceIsExtendedOnce() {
        fails(RoomHoldsContract.super::theSameHoldExtendedTwiceIsExtendedOnce);
    }

    @Test
    @Override
    public void aHoldOfAnotherHotelIsLost() {
        fails(RoomHoldsContract.super::aHoldOfAnotherHotelIsLost);
    }

    private static void fails(Runnable law) {
        assertThatExceptionOfType(AssertionError.class).isThrownBy(law::run);
    }

    /** The original's way: look for an overlap, then write; release and extend ask nobody who holds it. */
    private final class CheckThenSet implements RoomHolds {

        private record Key(TenantId tenant, RoomId room, Stay stay) {}

        private final Map<Key, RoomHold> holds = new ConcurrentHashMap<>();
        private final AtomicLong fences = new AtomicLong();
        private volatile CyclicBarrier between = new CyclicBarrier(1);

        void meetBetweenCheckAndSet(int parties) {
            between = new CyclicBarrier(parties);
        }

        @Override
        public Claim claim(TenantId tenant, RoomId room, Stay stay, Claimant claimant, Duration life) {
            LifetimeBounds.checked(life);
            Optional<RoomHold> other = findByRoom(tenant, room).stream()
                    .filter(hold -> hold.stay().overlaps(stay))
                    .findFirst();
            meet();
            if (other.isPresent()) {
                return new Claim.Refused(other.get().stay(), other.get().until(), List.of());
            }
            RoomHold hold = new RoomHold(
                    tenant,
                    room,
                    stay,
                    claimant,
                    fences.incrementAndGet(),
                    clock.instant().plus(life),
                    0);
            holds.put(new Key(tenant, room, stay), hold);
            return new Claim.Granted(hold, List.of());
        }

        private void meet() {
            try {
                between.await(1, TimeUnit.SECONDS);
            } catch (TimeoutException | BrokenBarrierException late) {
                // They meet, or they do not: nobody keeps this store from going on.
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
            }
        }

        @Override
        public Extension extend(RoomHold hold, HoldTerms terms) {
            if (hold.extensions() >= terms.maxExtensions()) {
                return new Extension.Exhausted(hold.until());
            }
            RoomHold longer = new RoomHold(
                    hold.tenant(),
                    hold.room(),
                    hold.stay(),
                    hold.claimant(),
                    hold.fence(),
                    holds.getOrDefault(new Key(hold.tenant(), hold.room(), hold.stay()), hold)
                            .until()
                            .plus(terms.extension()),
                    hold.extensions() + 1);
            holds.put(new Key(hold.tenant(), hold.room(), hold.stay()), longer);
            return new Extension.Extended(longer);
        }

        @Override
        public Release release(RoomHold hold) {
            holds.remove(new Key(hold.tenant(), hold.room(), hold.stay()));
            return Release.RELEASED;
        }

        @Override
        public List<RoomHold> findByRoom(TenantId tenant, RoomId room) {
            return live(tenant).stream()
                    .filter(hold -> hold.room().equals(room))
                    .toList();
        }

        @Override
        public List<RoomHold> findByHolder(TenantId tenant, HolderRef holder) {
            return live(tenant).stream()
                    .filter(hold -> hold.holder().equals(holder))
                    .toList();
        }

        @Override
        public List<RoomHold> live(TenantId tenant) {
            return holds.values().stream()
                    .filter(hold -> hold.tenant().equals(tenant) && hold.until().isAfter(clock.instant()))
                    .sorted(Comparator.comparing(RoomHold::room)
                            .thenComparing(hold -> hold.stay().checkIn()))
                    .toList();
        }
    }
}
