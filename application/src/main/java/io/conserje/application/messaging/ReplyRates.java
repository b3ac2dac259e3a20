package io.conserje.application.messaging;

import java.time.Duration;

/**
 * How fast replies are sent, over all processes. A reply that would be too fast waits, and counts no attempt.
 *
 * @param perLine how many replies a line of a hotel sends in a second, 1 to 1000, unless the line has a rate of its own
 * @param perGuest the time after which a guest may get one more reply, 0 to 1 h; zero is no limit
 * @param burst how many replies a guest may get at once, 1 to 1000. After them one more is sent each {@code perGuest}
 */
public record ReplyRates(int perLine, Duration perGuest, int burst) {

    /** The rate of a line whose number is also used on a phone. */
    public static final int ALSO_ON_A_PHONE = 20;

    private static final int MAX = 1000;
    private static final Duration LONGEST = Duration.ofHours(1);

    /** What WhatsApp allows: 80 a second for a number, and one in 6 seconds for a guest, or up to 45 at once. */
    public static final ReplyRates DEFAULT = new ReplyRates(80, Duration.ofSeconds(6), 45);

    /** @throws IllegalArgumentException if a number or the time is out of bounds */
    public ReplyRates {
        checkedPerLine(perLine);
        if (burst < 1 || burst > MAX) {
            throw new IllegalArgumentException("A guest may get 1 to " + MAX + " replies at once, not " + burst);
        }
        if (perGuest.isNegative() || perGuest.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "The time between two replies to a guest is 0 to " + LONGEST + ", not " + perGuest);
        }
    }

    /**
     * Checks the rate of a line.
     *
     * @return the same rate
     * @throws IllegalArgumentException if it is not 1 to 1000
     */
    public static int checkedPerLine(int perSecond) {
        if (perSecond < 1 || perSecond > MAX) {
            throw new IllegalArgumentException("A line sends 1 to " + MAX + " replies a second, not " + perSecond);
        }
        return perSecond;
    }
}
