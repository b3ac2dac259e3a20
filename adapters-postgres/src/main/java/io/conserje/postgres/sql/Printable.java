package io.conserje.postgres.sql;

import java.util.regex.Pattern;

/**
 * Reads text that was stored before control characters were refused in it. Each of them becomes a question mark, so
 * that one old row does not hide the others.
 */
public final class Printable {

    private static final Pattern CONTROL = Pattern.compile("\\p{Cc}");

    private Printable() {}

    /** The text without control characters. */
    public static String of(String stored) {
        return CONTROL.matcher(stored).replaceAll("?");
    }
}
