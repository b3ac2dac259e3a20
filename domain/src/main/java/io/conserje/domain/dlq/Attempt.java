package io.conserje.domain.dlq;

import java.util.regex.Pattern;

/**
 * One failed attempt to handle a message. The store adds the time.
 *
 * @param number the number of the attempt, from 1
 * @param reason the kind of failure, used as a metric label: 1 to 60 of {@code a-z 0-9 _}
 * @param cause a description for operators, without personal data. Control characters, including line ends, become
 *     spaces, and it is cut to 500 characters
 */
public record Attempt(int number, String reason, String cause) {

    private static final Pattern REASON = Pattern.compile("[a-z0-9_]{1,60}");
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
    private static final int MAX_CAUSE = 500;

    /** @throws IllegalArgumentException if the number is below 1 or the reason is not 1 to 60 of {@code a-z 0-9 _} */
    public Attempt {
        if (number < 1) {
            throw new IllegalArgumentException("`number` must be 1 or more, was " + number);
        }
        reason = checkedReason(reason);
        String oneLine = CONTROL.matcher(cause).replaceAll(" ");
        cause = oneLine.length() > MAX_CAUSE ? oneLine.substring(0, MAX_CAUSE) : oneLine;
    }

    /** Whether the word is a valid reason. */
    public static boolean isReason(String word) {
        return REASON.matcher(word).matches();
    }

    /**
     * Checks a reason that a user typed.
     *
     * @return the same reason
     * @throws IllegalArgumentException if it is not 1 to 60 of {@code a-z 0-9 _}
     */
    public static String checkedReason(String reason) {
        if (!isReason(reason)) {
            throw new IllegalArgumentException("A failure's reason must be 1 to 60 of a-z, 0-9 and _, had "
                    + reason.length() + " characters. Example: pms_unavailable");
        }
        return reason;
    }
}
