package io.conserje.application.receptionist.reading;

import java.time.DayOfWeek;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The words of one language, or of several together, by what they mean. Case and accents do not matter. Immutable.
 */
public final class Lexicon {

    private final Map<Term, Set<String>> phrases;
    private final Map<Term, Vocabulary> vocabularies;
    private final Map<String, Integer> months;
    private final Map<String, Integer> weekdays;
    private final Map<String, Integer> numbers;

    private Lexicon(Builder parts) {
        this.phrases = new EnumMap<>(parts.phrases);
        this.vocabularies = new EnumMap<>(Term.class);
        phrases.forEach((term, of) -> vocabularies.put(term, new Vocabulary(of)));
        this.months = Map.copyOf(parts.months);
        this.weekdays = Map.copyOf(parts.weekdays);
        this.numbers = Map.copyOf(parts.numbers);
    }

    /** Begins the lexicon of a language. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * All words of several lexicons, so that a message may mix languages.
     *
     * @throws IllegalArgumentException if a word means different months, weekdays or numbers in two of them
     */
    public static Lexicon union(Collection<Lexicon> lexicons) {
        Builder union = builder();
        for (Lexicon lexicon : lexicons) {
            lexicon.phrases.forEach(union::add);
            lexicon.months.forEach((word, month) -> put(union.months, word, month));
            lexicon.weekdays.forEach((word, weekday) -> put(union.weekdays, word, weekday));
            lexicon.numbers.forEach((word, number) -> put(union.numbers, word, number));
        }
        return union.build();
    }

    /** The number of places in a message at which a common word of this lexicon stands. */
    public int countCommonWords(Words words) {
        Vocabulary common = of(Term.COMMON);
        int count = 0;
        for (int place = 0; place < words.size(); place++) {
            if (common.lengthAt(place, words) > 0) {
                count++;
            }
        }
        return count;
    }

    Vocabulary of(Term term) {
        return vocabularies.getOrDefault(term, Vocabulary.EMPTY);
    }

    /** The month that a word names, 1 to 12, or null. */
    @Nullable
    Integer month(String word) {
        return months.get(word);
    }

    @Nullable
    DayOfWeek weekday(String word) {
        Integer number = weekdays.get(word);
        return number == null ? null : DayOfWeek.of(number);
    }

    /** The number that a word means; -1 if none. */
    int number(String word) {
        return numbers.getOrDefault(word, -1);
    }

    private static void put(Map<String, Integer> values, String word, int value) {
        Integer other = values.putIfAbsent(word, value);
        if (other != null && other != value) {
            throw new IllegalArgumentException("\"" + word + "\" means " + other + " and " + value
                    + ". A word has one value: leave it out of one of the lexicons.");
        }
    }

    /** Collects the words of a language. In a list, a comma ends a word or phrase. Not thread-safe. */
    public static final class Builder {

        private final Map<Term, Set<String>> phrases = new EnumMap<>(Term.class);
        private final Map<String, Integer> months = new HashMap<>();
        private final Map<String, Integer> weekdays = new HashMap<>();
        private final Map<String, Integer> numbers = new HashMap<>();

        private Builder() {}

        /** Adds words and phrases of a term: {@code "habitación, cuarto, hay lugar"}. */
        public Builder words(Term term, String list) {
            add(term, split(list));
            return this;
        }

        /**
         * The names of the months in full, January first. They also count as {@link Term#COMMON}.
         *
         * @throws IllegalArgumentException if there are not twelve
         */
        public Builder months(List<String> names) {
            name(months, names, 12);
            return this;
        }

        /**
         * Other names of the months, January first. A slash parts the names of one month:
         * {@code "jan, feb, mar/marc"}.
         */
        public Builder otherMonths(String list) {
            inOrder(months, list);
            return this;
        }

        /**
         * The names of the weekdays in full, Monday first. They also count as {@link Term#COMMON}.
         *
         * @throws IllegalArgumentException if there are not seven
         */
        public Builder weekdays(List<String> names) {
            name(weekdays, names, 7);
            return this;
        }

        /**
         * The words of the numbers from 1 on. A slash parts the words of one number: {@code "un/uno/una, dos, tres"}.
         */
        public Builder numbers(String list) {
            inOrder(numbers, list);
            return this;
        }

        /** Completes the lexicon. */
        public Lexicon build() {
            return new Lexicon(this);
        }

        private void name(Map<String, Integer> values, List<String> names, int count) {
            if (names.size() != count) {
                throw new IllegalArgumentException(count + " names are needed, were " + names.size() + ": " + names);
            }
            List<String> words = new ArrayList<>();
            for (String name : names) {
                words.add(Words.normalized(name));
                put(values, words.getLast(), words.size());
            }
            add(Term.COMMON, words);
        }

        private static void inOrder(Map<String, Integer> values, String list) {
            int value = 0;
            for (String words : split(list)) {
                value++;
                for (String word : words.split("/", -1)) {
                    put(values, word, value);
                }
            }
        }

        private void add(Term term, Collection<String> words) {
            phrases.computeIfAbsent(term, ignored -> new LinkedHashSet<>()).addAll(words);
        }

        private static Set<String> split(String list) {
            return Stream.of(list.split(",", -1))
                    .map(word -> Words.normalized(word).strip().replaceAll("\\s+", " "))
                    .filter(word -> !word.isEmpty())
                    .collect(Collectors.toCollection(LinkedHashSet::new));
        }
    }
}
