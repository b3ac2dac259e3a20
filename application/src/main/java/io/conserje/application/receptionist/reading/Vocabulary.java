package io.conserje.application.receptionist.reading;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Words and short phrases of one meaning, normalized as {@link Words} are. */
final class Vocabulary {

    static final Vocabulary EMPTY = new Vocabulary(List.of());

    private final Map<String, List<List<String>>> phrasesByFirstWord;
    private final int maxLength;

    Vocabulary(Collection<String> phrases) {
        this.phrasesByFirstWord = phrases.stream()
                .map(phrase -> List.of(phrase.split(" ", -1)))
                .collect(Collectors.groupingBy(List::getFirst));
        this.maxLength = phrasesByFirstWord.values().stream()
                .flatMap(List::stream)
                .mapToInt(List::size)
                .max()
                .orElse(0);
    }

    /** Whether a word alone is an entry. */
    boolean has(String word) {
        return phrasesByFirstWord.getOrDefault(word, List.of()).contains(List.of(word));
    }

    /** The number of words of the longest phrase that begins at a place; 0 if none begins there. */
    int lengthAt(int place, Words words) {
        int longest = 0;
        for (List<String> phrase : beginningAt(place, words)) {
            if (phrase.size() > longest && isAt(place, phrase, words)) {
                longest = phrase.size();
            }
        }
        return longest;
    }

    /** The number of words of the longest phrase that ends right before a place; 0 if none does. */
    int lengthBefore(int place, Words words) {
        for (int length = maxLength; length > 0; length--) {
            if (isAt(place - length, length, words)) {
                return length;
            }
        }
        return 0;
    }

    private boolean isAt(int place, int length, Words words) {
        for (List<String> phrase : beginningAt(place, words)) {
            if (phrase.size() == length && isAt(place, phrase, words)) {
                return true;
            }
        }
        return false;
    }

    private List<List<String>> beginningAt(int place, Words words) {
        return phrasesByFirstWord.getOrDefault(words.at(place), List.of());
    }

    private static boolean isAt(int place, List<String> phrase, Words words) {
        for (int word = 0; word < phrase.size(); word++) {
            if (!phrase.get(word).equals(words.at(place + word))) {
                return false;
            }
        }
        return true;
    }
}
