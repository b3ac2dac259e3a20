package io.conserje.application.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FanOutTest {

    private final List<String> received = new ArrayList<>();

    /** Two events, one of them with arguments. */
    public interface Weather extends Listener {

        default void sunRose() {}

        default void rained(String place, int millimetres) {}
    }

    /** An interface with an event of its own. */
    public interface Traffic extends Listener {

        void jammed();
    }

    private final class Recorder implements Weather {

        private final String name;

        Recorder(String name) {
            this.name = name;
        }

        @Override
        public void sunRose() {
            received.add(name + ": sun");
        }

        @Override
        public void rained(String place, int millimetres) {
            received.add(name + ": " + millimetres + " mm in " + place);
        }
    }

    private static final class Failing implements Weather {

        @Override
        public void sunRose() {
            throw new IllegalStateException("fails on purpose");
        }

        @Override
        public void rained(String place, int millimetres) {
            throw new AssertionError("fails on purpose");
        }
    }

    @Test
    void callsEveryListenerInOrder() {
        Weather all = FanOut.to(Weather.class, List.of(new Recorder("a"), new Recorder("b")));
        all.sunRose();
        all.rained("Salta", 3);
        assertThat(received).containsExactly("a: sun", "b: sun", "a: 3 mm in Salta", "b: 3 mm in Salta");
    }

    @Test
    void aFailingListenerDoesNotStopTheOthers() {
        Weather all = FanOut.to(Weather.class, List.of(new Recorder("a"), new Failing(), new Recorder("b")));
        all.sunRose();
        all.rained("Salta", 3);
        assertThat(received).containsExactly("a: sun", "b: sun", "a: 3 mm in Salta", "b: 3 mm in Salta");
    }

    @Test
    void theOnlyListenerMayFailToo() {
        Weather all = FanOut.to(Weather.class, List.of(new Failing()));
        assertThatCode(all::sunRose).doesNotThrowAnyException();
    }

    @Test
    void ignoresListenersOfOtherEvents() {
        Traffic traffic = () -> received.add("jam");
        FanOut.to(Weather.class, List.of(traffic, new Recorder("a"))).sunRose();
        FanOut.to(Traffic.class, List.of(traffic, new Recorder("a"))).jammed();
        assertThat(received).containsExactly("a: sun", "jam");
    }

    @Test
    void acceptsNoListeners() {
        assertThatCode(() -> FanOut.to(Weather.class, List.of()).sunRose()).doesNotThrowAnyException();
    }

    @Test
    void isEqualToItselfOnly() {
        List<Weather> listeners = List.of(new Recorder("a"));
        Weather one = FanOut.to(Weather.class, listeners);
        Weather other = FanOut.to(Weather.class, listeners);
        assertThat(List.of(one)).contains(one).doesNotContain(other);
        assertThat(one.hashCode()).isNotEqualTo(other.hashCode());
        assertThat(one.toString()).startsWith("Weather[");
    }
}
