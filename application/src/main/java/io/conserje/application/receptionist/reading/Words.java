package io.conserje.application.receptionist.reading;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A message cut into words, numbers and the signs that join dates, in lower case and without accents. A place is the
 * index of a piece. A place beyond either end is empty: nothing stands there.
 *
 * <p>A reader {@linkplain #take takes} what it has understood. A number that is taken has no other meaning: an hour
 * is no day, a day is no count, a count is no room. The times of day are taken at once. Not thread-safe: make one for
 * each reading of a message.
 */
public final class Words {

    /** The value of a number of more than four digits: too much of anything. */
    static final int TOO_MANY = 10_000;

    private static final Set<String> DATE_SIGNS = Set.of("/", "-", ".");
    private static final String APOSTROPHES = "'\u2019";
    private static final String DASHES = "-\u2010\u2012\u2013\u2014\u2212";

    /**
     * One piece of the message.
     *
     * @param digits the number of digits; 0 if the piece is no number
     * @param ordinal whether the number is an ordinal: 12th, 1º
     * @param glued whether nothing stands between this piece and the one before
     * @param afterStop whether a comma, a full stop or the like stands before it
     */
    private record Token(String text, int digits, boolean ordinal, boolean glued, boolean afterStop) {
        Token asOrdinal() {
            return new Token(text, digits, true, glued, afterStop);
        }
    }

    private final Lexicon lexicon;
    private final List<Token> tokens;
    private final boolean question;
    private final BitSet taken = new BitSet();

    private Words(Cutter cutter) {
        this.lexicon = cutter.lexicon;
        this.tokens = cutter.cut();
        this.question = cutter.isQuestion();
    }

    /** Cuts a message. All who read it look words up in this lexicon. */
    public static Words of(String text, Lexicon lexicon) {
        Words words = new Words(new Cutter(text, lexicon));
        TimesOfDay.take(words);
        return words;
    }

    /** Lower case, without accents. */
    static String normalized(String text) {
        return Normalizer.normalize(text.toLowerCase(Locale.ROOT), Normalizer.Form.NFKD)
                .replaceAll("\\p{Mn}", "");
    }

    Lexicon lexicon() {
        return lexicon;
    }

    int size() {
        return tokens.size();
    }

    /** The word, number or sign at a place; empty beyond the ends. */
    String at(int place) {
        return isInside(place) ? tokens.get(place).text() : "";
    }

    /** Whether a word or phrase of one of the terms begins at a place. */
    boolean is(int place, Term... terms) {
        for (Term term : terms) {
            if (lengthAt(place, term) > 0) {
                return true;
            }
        }
        return false;
    }

    /** The number of words of the longest phrase of a term that begins at a place; 0 if none begins there. */
    int lengthAt(int place, Term term) {
        return lexicon.of(term).lengthAt(place, this);
    }

    /** The number of words of the longest phrase of a term that ends right before a place; 0 if none does. */
    int lengthBefore(int place, Term term) {
        return lexicon.of(term).lengthBefore(place, this);
    }

    /** Whether a word or phrase of the term stands anywhere. */
    boolean has(Term term) {
        return findFrom(0, term) >= 0;
    }

    /** The first place at or after {@code from} at which a phrase of a term begins; -1 if there is none. */
    int findFrom(int from, Term term) {
        for (int place = from; place < size(); place++) {
            if (is(place, term)) {
                return place;
            }
        }
        return -1;
    }

    /** Whether the message is one phrase of the term and nothing else. */
    boolean isWholly(Term term) {
        return size() > 0 && lengthAt(0, term) == size();
    }

    /** Whether the message has a question mark. */
    boolean isQuestion() {
        return question;
    }

    /** Marks the places from {@code start} to before {@code end} as understood. */
    void take(int start, int end) {
        taken.set(start, end);
    }

    boolean isTaken(int place) {
        return place >= 0 && taken.get(place);
    }

    /** Whether a number of this many digits stands at a place and is not taken. */
    boolean isNumber(int place, int minDigits, int maxDigits) {
        int digits = isInside(place) && !isTaken(place) ? tokens.get(place).digits() : 0;
        return digits >= minDigits && digits <= maxDigits && digits > 0;
    }

    /** Whether the number at a place is an ordinal: 12th, 1º. */
    boolean isOrdinal(int place) {
        return isInside(place) && tokens.get(place).ordinal();
    }

    /** The number at a place, in digits or as a word; -1 if there is none or it is taken. */
    int numberAt(int place) {
        if (isTaken(place)) {
            return -1;
        }
        if (!isNumber(place, 1, Integer.MAX_VALUE)) {
            return lexicon.number(at(place));
        }
        return isNumber(place, 1, 4) ? Integer.parseInt(at(place)) : TOO_MANY;
    }

    /** Whether a number before this place would count something. */
    boolean isUnit(int place) {
        return Term.UNITS.stream().anyMatch(unit -> is(place, unit));
    }

    /** Whether a sign that joins the numbers of a date stands at a place. */
    boolean isDateSign(int place) {
        return DATE_SIGNS.contains(at(place));
    }

    /** Whether nothing stands between the piece at a place and the one before it. */
    boolean isGlued(int place) {
        return isInside(place) && tokens.get(place).glued();
    }

    /** Whether a comma, a full stop, the end of a line or the like stands before a place; always beyond the end. */
    boolean isStopBefore(int place) {
        return !isInside(place) || tokens.get(place).afterStop();
    }

    private boolean isInside(int place) {
        return place >= 0 && place < tokens.size();
    }

    private static final class Cutter {

        private final Lexicon lexicon;
        private final String text;
        private final List<Token> tokens = new ArrayList<>();
        private int end;
        private boolean glued;
        private boolean afterStop;

        private Cutter(String text, Lexicon lexicon) {
            this.lexicon = lexicon;
            this.text = normalized(text);
        }

        private boolean isQuestion() {
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
            if (glued && isAfterNumber() && lexicon.of(Term.ORDINAL_ENDING).has(word)) {
                tokens.add(tokens.removeLast().asOrdinal());
            } else {
                add(word, 0);
            }
        }

        private boolean isAfterNumber() {
            return !tokens.isEmpty() && tokens.getLast().digits() > 0;
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

        /** An apostrophe is no stop: it stands within a word, as in "don't". */
        private static boolean isStop(char c) {
            return c == '\n' || !(Character.isWhitespace(c) || Character.isSpaceChar(c) || APOSTROPHES.indexOf(c) >= 0);
        }

        /** Whether the colon before {@code end} is that of a time: 15:30. */
        private boolean isInTime() {
            boolean beforeMinutes =
                    end + 1 < text.length() && isDigit(text.charAt(end)) && isDigit(text.charAt(end + 1));
            return glued
                    && isAfterNumber()
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
