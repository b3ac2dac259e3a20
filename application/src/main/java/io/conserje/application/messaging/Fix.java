package io.conserje.application.messaging;

import java.util.Arrays;
import java.util.Locale;

/** What an operator must do before a line can send again. {@link #label} is a label of metrics. */
public enum Fix {
    /** Set a new access token. */
    RENEW_TOKEN,
    /** Give the app or the token a permission. */
    GRANT_PERMISSION,
    /** Set the right app secret. */
    SET_APP_SECRET,
    /** Assign a line to the hotel. */
    ASSIGN_LINE,
    /** Assign the right line to the hotel, or let the token use it. */
    CHECK_LINE,
    /** Register the number with the channel. */
    REGISTER_NUMBER,
    /** Have the display name of the number approved. */
    APPROVE_NAME,
    /** Settle a payment with the channel. */
    SETTLE_PAYMENT,
    /** Read the cause. */
    OTHER;

    /** The name in lower case. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The fix with this label; {@link #OTHER} for a label of a newer version. */
    public static Fix labelled(String label) {
        return Arrays.stream(values())
                .filter(fix -> fix.label().equals(label))
                .findFirst()
                .orElse(OTHER);
    }
}
