package io.conserje.application.process;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * When each loop of a process last turned. A loop that has ended on its own, or hangs, is late: nothing does its work
 * any more. Thread-safe.
 */
public final class Heartbeats {

    /**
     * A loop that runs.
     *
     * @param age how long ago it last turned
     * @param allowed how old that may be
     */
    public record Loop(String name, Duration age, Duration allowed) {

        /** Whether the loop does its work no more. */
        public boolean isLate() {
            return age.compareTo(allowed) > 0;
        }
    }

    /** The heartbeat of one loop, which the loop keeps up. Thread-safe. */
    public final class Beat {

        private final String name;
        private final Duration allowed;
        private volatile long last = nanos.getAsLong();

        private Beat(String name, Duration allowed) {
            this.name = name;
            this.allowed = allowed;
        }

        /** The loop has turned. */
        public void turned() {
            last = nanos.getAsLong();
        }

        /** The loop was told to end, and is watched no more. */
        public void end() {
            beats.remove(name, this);
        }

        private Loop loop() {
            return new Loop(name, Duration.ofNanos(Math.max(0, nanos.getAsLong() - last)), allowed);
        }
    }

    private final LongSupplier nanos;
    private final Map<String, Beat> beats = new ConcurrentHashMap<>();

    /** @param nanos nanoseconds from any origin, such as {@code System::nanoTime} */
    public Heartbeats(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /**
     * Watches a loop from now on.
     *
     * @param name its name in metrics and answers
     * @param allowed how old its last turn may be
     */
    public Beat begin(String name, Duration allowed) {
        Beat beat = new Beat(name, allowed);
        beats.put(name, beat);
        return beat;
    }

    /** The loops that run, by name. */
    public List<Loop> loops() {
        return beats.values().stream()
                .map(Beat::loop)
                .sorted(Comparator.comparing(Loop::name))
                .toList();
    }

    /** The loops that do their work no more. */
    public List<Loop> late() {
        return loops().stream().filter(Loop::isLate).toList();
    }
}
