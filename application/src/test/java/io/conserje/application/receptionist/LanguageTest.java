package io.conserje.application.receptionist;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LanguageTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Hola, necesito disponibilidad para este fin de semana | SPANISH
            ¿Tienen algo para el 12/03?                           | SPANISH
            encontré el hotel por Booking, ¿hay lugar?            | SPANISH
            del 12 al 15 de marzo                                 | SPANISH
            Hi, do you have a room for this weekend?              | ENGLISH
            tomorrow for 2 nights                                 | ENGLISH
            March 12-15                                           | ENGLISH
            TONIGHT                                               | ENGLISH
            """)
    void is_that_of_most_of_the_common_words(String text, Language language) {
        assertThat(Language.findIn(Words.of(text))).contains(language);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "12/03", "ok", "bot", "asdf", "hola hello"})
    void is_unknown_where_no_language_has_more(String text) {
        assertThat(Language.findIn(Words.of(text))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void is_found_again_by_its_code(Language language) {
        assertThat(Language.findByCode(language.code())).contains(language);
    }

    @Test
    void the_codes_are_those_of_the_sessions_whatever_the_machines_language() {
        assertThat(Language.SPANISH.code()).isEqualTo("spanish");
        assertThat(Language.ENGLISH.code()).isEqualTo("english");
        assertThat(Language.findByCode("klingon")).isEmpty();
    }
}
