package io.conserje.domain.messaging;

import java.util.ArrayList;
import java.util.List;

/** Splits a text that is too long for one message. */
final class TextParts {

    private static final List<String> ENDS = List.of("\n\n", "\n", ". ", " ");

    private TextParts() {}

    /**
     * The parts of a text in their order, none longer than max and none blank. Each ends with a paragraph, a line, a
     * sentence or a word if one ends in the second half of the longest part. White space between parts is left out.
     *
     * @param text not blank
     */
    static List<String> of(String text, int max) {
        List<String> parts = new ArrayList<>();
        String rest = text.length() > max ? text.strip() : text;
        while (rest.length() > max) {
            int end = end(rest, max);
            parts.add(rest.substring(0, end).strip());
            rest = rest.substring(end).strip();
        }
        if (!rest.isBlank()) {
            parts.add(rest);
        }
        return parts;
    }

    private static int end(String text, int max) {
        for (String end : ENDS) {
            int place = text.lastIndexOf(end, max);
            if (place >= max / 2) {
                return end.startsWith(".") ? Math.min(place + 1, max) : place;
            }
        }
        // A character of two units, or with a joined mark, is not torn apart.
        int cut = max;
        while (cut > max / 2 && isJoined(text, cut)) {
            cut--;
        }
        return cut;
    }

    private static boolean isJoined(String text, int cut) {
        int type = Character.getType(text.codePointAt(cut));
        return Character.isLowSurrogate(text.charAt(cut))
                || type == Character.NON_SPACING_MARK
                || type == Character.ENCLOSING_MARK
                || text.charAt(cut) == '\u200d'
                || text.charAt(cut - 1) == '\u200d';
    }
}
