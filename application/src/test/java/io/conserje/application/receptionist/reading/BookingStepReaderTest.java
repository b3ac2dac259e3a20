package io.conserje.application.receptionist.reading;

import static org.assertj.core.api.Assertions.assertThat;

import io.conserje.application.receptionist.language.Languages;
import io.conserje.domain.lock.RoomId;
import java.time.LocalDate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class BookingStepReaderTest {

    @ParameterizedTest
    @CsvSource({
        "la 101,101",
        "the 101 room,101",
        "la 101 2 noches,101",
        "'la 101, 2 personas',101",
        "'la 101, 2 camas',101",
        "habitación 7,7",
        "Room 101!,101",
        "101,101",
        "quiero la 101 por favor,101",
        "hab 12,12",
        "prefiero cambiar a la 12,12",
        "páseme a la 15,15"
    })
    void readsTheRoomThatIsChosen(String text, String number) {
        assertThat(step(text)).isEqualTo(new BookingStep.Choose(new RoomId(number)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "la 2 noches",
                "habitación 2 personas",
                "el 12 de marzo",
                "1",
                "12345",
                "a la 1",
                "no confirmo todavía",
                "la 10 de la mañana",
                "llego a la 13:30",
                "room on the 12th",
                "numero 11-1234-5678",
                "hola",
                ""
            })
    void readsNoStep(String text) {
        assertThat(step(text)).isEqualTo(new BookingStep.None());
    }

    private static BookingStep step(String text) {
        return Request.read(Languages.ALL.wordsOf(text), LocalDate.of(2027, 3, 10), false)
                .step();
    }
}
