package io.conserje.application.receptionist.language;

import static org.assertj.core.api.Assertions.assertThat;

import io.conserje.domain.pms.Money;
import java.math.BigDecimal;
import java.time.LocalTime;
import java.util.Currency;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class WordingTest {

    private final Wording spanish = new Wording('.', ',');
    private final Wording english = new Wording(',', '.');

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0          | ARS | ARS 0            | ARS 0
            999        | ARS | ARS 999          | ARS 999
            45000      | ARS | ARS 45.000       | ARS 45,000
            45000.00   | ARS | ARS 45.000       | ARS 45,000
            1.5E6      | ARS | ARS 1.500.000    | ARS 1,500,000
            99.5       | USD | USD 99,50        | USD 99.50
            99.995     | USD | USD 100,00       | USD 100.00
            """)
    void writesAmountsInTheMannerOfTheLanguage(BigDecimal amount, String currency, String inSpanish, String inEnglish) {
        Money money = new Money(amount, Currency.getInstance(currency));

        assertThat(spanish.money(money)).isEqualTo(inSpanish);
        assertThat(english.money(money)).isEqualTo(inEnglish);
    }

    @Test
    void writesHugeAmountsBriefly() {
        Money money = new Money(new BigDecimal("1E+5000"), Currency.getInstance("ARS"));

        assertThat(spanish.money(money)).hasSizeLessThan(30);
    }

    @Test
    void writesTimesOnThe24HourClock() {
        assertThat(spanish.time(LocalTime.of(9, 0))).isEqualTo("9:00");
        assertThat(english.time(LocalTime.of(21, 30))).isEqualTo("21:30");
    }
}
