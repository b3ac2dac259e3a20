package io.conserje.application.pause;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.conserje.application.fixture.Fresh;
import io.conserje.application.fixture.SettableClock;
import io.conserje.application.memory.InMemory;
import io.conserje.application.messaging.Faults.Held;
import io.conserje.application.messaging.Turn;
import io.conserje.domain.dlq.Warrant;
import io.conserje.domain.messaging.MessageId;
import io.conserje.domain.session.GuestRef;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.TenantId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PausingTest {

    private static final Warrant ANA = new Warrant("ana", "why");
    private static final String REASON = "pms_unavailable";

    private final SettableClock clock = new SettableClock();
    private final Pauses pauses = InMemory.messages(clock, UUID::randomUUID).pauses();
    private final AtomicLong nanos = new AtomicLong();
    private final List<String> heard = new ArrayList<>();
    private final TenantId hotel = Fresh.tenant();
    private final Pausing pausing = pausing(BreakerRule.DEFAULT);

    private Pausing pausing(BreakerRule rule) {
        return new Pausing(pauses, rule, Duration.ofMinutes(2), listener(), nanos::get);
    }

    private PauseListener listener() {
        return new PauseListener() {
            @Override
            public void paused(Pause pause) {
                heard.add("paused " + pause.scope());
            }

            @Override
            public void resumed(Pause pause) {
                heard.add("resumed " + pause.scope());
            }

            @Override
            public void breakerOpened(Breaker breaker) {
                heard.add("opened " + breaker.reason());
            }

            @Override
            public void breakerClosed(Breaker breaker) {
                heard.add("closed " + breaker.reason());
            }
        };
    }

    @Test
    void everythingWaitsBeforeTheFirstLook() {
        assertThat(pausing.isClosed()).isTrue();
        pausing.refresh();
        assertThat(pausing.isClosed()).isFalse();
        pauses.pause(PauseScope.EVERYTHING, null, ANA);
        pausing.refresh();
        assertThat(pausing.isClosed()).isTrue();
        pauses.resume(PauseScope.EVERYTHING, ANA);
        pausing.refresh();
        pausing.refresh();
        assertThat(pausing.isClosed()).isFalse();
        assertThat(heard).containsExactly("paused everything", "resumed everything");
    }

    @Test
    void aFailureWithAPausedReasonCountsNoAttempt() {
        pauses.pause(new PauseScope(hotel, null, REASON), null, ANA);
        pausing.refresh();
        assertThat(pausing.failed(turn(Fresh.guest()), REASON))
                .contains(new Held(hotel + "//" + REASON, Pausing.LOOK_AGAIN));
        assertThat(pausing.failed(turn(Fresh.guest()), "handler_failed")).isEmpty();
        assertThat(pausing.asides()).singleElement().matches(aside -> aside.channel() == null);
        assertThat(pausing.pausedHotels()).isEmpty();
    }

    @Test
    void aPausedHotelAndAPausedChannelAreKnown() {
        pauses.pause(new PauseScope(hotel, null, null), null, ANA);
        pauses.pause(new PauseScope(null, Channel.WHATSAPP, null), null, ANA);
        pausing.refresh();
        assertThat(pausing.pausedHotels()).containsExactly(hotel);
        assertThat(pausing.asides()).singleElement().matches(aside -> Channel.WHATSAPP.equals(aside.channel()));
        assertThat(pausing.asideOf(turn(Fresh.guest()))).isPresent();
        assertThat(pausing.isClosed()).isFalse();
    }

    @Test
    void opensIfNearlyAllOfTheLastTriesFail() {
        pausing.refresh();
        List<GuestRef> guests = Stream.generate(Fresh::guest).limit(3).toList();
        for (int fail = 0; fail < 7; fail++) {
            assertThat(pausing.failed(turn(guests.get(fail % 3)), REASON)).isEmpty();
        }
        pausing.handled(turn(guests.get(0)));
        pausing.failed(turn(guests.get(0)), "handler_failed");
        assertThat(pausing.failingHotels()).as("seven of nine").isEmpty();
        pausing.failed(turn(guests.get(0)), REASON);
        assertThat(pausing.failingHotels()).as("eight of ten").containsExactly(hotel);
        assertThat(pausing.failed(turn(guests.get(0)), "handler_failed"))
                .as("nothing counts an attempt now")
                .contains(new Held(null, Pausing.BEHIND));

        pausing.handled(turn(guests.get(1)));
        assertThat(pausing.failingHotels()).isEmpty();
        assertThat(pausing.failed(turn(guests.get(0)), REASON))
                .as("tries begin anew")
                .isEmpty();
        assertThat(heard).containsExactly("opened " + REASON, "closed " + REASON);
    }

    @Test
    void twoGuestsAreTooFew() {
        pausing.refresh();
        List<GuestRef> guests = Stream.generate(Fresh::guest).limit(2).toList();
        for (int fail = 0; fail < 30; fail++) {
            pausing.failed(turn(guests.get(fail % 2)), REASON);
        }
        assertThat(pausing.failingHotels()).isEmpty();
    }

    @Test
    void severalReasonsDoNotOpen() {
        pausing.refresh();
        for (int fail = 0; fail < 30; fail++) {
            pausing.failed(turn(Fresh.guest()), "reason_" + fail % 2);
        }
        assertThat(pausing.failingHotels()).isEmpty();
    }

    @Test
    void neverOpensIfItIsOff() {
        Pausing off = pausing(BreakerRule.OFF);
        off.refresh();
        for (int fail = 0; fail < 30; fail++) {
            off.failed(turn(Fresh.guest()), REASON);
        }
        assertThat(off.failingHotels()).isEmpty();
    }

    @Test
    void probesOneAfterTheOther() {
        pauses.open(hotel, REASON, ANA);
        pausing.refresh();
        assertThat(pausing.probesDue()).containsExactly(hotel);
        assertThat(pausing.probesDue()).isEmpty();
        long number = pausing.beginProbe(hotel).orElseThrow();
        assertThat(pausing.beginProbe(hotel)).isEmpty();
        nanos.addAndGet(Duration.ofSeconds(5).toNanos());
        assertThat(pausing.probesDue()).containsExactly(hotel);
        Turn probe = turn(Fresh.guest());
        pausing.probes(probe, number);
        pausing.failed(probe, REASON);
        pausing.ended(probe);
        assertThat(pausing.beginProbe(hotel)).as("the next one comes later").isEmpty();
        pauses.pause(new PauseScope(hotel, null, null), null, ANA);
        pausing.refresh();
        nanos.addAndGet(Duration.ofSeconds(5).toNanos());
        assertThat(pausing.probesDue()).as("a paused hotel").isEmpty();
    }

    @Test
    void aProbeGoesOnWhileItsProcessLives() {
        pauses.open(hotel, REASON, ANA);
        Pausing other = pausing(BreakerRule.DEFAULT);
        pausing.refresh();
        Turn probe = turn(Fresh.guest());
        pausing.probes(probe, pausing.beginProbe(hotel).orElseThrow());
        for (int look = 0; look < 10; look++) {
            pass(Duration.ofSeconds(4));
            pausing.refresh();
            assertThat(other.beginProbe(hotel)).isEmpty();
        }
        pass(Duration.ofSeconds(6));
        assertThat(other.beginProbe(hotel))
                .as("nothing was heard of its process")
                .isPresent();
        pausing.ended(probe);
        pass(Duration.ofSeconds(1));
        assertThat(other.beginProbe(hotel))
                .as("it does not end the probe of another process")
                .isEmpty();
    }

    @Test
    void aProbeThatNeverEndsIsNotRenewedForEver() {
        pauses.open(hotel, REASON, ANA);
        pausing.refresh();
        pausing.probes(turn(Fresh.guest()), pausing.beginProbe(hotel).orElseThrow());
        pass(Duration.ofMinutes(3));
        pausing.refresh();
        assertThat(pausing.beginProbe(hotel)).isPresent();
    }

    private void pass(Duration time) {
        clock.advance(time);
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void refusesRulesOutOfBounds() {
        Duration time = Duration.ofSeconds(1);
        assertThatIllegalArgumentException().isThrownBy(() -> new BreakerRule(1, 1, 80, time));
        assertThatIllegalArgumentException().isThrownBy(() -> new BreakerRule(10, 11, 80, time));
        assertThatIllegalArgumentException().isThrownBy(() -> new BreakerRule(10, 3, 0, time));
        assertThatIllegalArgumentException().isThrownBy(() -> new BreakerRule(10, 3, 80, Duration.ofMillis(9)));
        assertThatIllegalArgumentException().isThrownBy(() -> new PauseScope(null, null, "No reason"));
    }

    private Turn turn(GuestRef guest) {
        return new Turn(hotel, new MessageId(UUID.randomUUID()), Fresh.message(guest), 0, UUID.randomUUID());
    }
}
