package io.conserje.bootstrap.probe;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Round trips to a server that tells its time. The quickest one says best how far the clocks are apart: within half of
 * it, the answer was on its way for an unknown time.
 */
final class Samples {

    /** One more than are counted: the first one pays for what is set up once. */
    private static final int ROUNDS = 8;

    private record Sample(long nanos, Duration ahead) {}

    private final List<Sample> samples = new ArrayList<>();

    /** Asks a server for its time. */
    interface Clock<E extends Exception> {
        /** Its time, or the present time of this machine if it may not be asked. */
        Instant ask() throws E;
    }

    static <E extends Exception> Samples take(Clock<E> clock) throws E {
        Samples samples = new Samples();
        for (int round = 0; round < ROUNDS; round++) {
            Instant before = Instant.now();
            long start = System.nanoTime();
            Instant theirs = clock.ask();
            long nanos = System.nanoTime() - start;
            if (round > 0) {
                samples.samples.add(new Sample(nanos, Duration.between(before.plusNanos(nanos / 2), theirs)));
            }
        }
        return samples;
    }

    /** The median. */
    Duration roundTrip() {
        return Duration.ofNanos(samples.stream()
                .mapToLong(Sample::nanos)
                .sorted()
                .skip(samples.size() / 2)
                .findFirst()
                .orElseThrow());
    }

    /** By how much the server's clock is ahead of this machine's; negative if it is behind. */
    Duration ahead() {
        return samples.stream()
                .min(Comparator.comparingLong(Sample::nanos))
                .orElseThrow()
                .ahead();
    }
}
