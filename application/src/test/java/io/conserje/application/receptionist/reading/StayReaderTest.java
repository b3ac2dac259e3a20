package io.conserje.application.receptionist.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.conserje.application.receptionist.language.Languages;
import io.conserje.application.receptionist.reading.StaySaid.Dates;
import io.conserje.application.receptionist.reading.StaySaid.Nights;
import io.conserje.application.receptionist.reading.StaySaid.Nothing;
import io.conserje.application.receptionist.reading.StaySaid.Refusal;
import io.conserje.application.receptionist.reading.StaySaid.Refused;
import io.conserje.domain.lock.Stay;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class StayReaderTest {

    private static final LocalDate WEDNESDAY = LocalDate.of(2027, 3, 10);

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # with a month in words
            del 12 al 15 de marzo                              | 2027-03-12 | 2027-03-15
            Del 12 al 15 de MARZO                              | 2027-03-12 | 2027-03-15
            12 al 15 de marzo                                  | 2027-03-12 | 2027-03-15
            12-15 de marzo                                     | 2027-03-12 | 2027-03-15
            12 – 15 de marzo                                   | 2027-03-12 | 2027-03-15
            del 12 al 15/03                                    | 2027-03-12 | 2027-03-15
            del 12/03 al 15                                    | 2027-03-12 | 2027-03-15
            del 12 de marzo al 15                              | 2027-03-12 | 2027-03-15
            desde el 12 hasta el 15 de marzo                   | 2027-03-12 | 2027-03-15
            entre el 12 y el 15 de marzo                       | 2027-03-12 | 2027-03-15
            del viernes 12 al lunes 15 de marzo                | 2027-03-12 | 2027-03-15
            del viernes 12 de marzo al lunes, el 15 de marzo   | 2027-03-12 | 2027-03-15
            del 28 de marzo al 3 de abril                      | 2027-03-28 | 2027-04-03
            del 28 de febrero al 3 de marzo                    | 2028-02-28 | 2028-03-03
            del 12 al 15 de marzo de 2027                      | 2027-03-12 | 2027-03-15
            del 12 al 15 de marzo del 2028                     | 2028-03-12 | 2028-03-15
            12 de marzo de 2027 al 15 de marzo de 2027         | 2027-03-12 | 2027-03-15
            1º al 3 de abril                                   | 2027-04-01 | 2027-04-03
            1ro de abril al 3 de abril                         | 2027-04-01 | 2027-04-03
            del primero de abril al 3 de abril                 | 2027-04-01 | 2027-04-03
            del 3 al 5 de setiembre                            | 2027-09-03 | 2027-09-05
            ENTRO EL 12 DE MARZO Y SALGO EL 15 DE MARZO        | 2027-03-12 | 2027-03-15
            llegada 12 de marzo, salida 15 de marzo            | 2027-03-12 | 2027-03-15
            somos 2, del 12 al 15 de marzo                     | 2027-03-12 | 2027-03-15
            habitación para 2 del 12 al 15 de marzo            | 2027-03-12 | 2027-03-15
            del 12 al 15                                       | 2027-03-12 | 2027-03-15
            12 al 15                                           | 2027-03-12 | 2027-03-15
            del 5 al 8                                         | 2027-04-05 | 2027-04-08
            from March 12 to 15                                | 2027-03-12 | 2027-03-15
            from March 12th to March 15th                      | 2027-03-12 | 2027-03-15
            March 12-15                                        | 2027-03-12 | 2027-03-15
            March 12 through 15, 2028                          | 2028-03-12 | 2028-03-15
            March 12, 2027 to March 15, 2027                   | 2027-03-12 | 2027-03-15
            12 to 15 March                                     | 2027-03-12 | 2027-03-15
            12-15 March                                        | 2027-03-12 | 2027-03-15
            12 March to 15 March                               | 2027-03-12 | 2027-03-15
            12 March 15 March                                  | 2027-03-12 | 2027-03-15
            the 12th of March until the 15th of March          | 2027-03-12 | 2027-03-15
            between 12 and 15 March                            | 2027-03-12 | 2027-03-15
            between the 12th and the 15th of March             | 2027-03-12 | 2027-03-15
            from the 12th to the 15th                          | 2027-03-12 | 2027-03-15
            Friday, March 12 to Monday, March 15               | 2027-03-12 | 2027-03-15
            check in 12 March, check out 15 March              | 2027-03-12 | 2027-03-15
            # with numbers and signs: day before month
            12/03 al 15/03                                     | 2027-03-12 | 2027-03-15
            12/3 - 15/3                                        | 2027-03-12 | 2027-03-15
            12/03-15/03                                        | 2027-03-12 | 2027-03-15
            12/03 to 15/03                                     | 2027-03-12 | 2027-03-15
            12-03 al 15-03                                     | 2027-03-12 | 2027-03-15
            12/03/2027 - 15/03/2027                            | 2027-03-12 | 2027-03-15
            12/03/27 al 15/03/27                               | 2027-03-12 | 2027-03-15
            12-03-2027 al 15-03-2027                           | 2027-03-12 | 2027-03-15
            12.03.2027 al 15.03.2027                           | 2027-03-12 | 2027-03-15
            12/03 al 15/03/2028                                | 2028-03-12 | 2028-03-15
            12/03/2028 al 15/03                                | 2028-03-12 | 2028-03-15
            05/04 al 07/04                                     | 2027-04-05 | 2027-04-07
            2027-03-12 a 2027-03-15                            | 2027-03-12 | 2027-03-15
            2027-03-12 2027-03-15                              | 2027-03-12 | 2027-03-15
            2027-03-12/2027-03-15                              | 2027-03-12 | 2027-03-15
            2027/03/12 to 2027/03/15                           | 2027-03-12 | 2027-03-15
            12/03 o 20/03 al 22/03                             | 2027-03-20 | 2027-03-22
            # over the new year
            del 28 de diciembre al 3 de enero                  | 2027-12-28 | 2028-01-03
            del 28 de diciembre al 3 de enero de 2028          | 2027-12-28 | 2028-01-03
            28/12/2027 - 03/01/2028                            | 2027-12-28 | 2028-01-03
            29/02 al 02/03                                     | 2028-02-29 | 2028-03-02
            28/12 al 29/02                                     | 2027-12-28 | 2028-02-29
            # by the day of the week, and counted from today
            de viernes a domingo                               | 2027-03-12 | 2027-03-14
            del viernes al domingo                             | 2027-03-12 | 2027-03-14
            from Friday to Sunday                              | 2027-03-12 | 2027-03-14
            desde el miércoles hasta el miércoles              | 2027-03-10 | 2027-03-17
            llego el viernes a las 22 hs y me voy el domingo   | 2027-03-12 | 2027-03-14
            arriving on Friday at 10 pm and leaving on Sunday  | 2027-03-12 | 2027-03-14
            el viernes a las 22, y nos vamos el domingo        | 2027-03-12 | 2027-03-14
            from tomorrow to Sunday                            | 2027-03-11 | 2027-03-14
            desde mañana hasta el 15                           | 2027-03-11 | 2027-03-15
            desde hoy hasta mañana                             | 2027-03-10 | 2027-03-11
            hoy miércoles 10 de marzo al 12 de marzo           | 2027-03-10 | 2027-03-12
            # with times of day, which are no days
            llego mañana a las 10:30 y me voy el viernes       | 2027-03-11 | 2027-03-12
            del 12/03 a las 14:30 al 15/03 a las 10:00         | 2027-03-12 | 2027-03-15
            del 12 a las 14.30 al 15 a las 10.00               | 2027-03-12 | 2027-03-15
            12/03 14:30 - 15/03 10:00                          | 2027-03-12 | 2027-03-15
            arriving on Friday at 10:30 pm and leaving on Sunday | 2027-03-12 | 2027-03-14
            arriving on Friday at 10 p.m. and leaving on Sunday | 2027-03-12 | 2027-03-14
            arriving on Friday 10pm and leaving on Sunday      | 2027-03-12 | 2027-03-14
            arriving Friday at 10 o'clock and leaving Sunday   | 2027-03-12 | 2027-03-14
            llego el viernes a las 15hs y salgo el domingo     | 2027-03-12 | 2027-03-14
            llego el viernes a las 15.30 hs y salgo el domingo | 2027-03-12 | 2027-03-14
            llego el viernes a las 15h30 y salgo el domingo    | 2027-03-12 | 2027-03-14
            llego el viernes a las 10 y media y salgo el domingo | 2027-03-12 | 2027-03-14
            llego el viernes a las diez de la noche y me voy el domingo | 2027-03-12 | 2027-03-14
            llego el 12 por la tarde y me voy el 14            | 2027-03-12 | 2027-03-14
            llego el 12 al mediodía y salgo el 14 a la mañana  | 2027-03-12 | 2027-03-14
            from the 12th in the afternoon to the 14th         | 2027-03-12 | 2027-03-14
            # without a month, said to be days
            desde el 12 hasta el 15                            | 2027-03-12 | 2027-03-15
            entre el 12 y el 15                                | 2027-03-12 | 2027-03-15
            Llego el 12 y me voy el 15                         | 2027-03-12 | 2027-03-15
            viernes 12 a domingo 14                            | 2027-03-12 | 2027-03-14
            from Friday 12th to Sunday 14th                    | 2027-03-12 | 2027-03-14
            from 12th to 15th                                  | 2027-03-12 | 2027-03-15
            del 12 al domingo                                  | 2027-03-12 | 2027-03-14
            # over the turn of a month
            del 28 al 3                                        | 2027-03-28 | 2027-04-03
            del 28 de marzo al 3                               | 2027-03-28 | 2027-04-03
            del 28 al 3 de abril                               | 2027-03-28 | 2027-04-03
            del 30 al 2 de enero                               | 2027-12-30 | 2028-01-02
            del 28 al 3 de enero                               | 2027-12-28 | 2028-01-03
            del 28 al 3 de enero de 2028                       | 2027-12-28 | 2028-01-03
            # the sea is no month
            habitación con vista al mar 12/03 al 15/03         | 2027-03-12 | 2027-03-15
            frente al mar 20 al 22 de abril                    | 2027-04-20 | 2027-04-22
            del 12 al 15 mar                                   | 2027-03-12 | 2027-03-15
            """)
    void readsTwoDaysAsAStay(String text, LocalDate checkIn, LocalDate checkOut) {
        assertThat(said(text)).isEqualTo(new Dates(new Stay(checkIn, checkOut)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            hoy                                       | 2027-03-10 | 1
            today                                     | 2027-03-10 | 1
            tonight                                   | 2027-03-10 | 1
            esta noche                                | 2027-03-10 | 1
            mañana                                    | 2027-03-11 | 1
            manana                                    | 2027-03-11 | 1
            MAÑANA                                    | 2027-03-11 | 1
            mañana por la mañana                      | 2027-03-11 | 1
            tomorrow                                  | 2027-03-11 | 1
            pasado mañana                             | 2027-03-12 | 1
            the day after tomorrow                    | 2027-03-12 | 1
            mañana por 2 noches                       | 2027-03-11 | 2
            mañana por dos noches                     | 2027-03-11 | 2
            mañana, 3 días                            | 2027-03-11 | 3
            mañana por una semana                     | 2027-03-11 | 7
            tomorrow for 2 nights                     | 2027-03-11 | 2
            tomorrow for a night                      | 2027-03-11 | 1
            tomorrow for a week                       | 2027-03-11 | 7
            2 weeks from tomorrow                     | 2027-03-11 | 14
            estadía de 2 noches desde el 12/03        | 2027-03-12 | 2
            12/03 - 2 noches                          | 2027-03-12 | 2
            12/03, 2 personas                         | 2027-03-12 | 1
            12 de marzo y 2 personas                  | 2027-03-12 | 1
            el 12 de marzo a las 15                   | 2027-03-12 | 1
            2027-03-12                                | 2027-03-12 | 1
            12/03/2027                                | 2027-03-12 | 1
            March 12                                  | 2027-03-12 | 1
            el 12                                     | 2027-03-12 | 1
            el 5                                      | 2027-04-05 | 1
            el 31                                     | 2027-03-31 | 1
            viernes 12                                | 2027-03-12 | 1
            para el viernes por 3 noches              | 2027-03-12 | 3
            el miércoles                              | 2027-03-10 | 1
            el próximo miércoles                      | 2027-03-17 | 1
            el miércoles que viene                    | 2027-03-17 | 1
            next Wednesday                            | 2027-03-17 | 1
            10/03                                     | 2027-03-10 | 1
            09/03                                     | 2028-03-09 | 1
            29 de febrero                             | 2028-02-29 | 1
            12/03 o 19/03                             | 2027-03-12 | 1
            12/03 2 habitaciones                      | 2027-03-12 | 1
            12/03 por 365 noches                      | 2027-03-12 | 365
            el 12 de marzo a las 15:30                | 2027-03-12 | 1
            el 12 de marzo a las 15.30                | 2027-03-12 | 1
            el 12 de marzo 15hs                       | 2027-03-12 | 1
            el 12 de marzo entre las 15 y 16          | 2027-03-12 | 1
            el 12 de marzo a las 15 o 16              | 2027-03-12 | 1
            a las 15 del 12 de marzo                  | 2027-03-12 | 1
            mañana a las 14:00                        | 2027-03-11 | 1
            tomorrow at 2                             | 2027-03-11 | 1
            March 12 at 10pm                          | 2027-03-12 | 1
            vista al mar, 15 de enero por 2 noches    | 2028-01-15 | 2
            """)
    void readsOneDayWithItsNights(String text, LocalDate checkIn, int nights) {
        assertThat(said(text)).isEqualTo(new Dates(new Stay(checkIn, checkIn.plusDays(nights))));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # Monday to Friday: the one that comes
            2027-03-08 | este fin de semana                     | 2027-03-12 | 2027-03-14
            2027-03-10 | este fin de semana                     | 2027-03-12 | 2027-03-14
            2027-03-10 | Este FIN DE SEMANA                     | 2027-03-12 | 2027-03-14
            2027-03-10 | el finde                               | 2027-03-12 | 2027-03-14
            2027-03-10 | this weekend                           | 2027-03-12 | 2027-03-14
            2027-03-12 | este fin de semana                     | 2027-03-12 | 2027-03-14
            # Saturday: the night that is left
            2027-03-13 | este fin de semana                     | 2027-03-13 | 2027-03-14
            # Sunday: the coming one
            2027-03-14 | este fin de semana                     | 2027-03-19 | 2027-03-21
            # the next one is next week's, and on a Sunday the coming one again
            2027-03-10 | próximo fin de semana                  | 2027-03-19 | 2027-03-21
            2027-03-10 | el fin de semana que viene             | 2027-03-19 | 2027-03-21
            2027-03-10 | el fin de semana próximo               | 2027-03-19 | 2027-03-21
            2027-03-10 | next weekend                           | 2027-03-19 | 2027-03-21
            2027-03-13 | next weekend                           | 2027-03-19 | 2027-03-21
            2027-03-14 | next weekend                           | 2027-03-19 | 2027-03-21
            # that of a date
            2027-03-10 | el fin de semana del 20 de marzo       | 2027-03-19 | 2027-03-21
            2027-03-10 | weekend of March 20                    | 2027-03-19 | 2027-03-21
            2027-03-10 | fin de semana 25/03                    | 2027-03-26 | 2027-03-28
            2027-03-13 | fin de semana del 13 de marzo          | 2027-03-13 | 2027-03-14
            2027-03-10 | el fin de semana del 20                | 2027-03-19 | 2027-03-21
            2027-03-10 | the weekend of the 20th                | 2027-03-19 | 2027-03-21
            # with nights, and not where two days are said
            2027-03-10 | este fin de semana, 3 noches           | 2027-03-12 | 2027-03-15
            2027-03-10 | este finde, del 12/03 al 16/03         | 2027-03-12 | 2027-03-16
            2027-12-29 | este fin de semana                     | 2027-12-31 | 2028-01-02
            """)
    void readsWeekends(LocalDate today, String text, LocalDate checkIn, LocalDate checkOut) {
        assertThat(StayReader.read(Languages.ALL.wordsOf(text), today))
                .isEqualTo(new Dates(new Stay(checkIn, checkOut)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            2027-03-01 a 2027-03-05              | PAST
            del 1 al 5 de marzo de 2027          | PAST
            12/03/2020                           | PAST
            12/03/20 al 15/03/20                 | PAST
            0000-01-01                           | PAST
            ayer                                 | PAST
            yesterday for 2 nights               | PAST
            weekend of 20/02/2027                | PAST
            del 15 al 12 de marzo                | REVERSED
            del 12 al 12 de marzo                | REVERSED
            15/03 al 12/03                       | REVERSED
            del 15 al 12                         | REVERSED
            2027-03-15 a 2027-03-12              | REVERSED
            15/03/2027 - 12/03/2027              | REVERSED
            12 de abril al 5 de abril            | REVERSED
            del 15 de abril al 12 de marzo       | REVERSED
            desde mañana hasta hoy               | REVERSED
            12/03/2027 al 12/04/2028             | TOO_LONG
            mañana por 366 noches                | TOO_LONG
            mañana por 99999999999999999 noches  | TOO_LONG
            mañana por 9999999 semanas           | TOO_LONG
            400 noches                           | TOO_LONG
            12/03/2030 al 15/03/2030             | TOO_FAR
            9999-12-31                           | TOO_FAR
            31/02                                | IMPOSSIBLE
            31/02/2028 al 02/03/2028             | IMPOSSIBLE
            30/01 al 31/02                       | IMPOSSIBLE
            30/12 al 31/02                       | IMPOSSIBLE
            30/12/2027 al 31/02/2028             | IMPOSSIBLE
            29/02/2027                           | IMPOSSIBLE
            99/99                                | IMPOSSIBLE
            99/99/9999                           | IMPOSSIBLE
            0/0                                  | IMPOSSIBLE
            12/00                                | IMPOSSIBLE
            00/03                                | IMPOSSIBLE
            32 de marzo                          | IMPOSSIBLE
            del 30 al 32 de marzo                | IMPOSSIBLE
            del 30 al 32                         | IMPOSSIBLE
            el 45                                | IMPOSSIBLE
            March 99                             | IMPOSSIBLE
            fin de semana del 32 de marzo        | IMPOSSIBLE
            fin de semana del 32                 | IMPOSSIBLE
            2027-13-01                           | IMPOSSIBLE
            mañana por 0 noches                  | IMPOSSIBLE
            0 nights                             | IMPOSSIBLE
            """)
    void refusesDatesForTheirReason(String text, Refusal why) {
        assertThat(said(text)).isEqualTo(new Refused(why));
    }

    @ParameterizedTest
    @CsvSource({"3 noches,3", "por dos noches,2", "for a week,7", "2 semanas,14", "365 nights,365", "una noche,1"})
    void readsALengthWithoutABeginning(String text, int nights) {
        assertThat(said(text)).isEqualTo(new Nights(nights));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Hola",
                "¿Tienen disponibilidad?",
                "para 2 personas",
                "somos 4",
                "por la mañana",
                "hasta mañana",
                "hasta el domingo",
                "until Sunday",
                "de 9 a 21",
                "de las 9 a las 21",
                "desde las 9 hasta las 21",
                "entre las 9 y las 21",
                "entre 9 y 21",
                "from 9am to 9pm",
                "a las 12",
                "at 12",
                "a las 12:30",
                "vista al mar 15",
                "9 to 21 hours",
                "en marzo",
                "may I have a room",
                "in 2 weeks",
                "dentro de 3 días",
                "hace 2 noches que espero",
                "pasado",
                "the day before",
                "esta tarde",
                "tel. 11-1234-5678",
                "99999999999999999999/99999999999999999999",
                "123/456",
                "12/345",
                "2027-123-01",
                "2027-03",
                "2027-03-123",
                "habitación 101",
                "15",
                "12-03",
                "12:30",
                "45.000",
                "12.",
                ".5",
                "la 2",
                "---///---",
                "primero quiero saber",
                "que onda",
                "y a al hasta"
            })
    void findsNoDayWhereNoneIsNamed(String text) {
        assertThat(said(text)).isEqualTo(new Nothing());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1 ",
                "1/",
                "1-",
                "12 al ",
                "a ",
                "del ",
                "9",
                "(",
                "mañana ",
                "viernes ",
                "fin de ",
                "12/03/",
                "\u0301",
                "İ",
                "ﷺ",
                "🏨",
                "2027-03-12 ",
                "marzo ",
                "2 noches ",
                "y ",
                "a las ",
                "a las 10 y ",
                "12:30 ",
                "10 p.m. ",
                "1:",
                "confirmo la 203, ",
                "no cancelar ",
                "2 niños y "
            })
    void readsLongJunkQuickly(String piece) {
        String junk = piece.repeat(8192 / piece.length() + 1).substring(0, 8192);

        Assertions.assertTimeout(Duration.ofSeconds(2), () -> {
            said(junk);
            GuestCount.read(Languages.ALL.wordsOf(junk));
            Request.read(Languages.ALL.wordsOf(junk), WEDNESDAY, true);
        });
    }

    @Test
    void everyStayBeginsWithinTwoYears() {
        String[] pieces = {
            "12",
            "al",
            "31",
            "/",
            "02",
            "-",
            "de",
            "marzo",
            "2027",
            "99999",
            "mañana",
            "viernes",
            "fin",
            "semana",
            "para",
            "2",
            "noches",
            "March",
            "to",
            "0",
            "hoy",
            "y",
            "el",
            "weekend",
            "next",
            "2028-02-29",
            "entre",
            "primero",
            "the",
            "."
        };
        Random random = new Random(42);
        for (int round = 0; round < 20_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int word = random.nextInt(12); word >= 0; word--) {
                text.append(pieces[random.nextInt(pieces.length)]).append(random.nextBoolean() ? " " : "");
            }
            if (said(text.toString()) instanceof Dates dates && !isWithinReach(dates.stay())) {
                fail(text + " is read as " + dates.stay());
            }
        }
    }

    private static boolean isWithinReach(Stay stay) {
        return !stay.checkIn().isBefore(WEDNESDAY) && !stay.checkIn().isAfter(WEDNESDAY.plusYears(2));
    }

    private static StaySaid said(String text) {
        return StayReader.read(Languages.ALL.wordsOf(text), WEDNESDAY);
    }
}
