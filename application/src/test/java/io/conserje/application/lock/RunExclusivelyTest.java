package io.conserje.application.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conserje.application.fixture.Crowd;
import io.conserje.application.fixture.Fresh;
import io.conserje.application.lock.RunExclusively.Outcome;
import io.conserje.application.memory.InMemory;
import io.conserje.application.store.StoreUnavailableException;
import io.conserje.domain.lock.Claimant;
import io.conserje.domain.lock.HolderRef;
import io.conserje.domain.lock.Lease;
import io.conserje.domain.lock.LeaseKey;
import io.conserje.domain.tenancy.TenantId;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class RunExclusivelyTest {

    private static final Duration LIFE = Duration.ofMillis(150);

    private final Unsteady leases = new Unsteady();
    private final RunExclusively exclusively =
            new RunExclusively(leases, new HolderRef("node-1"), Claimants::token, System::nanoTime);
    private final LeaseKey key = new LeaseKey(Fresh.tenant(), "jobs/x");
    private final AtomicInteger losses = new AtomicInteger();

    @Test
    void workIsDoneUnderALeaseThatIsReleasedAfterwards() throws InterruptedException {
        Outcome<Long> outcome = exclusively.run(
                key,
                LIFE,
                permit -> {
                    assertThat(permit.isHeld()).isTrue();
                    assertThat(leases.live(key.tenant())).singleElement().satisfies(lease -> {
                        assertThat(lease.fence()).isEqualTo(permit.fence());
                        assertThat(lease.holder()).isEqualTo(new HolderRef("node-1"));
                    });
                    return permit.fence();
                },
                losses::incrementAndGet);
        assertThat(outcome).isInstanceOf(Outcome.Done.class);
        assertThat(leases.live(key.tenant())).isEmpty();
        assertThat(losses).hasValue(0);
    }

    @Test
    void workUnderAKeyThatIsTakenIsNotBegunNotEvenByTheSameThread() throws InterruptedException {
        Outcome<Outcome<String>> outer = exclusively.run(
                key,
                LIFE,
                permit -> exclusively.run(key, LIFE, inner -> "begun", losses::incrementAndGet),
                losses::incrementAndGet);
        assertThat(outer)
                .isInstanceOfSatisfying(
                        Outcome.Done.class, done -> assertThat(done.value()).isInstanceOf(Outcome.Busy.class));
    }

    @Test
    void ofManyWhoRunAtOnceNoTwoWorkAtATime() {
        AtomicInteger working = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger done = new AtomicInteger();
        Crowd.of(12, member -> () -> {
            for (int round = 0; round < 50; round++) {
                Outcome<Integer> outcome = exclusively.run(
                        key,
                        Duration.ofSeconds(30),
                        permit -> {
                            most.accumulateAndGet(working.incrementAndGet(), Math::max);
                            working.decrementAndGet();
                            return done.incrementAndGet();
                        },
                        losses::incrementAndGet);
                assertThat(outcome).isNotInstanceOf(Outcome.Lost.class);
            }
            return member;
        });
        assertThat(most).hasValue(1);
        assertThat(done.get()).isPositive();
    }

    @Test
    void theLeaseIsRenewedForAsLongAsTheWorkRuns() throws InterruptedException {
        CountDownLatch renewals = leases.renewals(6);
        Outcome<Boolean> outcome = exclusively.run(
                key, LIFE, permit -> renewals.await(30, TimeUnit.SECONDS) && permit.isHeld(), losses::incrementAndGet);
        assertThat(outcome).isEqualTo(new Outcome.Done<>(true));
        assertThat(losses).hasValue(0);
    }

    @Test
    void workWhoseLeaseIsLostIsToldToStop() throws InterruptedException {
        Outcome<String> outcome = exclusively.run(
                key,
                LIFE,
                permit -> {
                    leases.takeAway();
                    new CountDownLatch(1).await();
                    return "not reached";
                },
                losses::incrementAndGet);
        assertThat(outcome).isEqualTo(new Outcome.Lost<>());
        assertThat(losses).hasValue(1);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        assertThat(leases.releases).as("what is over is not released").hasValue(0);
    }

    @Test
    void workThatDoesNotListenIsLostAllTheSame() throws InterruptedException {
        CountDownLatch told = new CountDownLatch(1);
        Outcome<String> outcome = exclusively.run(
                key,
                LIFE,
                permit -> {
                    leases.takeAway();
                    while (told.getCount() > 0) {
                        Thread.onSpinWait();
                    }
                    assertThat(permit.isHeld()).isFalse();
                    return "ignored";
                },
                told::countDown);
        assertThat(outcome).isEqualTo(new Outcome.Lost<>());
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void aLeaseThatCannotBeRenewedInTimeIsLostAtItsEnd() throws InterruptedException {
        Outcome<String> outcome = exclusively.run(
                key,
                LIFE,
                permit -> {
                    leases.away = true;
                    new CountDownLatch(1).await();
                    return "not reached";
                },
                losses::incrementAndGet);
        assertThat(outcome).isEqualTo(new Outcome.Lost<>());
        assertThat(losses).hasValue(1);
    }

    @Test
    void aRenewalThatFailsOnceIsTriedAgain() throws InterruptedException {
        Outcome<Boolean> outcome = exclusively.run(
                key,
                Duration.ofSeconds(3),
                permit -> {
                    leases.away = true;
                    boolean asked = leases.failed.await(30, TimeUnit.SECONDS);
                    leases.away = false;
                    return asked && leases.renewals(1).await(30, TimeUnit.SECONDS);
                },
                losses::incrementAndGet);
        assertThat(outcome).isEqualTo(new Outcome.Done<>(true));
    }

    @Test
    void whatWorkThrowsGoesOnAndTheLeaseIsReleased() {
        assertThatThrownBy(() -> exclusively.run(
                        key,
                        LIFE,
                        permit -> {
                            throw new IllegalStateException("work failed");
                        },
                        losses::incrementAndGet))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("work failed");
        assertThatThrownBy(() -> exclusively.run(
                        key,
                        LIFE,
                        permit -> {
                            throw new AssertionError("grave");
                        },
                        losses::incrementAndGet))
                .isInstanceOf(AssertionError.class);
        assertThat(leases.live(key.tenant())).isEmpty();
    }

    @Test
    void anInterruptionBySomebodyElseGoesOn() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> exclusively.run(
                        key,
                        LIFE,
                        permit -> new CountDownLatch(1).await(30, TimeUnit.SECONDS),
                        losses::incrementAndGet))
                .isInstanceOf(InterruptedException.class);
        assertThat(leases.live(key.tenant())).isEmpty();
        assertThat(losses).hasValue(0);
    }

    @Test
    void aStoreThatIsAwayBeforeTheWorkIsAnException() {
        leases.away = true;
        assertThatExceptionOfType(StoreUnavailableException.class)
                .isThrownBy(() -> exclusively.run(key, LIFE, permit -> "begun", losses::incrementAndGet));
    }

    @Test
    void aClaimThatWasNotAnsweredIsAskedAgainWithTheSameToken() throws InterruptedException {
        leases.unanswered = true;
        Outcome<Long> outcome =
                exclusively.run(key, Duration.ofMinutes(1), permit -> permit.fence(), losses::incrementAndGet);
        assertThat(outcome).isInstanceOf(Outcome.Done.class);
        assertThat(leases.live(key.tenant())).isEmpty();
    }

    @Test
    void aReleaseThatIsRefusedTakesNothingFromWhatWasDone() throws InterruptedException {
        leases.refusesReleases = true;
        Outcome<String> outcome =
                exclusively.run(key, Duration.ofMinutes(1), permit -> "done", losses::incrementAndGet);
        assertThat(outcome).isEqualTo(new Outcome.Done<>("done"));
        assertThat(leases.releases).hasValue(1);
    }

    @Test
    void workThatEndedBeforeTheStoreWentAwayIsDone() throws InterruptedException {
        Outcome<String> outcome = exclusively.run(
                key,
                Duration.ofMinutes(1),
                permit -> {
                    leases.away = true;
                    return "done";
                },
                losses::incrementAndGet);
        assertThat(outcome).isEqualTo(new Outcome.Done<>("done"));
    }

    /** A store that goes away, and whose leases can be taken away. */
    private static final class Unsteady implements Leases {

        private final Leases memory = InMemory.leases(Clock.systemUTC());
        private final CountDownLatch failed = new CountDownLatch(1);
        private volatile CountDownLatch renewals = new CountDownLatch(0);
        private volatile boolean away;
        private volatile boolean taken;
        private volatile boolean unanswered;
        private volatile boolean refusesReleases;
        private final AtomicInteger releases = new AtomicInteger();

        CountDownLatch renewals(int number) {
            renewals = new CountDownLatch(number);
            return renewals;
        }

        void takeAway() {
            taken = true;
        }

        @Override
        public Claim claim(LeaseKey key, Claimant claimant, Duration life) {
            failIfAway();
            Claim made = memory.claim(key, claimant, life);
            if (unanswered) {
                unanswered = false;
                throw new StoreUnavailableException("no answer", new IllegalStateException());
            }
            return made;
        }

        @Override
        public Renewal renew(Lease lease, Duration life) {
            failIfAway();
            if (taken) {
                return new Renewal.Lost();
            }
            Renewal renewal = memory.renew(lease, life);
            renewals.countDown();
            return renewal;
        }

        @Override
        public Release release(Lease lease) {
            releases.incrementAndGet();
            failIfAway();
            if (refusesReleases) {
                throw new IllegalStateException("closed");
            }
            return taken ? Release.LOST : memory.release(lease);
        }

        @Override
        public List<Lease> live(TenantId tenant) {
            return memory.live(tenant);
        }

        private void failIfAway() {
            if (away) {
                failed.countDown();
                throw new StoreUnavailableException("away", new IllegalStateException());
            }
        }
    }
}
