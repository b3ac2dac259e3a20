package io.conserje.application.receptionist.language;

import io.conserje.domain.lock.Stay;
import io.conserje.domain.pms.Money;
import io.conserje.domain.pms.Offer;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Writes amounts, times and lists in the manner of a language, whatever the locale of the machine. */
final class Wording {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("H:mm", Locale.ROOT);
    private static final BigDecimal MAX_SHOWN = new BigDecimal("1E15");

    private final char grouping;
    private final char decimal;

    Wording(char grouping, char decimal) {
        this.grouping = grouping;
        this.decimal = decimal;
    }

    /** Currency code and amount. Only an amount with cents shows them: ARS 68.000, USD 99,50. */
    String money(Money money) {
        DecimalFormatSymbols symbols = DecimalFormatSymbols.getInstance(Locale.ROOT);
        symbols.setGroupingSeparator(grouping);
        symbols.setDecimalSeparator(decimal);
        // A DecimalFormat is not thread-safe.
        DecimalFormat format = new DecimalFormat(isWhole(money.amount()) ? "#,##0" : "#,##0.00", symbols);
        format.setRoundingMode(RoundingMode.HALF_UP);
        return money.currency().getCurrencyCode() + " "
                + format.format(money.amount().min(MAX_SHOWN));
    }

    String time(LocalTime time) {
        return TIME.format(time);
    }

    /** The first {@link Phrases#MAX_OFFERS} offers, a line each. */
    String list(List<Offer> offers, Function<Offer, String> line) {
        return offers.stream()
                .limit(Phrases.MAX_OFFERS)
                .map(offer -> "• " + line.apply(offer))
                .collect(Collectors.joining("\n"));
    }

    static boolean crossesYears(Stay stay) {
        return stay.checkIn().getYear() != stay.checkOut().getYear();
    }

    private static boolean isWhole(BigDecimal amount) {
        return amount.stripTrailingZeros().scale() <= 0;
    }
}
