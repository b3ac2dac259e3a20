package io.conserje.domain.messaging;

import java.util.regex.Pattern;

/** The hotel's own number on a channel, by the channel's id of it (WhatsApp: {@code phone_number_id}); 1 to 32 digits. */
public record HotelLine(String value) {

    private static final Pattern SHAPE = Pattern.compile("[0-9]{1,32}");

    /** @throws IllegalArgumentException if it is not 1 to 32 digits */
    public HotelLine {
        if (!SHAPE.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "A phone number id has 1 to 32 digits, had " + value.length() + " characters of some other kind");
        }
    }
}
