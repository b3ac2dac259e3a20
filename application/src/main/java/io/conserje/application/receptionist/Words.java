package io.conserje.application.receptionist;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A message cut into words, numbers and the signs that join dates, for reading: lower case, without accents, in one pass
 * over the text. Every question about a place beyond either end is answered as if nothing stood there.
 */
final class Words {

    /** What a number of more than four digits counts as: too much of anything. */
    static final int TOO_MANY = 10_000;

    private static final Set<String> ORDINAL_ENDINGS = Set.of("st", "nd", "rd", "th", "ro", "er", "o");
    private static final String DASHES = "-\u2010\u2012\u2013\u2014\u2212";

    /**
     * One piece of the message.
     *
     * @param digits how many digits a number has; 0 for what is none
     * @param glued whether it follows the piece before without anything in between
     * @param afterStop whether a comma, a full stop or the like comes before it
     */
    private record Token(String text, int digits, boolean glued, boolean afterStop) {}

    private final List<Token> tokens;

    private Words(List<Token> tokens) {
        this.tokens = tokens;
    }

    static Words of(String text) {
        return new Words(new Cutter(text).cut());
    }

    int size() {
        return tokens.size();
    }

    /** The word, number or sign at a place; empty beyond the ends. */
    String at(int place) {
        return isInside(place) ? tokens.get(place).text() : "";
    }

    boolean isOneOf(int place, Set<String> words) {
        return words.contains(at(place));
    }

    /** Whether a number of that many digits stands there. */
    boolean isNumber(int place, int fewestDigits, int mostDigits) {
        int digits = isInside(place) ? tokens.get(place).digits() : 0;
        return digits >= fewestDigits && digits <= mostDigits && digits > 0;
    }

    /** The number at a place: in digits, or as a word up to ten; -1 where there is none. */
    int numberAt(int place) {
        if (!isNumber(place, 1, Integer.MAX_VALUE)) {
            return NumberWords.valueOf(at(place));
        }
        return isNumber(place, 1, 4) ? Integer.parseInt(at(place)) : TOO_MANY;
    }

    /** Whether nothing stands between that piece and the one before it. */
    boolean isGlued(int place) {
        return isInside(place) && tokens.get(place).glued();
    }

    /** Whether nothing follows before that place but a comma, a full stop or the end. */
    boolean isStopBefore(int place) {
        return !isInside(place) || tokens.get(place).afterStop();
    }

    /** The whole message, if it has at most that many pieces; else empty. */
    String whole(int mostPieces) {
        return size() > mostPieces
                ? ""
                : String.join(" ", tokens.stream().map(Token::text).toList());
    }

    private boolean isInside(int place) {
        return place >= 0 && place < tokens.size();
    }

    private static final class Cutter {

        private final String text;
        private final List<Token> tokens = new ArrayList<>();
        private int end;
        private boolean glued;
        private boolean afterStop;

        private Cutter(String text) {
            this.text = Normalizer.normalize(text.toLowerCase(Locale.ROOT), Normalizer.Form.NFKD)
                    .replaceAll("\\p{Mn}", "");
        }

        private List<Token> cut() {
            while (end < text.length()) {
                char next = text.charAt(end);
                if (isDigit(next)) {
                    String digits = take(Cutter::isDigit);
                    add(digits, digits.length());
                } else if (Character.isLetter(next)) {
                    addWord(take(Character::isLetter));
                } else {
                    end++;
                    between(next);
                }
            }
            return List.copyOf(tokens);
        }

        private void addWord(String word) {
            boolean afterNumber = glued && !tokens.isEmpty() && tokens.getLast().digits() > 0;
            if (!(afterNumber && ORDINAL_ENDINGS.contains(word))) {
                add(word, 0);
            }
        }

        private void between(char next) {
            if (next == '/' || (next == '.' && isBetweenDigits())) {
                add(String.valueOf(next), 0);
            } else if (DASHES.indexOf(next) >= 0) {
                add("-", 0);
            } else {
                glued = false;
                afterStop |= !Character.isWhitespace(next) && !Character.isSpaceChar(next);
            }
        }

        private boolean isBetweenDigits() {
            return end >= 2 && isDigit(text.charAt(end - 2)) && end < text.length() && isDigit(text.charAt(end));
        }

        private void add(String piece, int digits) {
            tokens.add(new Token(piece, digits, glued, afterStop));
            glued = true;
            afterStop = false;
        }

        private String take(Letters letters) {
            int from = end;
            while (end < text.length() && letters.has(text.charAt(end))) {
                end++;
            }
            return text.substring(from, end);
        }

        private static boolean isDigit(char c) {
            return c >= '0' && c <= '9';
        }
    }

    @FunctionalInterface
    private interface Letters {
        boolean has(char c);
    }
}
