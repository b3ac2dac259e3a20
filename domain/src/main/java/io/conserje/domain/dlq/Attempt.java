package io.conserje.domain.dlq;

import java.util.regex.Pattern;

/**
 * One failed attempt to handle a message; the store adds the time.
 *
 * @param number which attempt it was, from 1
 * @param reason the kind of failure, a metric's label: 1 to 60 of {@code a-z 0-9 _}
 * @param cause what happened, for the one who mends it; no personal data; control characters, line ends too, become
 *     spaces, and it is cut to 500 characters
 */
public record Attempt(int number, String reason, String cause) {

    private static final Pattern REASON = Pattern.compile("[a-z0-9_]{1,60}");
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
    private static final int MAX_CAUSE = 500;

    /** @throws IllegalArgumentException if number is below 1 or reason has another shape */
    public Attempt {
        if (number < 1) {
            throw new IllegalArgumentException("Attempts are counted from 1, was " + number);
        }
        reason = checkedReason(reason);
        String oneLine = CONTROL.matcher(cause).replaceAll(" ");
        cause = oneLine.length() > MAX_CAUSE ? oneLine.substring(0, MAX_CAUSE) : oneLine;
    }

    /** Whether a failure may be called that. */
    public static boolean isReason(String word) {
        return REASON.matcher(word).matches();
    }

    /**
     * A kind of failure, as somebody wrote it who looks for such attempts.
     *
     * @return the same
     * @throws IllegalArgumentException if no attempt can have it
     */
    public static String checkedReason(String reason) {
        if (!isReason(reason)) {
            throw new IllegalArgumentException("A failure's reason is 1 to 60 of a-z, 0-9 and _, had " + reason.length()
                    + " characters of some other kind. Example: pms_unavailable");
        }
        return reason;
    }
}
