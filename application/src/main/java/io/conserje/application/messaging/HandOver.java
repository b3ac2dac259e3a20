package io.conserje.application.messaging;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Until when a guest is with a person, as the guest's session keeps it. Times are those of the channel, so that the
 * answer is the same however late a message is handled.
 */
final class HandOver {

    private static final String UNTIL = "conserje.with_person_until";

    private HandOver() {}

    /** Whether a message that was sent at this time is for the person. */
    static boolean covers(Map<String, String> attributes, Instant sentAt) {
        return sentAt.isBefore(until(attributes));
    }

    /** The attributes with a hand-over until this time, unless it lasts longer already. */
    static Map<String, String> lasting(Map<String, String> attributes, Instant until) {
        Map<String, String> changed = new HashMap<>(attributes);
        if (until.isAfter(until(attributes))) {
            changed.put(UNTIL, until.toString());
        }
        return changed;
    }

    /** The attributes that are the handler's. */
    static Map<String, String> without(Map<String, String> attributes) {
        if (!attributes.containsKey(UNTIL)) {
            return attributes;
        }
        Map<String, String> own = new HashMap<>(attributes);
        own.remove(UNTIL);
        return own;
    }

    private static Instant until(Map<String, String> attributes) {
        try {
            return Instant.parse(attributes.getOrDefault(UNTIL, ""));
        } catch (DateTimeException none) {
            return Instant.MIN;
        }
    }
}
