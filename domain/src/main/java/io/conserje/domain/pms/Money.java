package io.conserje.domain.pms;

import java.math.BigDecimal;
import java.util.Currency;

/** An amount of 0 or more in one currency. */
public record Money(BigDecimal amount, Currency currency) {

    /** @throws IllegalArgumentException if the amount is negative */
    public Money {
        if (amount.signum() < 0) {
            throw new IllegalArgumentException("An amount must be 0 or more, was " + amount + " " + currency);
        }
    }

    public Money times(int factor) {
        return new Money(amount.multiply(BigDecimal.valueOf(factor)), currency);
    }
}
