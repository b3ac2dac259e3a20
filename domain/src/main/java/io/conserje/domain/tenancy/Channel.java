package io.conserje.domain.tenancy;

import java.util.regex.Pattern;

/** A channel over which guests write: {@code whatsapp}, {@code email}, or a channel of the embedder. */
public record Channel(String name) {

    // Declared first: WHATSAPP is checked against it.
    private static final Pattern SHAPE = Pattern.compile("[a-z][a-z0-9_-]{0,29}");

    public static final Channel WHATSAPP = new Channel("whatsapp");

    /** @throws IllegalArgumentException if the name is not 1 to 30 of {@code a-z 0-9 _ -}, starting with a letter */
    public Channel {
        if (!SHAPE.matcher(name).matches()) {
            throw new IllegalArgumentException("Channel " + Quoted.of(name)
                    + " is not 1 to 30 characters of a-z, 0-9, _ and -, starting with a letter. Example: whatsapp");
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
