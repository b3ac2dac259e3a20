package io.conserje.application.receptionist.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LanguagesTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Hola, necesito disponibilidad para este fin de semana | spanish
            ¿Tienen algo para el 12/03?                           | spanish
            encontré el hotel por Booking, ¿hay lugar?            | spanish
            del 12 al 15 de marzo                                 | spanish
            Hi, do you have a room for this weekend?              | english
            tomorrow for 2 nights                                 | english
            March 12-15                                           | english
            TONIGHT                                               | english
            """)
    void findsTheLanguageOfMostCommonWords(String text, String code) {
        assertThat(findIn(text)).map(Language::code).contains(code);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "12/03", "ok", "bot", "asdf", "hola hello"})
    void findsNoLanguageWithoutAMajority(String text) {
        assertThat(findIn(text)).isEmpty();
    }

    /** Sessions keep the codes. */
    @ParameterizedTest
    @ValueSource(strings = {"spanish", "english"})
    void findsALanguageByItsCode(String code) {
        assertThat(Languages.ALL.byCodeOrDefault(code).code()).isEqualTo(code);
    }

    @Test
    void anUnknownCodeIsTheDefaultLanguage() {
        assertThat(Languages.ALL.byCodeOrDefault("klingon").code()).isEqualTo("spanish");
    }

    @Test
    void aReceptionistNeedsALanguage() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Languages(List.of()));
    }

    private static Optional<Language> findIn(String text) {
        return Languages.ALL.findIn(Languages.ALL.wordsOf(text));
    }
}
