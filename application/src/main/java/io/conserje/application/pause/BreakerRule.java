package io.conserje.application.pause;

import java.time.Duration;

/**
 * When the messages of a hotel begin to wait by themselves.
 *
 * @param tries how many of the hotel's last tries are looked at, 2 to 1000; 0 never lets them wait
 * @param guests how many guests these tries must be of, from 1
 * @param percent how many of them must have failed with one reason that is retried, 1 to 100
 * @param probeEvery the shortest time between the end of a probe and the next one, 10 ms to 1 h
 */
public record BreakerRule(int tries, int guests, int percent, Duration probeEvery) {

    private static final Duration SHORTEST = Duration.ofMillis(10);
    private static final Duration LONGEST = Duration.ofHours(1);

    /** Ten tries of at least three guests, of which 80 percent failed; a probe every five seconds. */
    public static final BreakerRule DEFAULT = new BreakerRule(10, 3, 80, Duration.ofSeconds(5));

    /** Messages never wait by themselves. */
    public static final BreakerRule OFF = new BreakerRule(0, 1, 100, Duration.ofSeconds(5));

    /** @throws IllegalArgumentException if a part is out of bounds */
    public BreakerRule {
        check(tries == 0 || (tries >= 2 && tries <= 1000), "tries are 2 to 1000, or 0 for none", tries);
        check(guests >= 1 && (tries == 0 || guests <= tries), "guests are 1 to the number of tries", guests);
        check(percent >= 1 && percent <= 100, "percent is 1 to 100", percent);
        check(
                probeEvery.compareTo(SHORTEST) >= 0 && probeEvery.compareTo(LONGEST) <= 0,
                "a probe comes every " + SHORTEST + " to " + LONGEST,
                probeEvery);
    }

    private static void check(boolean right, String rule, Object value) {
        if (!right) {
            throw new IllegalArgumentException("Of a breaker, " + rule + "; was " + value);
        }
    }

    /** Whether a hotel's messages ever wait by themselves. */
    public boolean isOff() {
        return tries == 0;
    }
}
