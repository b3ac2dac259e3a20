package io.conserje.application.reply;

import io.conserje.domain.messaging.HotelLine;
import io.conserje.domain.session.GuestRef;
import io.conserje.domain.tenancy.Channel;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a channel reports about a reply that it took.
 *
 * @param providerId the channel's id of the reply
 * @param code the channel's error code, for a failure
 * @param title what the code means, in the words of the channel; without personal data
 * @param line the line that sent the reply, if the report names it
 * @param recipient the guest, if the report names one
 */
public record ReplyStatus(
        Channel channel,
        String providerId,
        Word word,
        @Nullable Integer code,
        @Nullable String title,
        @Nullable HotelLine line,
        @Nullable GuestRef recipient) {

    private static final int MAX_ID = 255;
    private static final int MAX_TITLE = 300;

    /** The report in a word. */
    public enum Word {
        /** The channel took the reply. */
        SENT,
        /** The reply reached the guest. */
        DELIVERED,
        /** The guest read the reply. */
        READ,
        /** The reply will not reach the guest. */
        FAILED;

        /** The name in lower case. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Whether this report changes the state of a reply with that report. A failure after a delivery does not. */
        public boolean moves(@Nullable Word before) {
            if (before == null) {
                return this != SENT;
            }
            return this != FAILED && before != FAILED && compareTo(before) > 0;
        }
    }

    /** @throws IllegalArgumentException if the id does not have 1 to 255 printable characters */
    public ReplyStatus {
        if (providerId.isBlank()
                || providerId.length() > MAX_ID
                || providerId.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "The id of a reply must have 1 to " + MAX_ID + " printable characters, had " + providerId.length());
        }
        if (title != null && title.length() > MAX_TITLE) {
            title = title.substring(0, MAX_TITLE);
        }
    }
}
