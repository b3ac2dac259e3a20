package io.conserje.postgres;

import java.util.regex.Pattern;

/**
 * Text that was kept before control characters were refused in it: each of them is read as a question mark, for one old row must
 * not hide the others.
 */
final class Printable {

    private static final Pattern CONTROL = Pattern.compile("\\p{Cc}");

    private Printable() {}

    static String of(String kept) {
        return CONTROL.matcher(kept).replaceAll("?");
    }
}
