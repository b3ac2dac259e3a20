package io.conserje.application.receptionist.language;

import io.conserje.application.receptionist.reading.Lexicon;

/**
 * A language in which guests are understood and answered.
 *
 * @param code its name in sessions, which never changes: {@code spanish}
 * @param lexicon the words that are understood
 * @param phrases the answers
 */
public record Language(String code, Lexicon lexicon, Phrases phrases) {

    @Override
    public String toString() {
        return code;
    }
}
