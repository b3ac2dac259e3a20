package io.conserje.application.receptionist.reading;

import static org.assertj.core.api.Assertions.assertThat;

import io.conserje.application.receptionist.language.Languages;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RequestTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Hola, necesito disponibilidad para este fin de semana   | AVAILABILITY
            ¿Hay habitaciones libres?                               | AVAILABILITY
            quiero hacer una reserva                                | AVAILABILITY
            ¿cuánto sale?                                           | AVAILABILITY
            Do you have any rooms available?                        | AVAILABILITY
            I'd like to book for tonight                            | AVAILABILITY
            12/03 al 15/03                                          | AVAILABILITY
            y para 3 personas?                                      | AVAILABILITY
            3 noches                                                | AVAILABILITY
            99/99                                                   | AVAILABILITY
            gracias, ¿y mañana?                                     | AVAILABILITY
            ¿Abren? Quiero una habitación para el domingo           | AVAILABILITY
            otras fechas: del 20 al 22 de marzo                     | AVAILABILITY
            otras fechas                                            | OTHER_DATES
            other dates please                                      | OTHER_DATES
            horario                                                 | HOURS
            ¿A qué hora abren?                                      | HOURS
            ¿Abren el domingo?                                      | HOURS
            ¿atienden 24/7?                                         | HOURS
            what are your opening hours                             | HOURS
            are you open tomorrow?                                  | HOURS
            ¿a qué hora puedo entrar a la habitación?               | HOURS
            quiero hablar con una persona                           | HAND_OVER
            quiero hablar con alguien por una reserva para mañana   | HAND_OVER
            que me atienda una persona                              | HAND_OVER
            I want to talk to a human                               | HAND_OVER
            can a person answer me                                  | HAND_OVER
            agente                                                  | HAND_OVER
            persona                                                 | HAND_OVER
            Person                                                  | HAND_OVER
            una habitación para una persona                         | AVAILABILITY
            a room for a person                                     | AVAILABILITY
            del 12 al 15 de marzo, una persona                      | AVAILABILITY
            una habitación, una persona                             | AVAILABILITY
            I want a room close to the beach                        | AVAILABILITY
            a room close by, and when do you close                  | HOURS
            una persona                                             | HAND_OVER
            precio por persona                                      | AVAILABILITY
            gracias                                                 | THANKS
            Thank you!                                              | THANKS
            ok                                                      | THANKS
            hasta el domingo, gracias                               | THANKS
            chau                                                    | FAREWELL
            see you tomorrow                                        | FAREWELL
            gracias, hasta mañana                                   | FAREWELL
            Hola                                                    | GREETING
            buenos días                                             | GREETING
            hello!                                                  | GREETING
            Hola, ayuda                                             | MENU
            what can you do                                         | MENU
            volver                                                  | MENU
            quiero cancelar mi reserva                              | UNKNOWN
            asdf                                                    | UNKNOWN
            ''                                                      | UNKNOWN
            👍                                                      | UNKNOWN
            """)
    void recognizesTheWish(String text, Intent intent) {
        assertThat(read(text).intent()).isEqualTo(intent);
    }

    @Test
    void noticesAGreetingBesideAWish() {
        assertThat(read("Hola, ¿hay lugar?").greets()).isTrue();
        assertThat(read("¿hay lugar?").greets()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"bot", "Menú", "¡VOLVER!", "back", "volver al bot", "volver al menú", "back to the bot"})
    void callsTheReceptionistBack(String text) {
        assertThat(Request.callsBack(Languages.ALL.wordsOf(text))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "quiero volver a reservar", "can you call me back", "hola", "¿sos un bot?"})
    void doesNotCallBackInALongerMessage(String text) {
        assertThat(Request.callsBack(Languages.ALL.wordsOf(text))).isFalse();
    }

    private static Request read(String text) {
        return Request.read(Languages.ALL.wordsOf(text), LocalDate.of(2027, 3, 10), false);
    }
}
