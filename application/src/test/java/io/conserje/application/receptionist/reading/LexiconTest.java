package io.conserje.application.receptionist.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.conserje.application.receptionist.language.Languages;
import java.time.DayOfWeek;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class LexiconTest {

    /** A term without words in any language would be misspelt or dead. */
    @ParameterizedTest
    @EnumSource
    void everyTermHasWords(Term term) {
        assertThat(Languages.ALL.wordsOf("").lexicon().of(term)).isNotSameAs(Vocabulary.EMPTY);
    }

    @Test
    void ignoresCaseAndAccents() {
        Lexicon lexicon = Lexicon.builder()
                .words(Term.ROOM, "Habitación")
                .weekdays(List.of("lunes", "martes", "Miércoles", "jueves", "viernes", "sábado", "domingo"))
                .build();

        assertThat(Words.of("HABITACION", lexicon).has(Term.ROOM)).isTrue();
        assertThat(lexicon.weekday("miercoles")).isEqualTo(DayOfWeek.WEDNESDAY);
        assertThat(lexicon.countCommonWords(Words.of("el miércoles o jueves", lexicon)))
                .isEqualTo(2);
    }

    @Test
    void readsPhrasesOverLineBreaks() {
        Lexicon lexicon =
                Lexicon.builder().words(Term.WEEKEND, "finde, fin de\n  semana").build();

        assertThat(Words.of("un fin de semana", lexicon).findFrom(0, Term.WEEKEND))
                .isEqualTo(1);
    }

    @Test
    void readsAlternativesInOrder() {
        Lexicon lexicon =
                Lexicon.builder().numbers("un/una, dos").otherMonths("ene, feb").build();

        assertThat(List.of(lexicon.number("una"), lexicon.number("dos"), lexicon.number("tres")))
                .containsExactly(1, 2, -1);
        assertThat(lexicon.month("feb")).isEqualTo(2);
        assertThat(lexicon.month("mar")).isNull();
    }

    @Test
    void needsTwelveMonthsAndSevenWeekdays() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Lexicon.builder().months(List.of("enero")))
                .withMessageContaining("12 names are needed, were 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Lexicon.builder().weekdays(List.of("lunes")))
                .withMessageContaining("7 names are needed, were 1");
    }
}
