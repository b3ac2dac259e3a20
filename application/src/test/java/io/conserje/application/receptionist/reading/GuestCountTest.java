package io.conserje.application.receptionist.reading;

import static org.assertj.core.api.Assertions.assertThat;

import io.conserje.application.receptionist.language.Languages;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class GuestCountTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            para 2 personas                                 | 2
            para dos personas                               | 2
            para una persona                                | 1
            2pax                                            | 2
            for 3 people                                    | 3
            for three people                                | 3
            4 huéspedes                                     | 4
            2 adultos y 1 niño                              | 3
            2 adults, two kids                              | 4
            3 personas (2 adultos y 1 niño)                 | 3
            ¿y para 3?                                      | 3
            para 4, gracias                                 | 4
            una habitación para dos este finde              | 2
            habitación para 2 del 12 al 15 de marzo         | 2
            a room for two this weekend                     | 2
            somos 4                                         | 4
            we are 3                                        | 3
            we're 3                                         | 3
            una familia de 4 del 20 al 27 de marzo          | 4
            a group of 6, please                            | 6
            dos adultos y dos nenes                         | 4
            somos 2 y un bebé, mañana                       | 3
            2 personas y 1 niño                             | 3
            para 2 y 2 niños                                | 4
            we are two and one baby                         | 3
            2 people and 1 child                            | 3
            somos 4, 2 adultos y 2 niños                    | 4
            una familia de 4 con 2 niños                    | 4
            1 niño                                          | 1
            para 5000 personas                              | 5000
            para 99999999999999999999 personas              | 10000
            """)
    void readsTheNumberOfGuests(String text, int guests) {
        assertThat(GuestCount.read(Languages.ALL.wordsOf(text))).isEqualTo(guests);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "para 2 noches",
                "para el 12 de marzo",
                "para 12 de marzo",
                "para 12/03",
                "del 12 al 15 de marzo",
                "una habitación",
                "para una habitación",
                "somos una familia",
                "noche de 3",
                "0 personas",
                "for 2 nights",
                "for 12 March",
                "precio por persona",
                "personas"
            })
    void ignoresNumbersThatCountSomethingElse(String text) {
        assertThat(GuestCount.read(Languages.ALL.wordsOf(text))).isEqualTo(GuestCount.NOT_SAID);
    }

    @ParameterizedTest
    @ValueSource(strings = {"9999999 adultos 9999999 kids"})
    void limitsTheSumOfLargeNumbers(String text) {
        assertThat(GuestCount.read(Languages.ALL.wordsOf(text.repeat(200)))).isEqualTo(Words.TOO_MANY);
    }
}
