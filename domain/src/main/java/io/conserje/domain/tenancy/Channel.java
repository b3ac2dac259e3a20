package io.conserje.domain.tenancy;

import java.util.regex.Pattern;

/** A way by which guests write: {@code whatsapp}, {@code email}, or one of the embedder's own. */
public record Channel(String name) {

    public static final Channel WHATSAPP = new Channel("whatsapp");

    private static final Pattern SHAPE = Pattern.compile("[a-z][a-z0-9_-]{0,29}");

    /** @throws IllegalArgumentException if the name is not 1 to 30 characters of a-z, 0-9, _ and -, a letter first */
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
