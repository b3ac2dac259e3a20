package io.conserje.application.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.conserje.application.process.Heartbeats.Loop;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class HeartbeatsTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final AtomicLong nanos = new AtomicLong(-5);
    private final Heartbeats heartbeats = new Heartbeats(nanos::get);

    @Test
    void aLoopIsLateAfterItsAllowedTime() {
        heartbeats.begin("sweep", MINUTE.multipliedBy(2));
        Heartbeats.Beat beat = heartbeats.begin("claim", MINUTE);
        pass(MINUTE);
        assertThat(heartbeats.late()).isEmpty();
        pass(Duration.ofNanos(1));
        assertThat(heartbeats.late()).containsExactly(new Loop("claim", MINUTE.plusNanos(1), MINUTE));
        beat.turned();
        assertThat(heartbeats.late()).isEmpty();
        assertThat(heartbeats.loops()).extracting(Loop::name).containsExactly("claim", "sweep");
    }

    @Test
    void aLoopThatWasToldToEndIsNotWatched() {
        Heartbeats.Beat beat = heartbeats.begin("claim", MINUTE);
        Heartbeats.Beat another = heartbeats.begin("claim", MINUTE);
        beat.end();
        assertThat(heartbeats.loops()).hasSize(1);
        another.end();
        assertThat(heartbeats.loops()).isEmpty();
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }
}
