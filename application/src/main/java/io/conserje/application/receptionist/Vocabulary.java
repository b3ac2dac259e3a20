package io.conserje.application.receptionist;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Words and short phrases that mean one thing; written in lower case and without accents, as {@link Words} reads them. */
final class Vocabulary {

    private final Map<String, List<List<String>>> phrasesByFirstWord;

    private Vocabulary(Map<String, List<List<String>>> phrasesByFirstWord) {
        this.phrasesByFirstWord = phrasesByFirstWord;
    }

    static Vocabulary of(String... phrases) {
        return new Vocabulary(Arrays.stream(phrases)
                .map(phrase -> List.of(phrase.split(" ", -1)))
                .collect(Collectors.groupingBy(List::getFirst)));
    }

    /** Whether any of the phrases is said anywhere. */
    boolean isIn(Words words) {
        return findFrom(0, words) >= 0;
    }

    /** How many places of the message begin one of the phrases. */
    int countIn(Words words) {
        int count = 0;
        for (int place = findFrom(0, words); place >= 0; place = findFrom(place + 1, words)) {
            count++;
        }
        return count;
    }

    /** The first place at or after {@code from} where one of the phrases begins; -1 if there is none. */
    int findFrom(int from, Words words) {
        for (int place = from; place < words.size(); place++) {
            if (lengthAt(place, words) > 0) {
                return place;
            }
        }
        return -1;
    }

    /** How many words the longest phrase that begins at that place has; 0 if none begins there. */
    int lengthAt(int place, Words words) {
        int longest = 0;
        for (List<String> phrase : phrasesByFirstWord.getOrDefault(words.at(place), List.of())) {
            if (isAt(place, phrase, words)) {
                longest = Math.max(longest, phrase.size());
            }
        }
        return longest;
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
