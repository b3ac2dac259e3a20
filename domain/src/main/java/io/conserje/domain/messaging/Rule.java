package io.conserje.domain.messaging;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Checks the parts of an outbound message. The exceptions show no text of a hotel or a guest. */
final class Rule {

    private Rule() {}

    /** @throws IllegalArgumentException if the text is blank or longer than max */
    static String text(String part, String text, int max) {
        if (text.isBlank() || text.length() > max) {
            throw new IllegalArgumentException(part + " must have 1 to " + max + " characters, had "
                    + (text.isBlank() ? "none" : text.length()) + ". Shorten it, or send it as several messages.");
        }
        return text;
    }

    /** @throws IllegalArgumentException if there is a text, and it is blank or longer than max */
    static void optional(String part, @Nullable String text, int max) {
        if (text != null) {
            text(part, text, max);
        }
    }

    /** @throws IllegalArgumentException if the number is out of bounds */
    static void count(String parts, int number, int min, int max) {
        if (number < min || number > max) {
            throw new IllegalArgumentException(parts + " must be " + min + " to " + max + ", were " + number
                    + ". Send several messages for more.");
        }
    }

    /** @throws IllegalArgumentException if the value does not match */
    static void shape(String part, String value, Pattern shape, String rule, String example) {
        if (!shape.matcher(value).matches()) {
            String shown = value.length() > 60 ? value.substring(0, 60) + "…" : value;
            throw new IllegalArgumentException(part + " \"" + shown.replaceAll("\\p{Cntrl}", "?") + "\" must be " + rule
                    + ". Example: " + example);
        }
    }
}
