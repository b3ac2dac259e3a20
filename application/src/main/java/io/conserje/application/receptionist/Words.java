package io.conserje.application.receptionist;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A message cut into words, numbers and the signs that join dates, for reading: lower case, without accents, in one pass
 * over the text. Every question about a place beyond either end is answered as if nothing stood there.
 *
 * <p>Who has read a piece {@linkplain #take takes} it, and a number that is taken is a number to nobody else: an hour is no day, a
 * day no count, a count no room. The times of day are taken from the start. Not thread-safe: one for each reading of a message.
 */
final class Words {

    /** What a number of more than four digits counts as: too much of anything. */
    static final int TOO_MANY = 10_000;

    private static final Set<String> ORDINAL_ENDINGS = Set.of("st", "nd", "rd", "th", "ro", "er", "o");
    private static final String APOSTROPHES = "'\u2019";
    private static final String DASHES = "-\u2010\u2012\u2013\u2014\u2212";

    /**
     * One piece of the message.
     *
     * @param digits how many digits a number has; 0 for what is none
     * @param ordinal whether it is written as one: 12th, 1º
     * @param glued whether it follows the piece before without anything in between
     * @param afterStop whether a comma, a full stop or the like comes before it
     */
    private record Token(String text, int digits, boolean ordinal, boolean glued, boolean afterStop) {
        Token asOrdinal() {
            return new Token(text, digits, true, glued, afterStop);
        }
    }

    private final List<Token> tokens;
    private final boolean asking;
    private final BitSet taken = new BitSet();

    private Words(List<Token> tokens, boolean asking) {
        this.tokens = tokens;
        this.asking = asking;
    }

    static Words of(String text) {
        Cutter cutter = new Cutter(text);
        Words words = new Words(cutter.cut(), cutter.asks());
        TimesOfDay.take(words);
        return words;
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

    /** Marks what stands from {@code start} to before {@code end} as read. */
    void take(int start, int end) {
        taken.set(start, end);
    }

    boolean isTaken(int place) {
        return place >= 0 && taken.get(place);
    }

    /** Whether a question mark stands anywhere. */
    boolean isQuestion() {
        return asking;
    }

    /** Whether a number of that many digits stands there that nobody took. */
    boolean isNumber(int place, int fewestDigits, int mostDigits) {
        int digits = isInside(place) && !isTaken(place) ? tokens.get(place).digits() : 0;
        return digits >= fewestDigits && digits <= mostDigits && digits > 0;
    }

    /** Whether the number there is one of an order: 12th, 1º. */
    boolean isOrdinal(int place) {
        return isInside(place) && tokens.get(place).ordinal();
    }

    /** The number at a place: in digits, or as a word up to ten; -1 where there is none, or it is taken. */
    int numberAt(int place) {
        if (isTaken(place)) {
            return -1;
        }
        if (!isNumber(place, 1, Integer.MAX_VALUE)) {
            return NumberWords.valueOf(at(place));
        }
        return isNumber(place, 1, 4) ? Integer.parseInt(at(place)) : TOO_MANY;
    }

    /** Whether nothing stands between that piece and the one before it. */
    boolean isGlued(int place) {
        return isInside(place) && tokens.get(place).glued();
    }

    /** Whether a comma, a full stop, the end of a line or the like stands before that place; also beyond the end. */
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

        private boolean asks() {
            return text.indexOf('?') >= 0 || text.indexOf('\u00bf') >= 0;
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
            if (afterNumber && ORDINAL_ENDINGS.contains(word)) {
                tokens.add(tokens.removeLast().asOrdinal());
            } else {
                add(word, 0);
            }
        }

        private void between(char next) {
            if (next == '/' || (next == '.' && isBetweenDigits()) || (next == ':' && isInTime())) {
                add(String.valueOf(next), 0);
            } else if (DASHES.indexOf(next) >= 0) {
                add("-", 0);
            } else {
                glued = false;
                afterStop |= isStop(next);
            }
        }

        /** Not the apostrophe, which stands within a word: "don't". */
        private static boolean isStop(char c) {
            return c == '\n' || !(Character.isWhitespace(c) || Character.isSpaceChar(c) || APOSTROPHES.indexOf(c) >= 0);
        }

        /** 15:30. */
        private boolean isInTime() {
            boolean afterHour = glued && !tokens.isEmpty() && tokens.getLast().digits() > 0;
            boolean beforeMinutes =
                    end + 1 < text.length() && isDigit(text.charAt(end)) && isDigit(text.charAt(end + 1));
            return afterHour
                    && beforeMinutes
                    && tokens.getLast().digits() <= 2
                    && (end + 2 == text.length() || !isDigit(text.charAt(end + 2)));
        }

        private boolean isBetweenDigits() {
            return end >= 2 && isDigit(text.charAt(end - 2)) && end < text.length() && isDigit(text.charAt(end));
        }

        private void add(String piece, int digits) {
            tokens.add(new Token(piece, digits, false, glued, afterStop));
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
