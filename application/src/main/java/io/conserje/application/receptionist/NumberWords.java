package io.conserje.application.receptionist;

import java.util.Map;

/** Small numbers as guests write them out. */
final class NumberWords {

    private static final Map<String, Integer> VALUES = Map.ofEntries(
            Map.entry("un", 1),
            Map.entry("uno", 1),
            Map.entry("una", 1),
            Map.entry("one", 1),
            Map.entry("dos", 2),
            Map.entry("two", 2),
            Map.entry("tres", 3),
            Map.entry("three", 3),
            Map.entry("cuatro", 4),
            Map.entry("four", 4),
            Map.entry("cinco", 5),
            Map.entry("five", 5),
            Map.entry("seis", 6),
            Map.entry("six", 6),
            Map.entry("siete", 7),
            Map.entry("seven", 7),
            Map.entry("ocho", 8),
            Map.entry("eight", 8),
            Map.entry("nueve", 9),
            Map.entry("nine", 9),
            Map.entry("diez", 10),
            Map.entry("ten", 10));

    private NumberWords() {}

    /** The number that a word means; -1 if none. */
    static int valueOf(String word) {
        return VALUES.getOrDefault(word, -1);
    }
}
