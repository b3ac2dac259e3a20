package io.conserje.application.receptionist.language;

import io.conserje.application.receptionist.reading.Lexicon;
import io.conserje.application.receptionist.reading.Words;
import java.util.List;
import java.util.Optional;

/**
 * The languages of a receptionist, one or more. A message may mix them: each is read with the words of all.
 * Immutable.
 */
public final class Languages {

    /** The languages that the receptionist speaks. Register a new language here. */
    public static final Languages ALL = new Languages(List.of(
            new Language("spanish", SpanishLexicon.LEXICON, new SpanishPhrases()),
            new Language("english", EnglishLexicon.LEXICON, new EnglishPhrases())));

    private final List<Language> languages;
    private final Lexicon lexicon;

    /**
     * @param languages the first one is the default
     * @throws IllegalArgumentException if there is none, or if a word means different numbers in two of them
     */
    public Languages(List<Language> languages) {
        if (languages.isEmpty()) {
            throw new IllegalArgumentException("A receptionist needs at least one language.");
        }
        this.languages = List.copyOf(languages);
        this.lexicon = Lexicon.union(languages.stream().map(Language::lexicon).toList());
    }

    /** Cuts a message into words, understood in any of the languages. */
    public Words wordsOf(String text) {
        return Words.of(text, lexicon);
    }

    /** The language with the most common words in a message; none if the most is shared, or 0. */
    public Optional<Language> findIn(Words words) {
        Language found = null;
        int most = 0;
        for (Language language : languages) {
            int count = language.lexicon().countCommonWords(words);
            if (count >= most) {
                found = count > most ? language : null;
                most = count;
            }
        }
        return Optional.ofNullable(found);
    }

    /** The language with a code, or the default if there is no such language. */
    public Language byCodeOrDefault(String code) {
        return languages.stream()
                .filter(language -> language.code().equals(code))
                .findFirst()
                .orElse(languages.getFirst());
    }
}
