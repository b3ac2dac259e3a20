package io.conserje.bootstrap.config;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/** Recognises what copying leaves in a value, and what nobody sees there. */
final class Characters {

    /** Letters without a picture: joiners, fillers, the empty Braille cell. */
    private static final String FILLERS = "\u034F\u115F\u1160\u17B4\u17B5\u2800\u3164\uFFA0";

    private static final String PAIRS = "\"'`";
    private static final String TYPOGRAPHIC = "\u201C\u201D\u201E\u2018\u2019\u00AB\u00BB";

    private Characters() {}

    /** The rule that an invisible character breaks; empty if there is none. It names the place, never the value. */
    static Optional<String> invisible(String value) {
        OptionalInt found = value.codePoints().filter(Characters::isInvisible).findFirst();
        if (found.isEmpty()) {
            return Optional.empty();
        }
        int place = value.codePointCount(0, value.indexOf(Character.toString(found.getAsInt()))) + 1;
        String name = String.valueOf(Character.getName(found.getAsInt())).toLowerCase(Locale.ROOT);
        return Optional.of("it has an invisible character at place " + place + " (" + name
                + "), which copying often adds: copy it again from its source, or type it");
    }

    private static boolean isInvisible(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> true;
            case Character.SPACE_SEPARATOR -> c != ' ';
            default -> FILLERS.indexOf(c) >= 0 || (c >= 0xFE00 && c <= 0xFE0F) || (c >= 0xE0100 && c <= 0xE01EF);
        };
    }

    /** Whether quotes surround a value. In a file they are no part of it; here they are. */
    static boolean isQuoted(String value) {
        char first = value.charAt(0);
        char last = value.charAt(value.length() - 1);
        return (value.length() > 1 && first == last && PAIRS.indexOf(first) >= 0)
                || TYPOGRAPHIC.indexOf(first) >= 0
                || TYPOGRAPHIC.indexOf(last) >= 0;
    }
}
