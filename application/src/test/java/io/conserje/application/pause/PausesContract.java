package io.conserje.application.pause;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.conserje.application.fixture.Fresh;
import io.conserje.application.messaging.MessagingStores;
import io.conserje.application.pause.Pauses.Action;
import io.conserje.domain.dlq.Warrant;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.TenantId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** The laws of {@link Pauses}. */
public interface PausesContract extends MessagingStores {

    Warrant ANA = new Warrant("ana", "the PMS is upgraded");

    @Test
    default void nothingIsPausedAtFirst() {
        assertThat(pauses().read()).isEqualTo(Pauses.Reading.NOTHING);
        assertThat(pauses().history(10)).isEmpty();
    }

    @Test
    default void aPauseLastsUntilSomebodyResumes() {
        PauseScope scope = new PauseScope(Fresh.tenant(), Channel.WHATSAPP, "pms_unavailable");
        Pause pause = pauses().pause(scope, null, ANA);
        assertThat(pause.until()).isNull();
        assertThat(pauses().read().pauses()).containsExactly(pause);
        assertThat(pauses().resume(PauseScope.EVERYTHING, ANA)).isEmpty();
        Warrant ben = new Warrant("ben", "done");
        assertThat(pauses().resume(scope, ben)).contains(pause);
        assertThat(pauses().resume(scope, ben)).isEmpty();
        assertThat(pauses().read().pauses()).isEmpty();
        assertThat(pauses().history(10))
                .extracting(event -> event.action() + " " + event.what() + " " + event.warrant())
                .containsExactly("RESUMED " + scope + " " + ben, "PAUSED " + scope + " " + ANA);
        assertThat(pauses().history(1)).hasSize(1);
        assertThatIllegalArgumentException().isThrownBy(() -> pauses().history(0));
    }

    @Test
    default void aPauseEndsByItself() {
        pauses().pause(PauseScope.EVERYTHING, Duration.ofMillis(200), ANA);
        assertThat(pauses().read().pauses()).extracting(Pause::scope).containsExactly(PauseScope.EVERYTHING);
        letPass(Duration.ofMillis(250));
        assertThat(pauses().read().pauses()).isEmpty();
        assertThat(pauses().resume(PauseScope.EVERYTHING, ANA)).isEmpty();
    }

    @Test
    default void aPauseOfTheSameScopeIsReplaced() {
        PauseScope scope = new PauseScope(null, null, "pms_unavailable");
        pauses().pause(scope, Duration.ofHours(1), ANA);
        Pause longer = pauses().pause(scope, Duration.ofHours(2), new Warrant("ben", "it takes longer"));
        assertThat(pauses().read().pauses()).containsExactly(longer);
    }

    @Test
    default void aBreakerOpensAndClosesOnce() {
        TenantId hotel = Fresh.tenant();
        assertThat(pauses().open(hotel, "pms_unavailable", ANA)).isTrue();
        assertThat(pauses().open(hotel, "pms_slow", ANA)).isFalse();
        assertThat(pauses().read().breakers())
                .singleElement()
                .matches(breaker ->
                        breaker.tenant().equals(hotel) && breaker.reason().equals("pms_unavailable"));
        assertThat(pauses().close(hotel, ANA)).isTrue();
        assertThat(pauses().close(hotel, ANA)).isFalse();
        assertThat(pauses().read().breakers()).isEmpty();
        assertThat(pauses().history(10))
                .extracting(Pauses.Event::action)
                .containsExactly(Action.BREAKER_CLOSED, Action.BREAKER_OPENED);
    }

    @Test
    default void oneProbeAtATime() {
        TenantId hotel = Fresh.tenant();
        assertThat(pauses().beginProbe(hotel, Duration.ofMinutes(1))).isEmpty();
        pauses().open(hotel, "pms_unavailable", ANA);
        assertThat(pauses().beginProbe(hotel, Duration.ofMinutes(1))).hasValue(1);
        assertThat(pauses().beginProbe(hotel, Duration.ofMinutes(1))).isEmpty();
        pauses().endProbe(hotel, 1, Duration.ofMillis(200));
        assertThat(pauses().beginProbe(hotel, Duration.ofMinutes(1))).isEmpty();
        letPass(Duration.ofMillis(250));
        assertThat(pauses().beginProbe(hotel, Duration.ofMillis(100))).hasValue(2);
        letPass(Duration.ofMillis(150));
        assertThat(pauses().beginProbe(hotel, Duration.ofMinutes(1)))
                .as("the end of the last one was never reported")
                .hasValue(3);
        assertThat(pauses().read().breakers()).extracting(Breaker::probes).containsExactly(3L);
    }

    @Test
    default void aProbeGoesOnWhileItIsRenewed() {
        TenantId hotel = Fresh.tenant();
        pauses().open(hotel, "pms_unavailable", ANA);
        long first = pauses().beginProbe(hotel, Duration.ofMillis(100)).orElseThrow();
        assertThat(pauses().renewProbe(hotel, first, Duration.ofMillis(400))).isTrue();
        letPass(Duration.ofMillis(150));
        assertThat(pauses().beginProbe(hotel, Duration.ofMinutes(1))).isEmpty();
        letPass(Duration.ofMillis(300));
        assertThat(pauses().beginProbe(hotel, Duration.ofMinutes(1))).hasValue(first + 1);

        assertThat(pauses().renewProbe(hotel, first, Duration.ofMillis(10)))
                .as("another one has begun")
                .isFalse();
        pauses().endProbe(hotel, first, Duration.ofMillis(10));
        letPass(Duration.ofMillis(50));
        assertThat(pauses().beginProbe(hotel, Duration.ofMinutes(1))).isEmpty();
        pauses().close(hotel, ANA);
        assertThat(pauses().renewProbe(hotel, first + 1, Duration.ofMinutes(1))).isFalse();
    }

    @Test
    default void ofManyWhoAskAtOnceOneProbes() throws Exception {
        TenantId hotel = Fresh.tenant();
        pauses().open(hotel, "pms_unavailable", ANA);
        CyclicBarrier together = new CyclicBarrier(8);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<OptionalLong>> asking = new ArrayList<>();
            for (int caller = 0; caller < 8; caller++) {
                asking.add(threads.submit(() -> {
                    together.await();
                    return pauses().beginProbe(hotel, Duration.ofMinutes(1));
                }));
            }
            List<OptionalLong> numbers = new ArrayList<>();
            for (Future<OptionalLong> asked : asking) {
                numbers.add(asked.get());
            }
            assertThat(numbers).filteredOn(OptionalLong::isPresent).containsExactly(OptionalLong.of(1));
        }
    }
}
