package io.conserje.application.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.conserje.application.fixture.Fresh;
import io.conserje.application.messaging.LineRates.LineRate;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.TenantId;
import org.junit.jupiter.api.Test;

/** The laws of {@link LineRates}. */
public interface LineRatesContract extends MessagingStores {

    LineRates lineRates();

    @Test
    default void aLineHasTheRateThatItWasGiven() {
        TenantId hotel = Fresh.tenant();
        givenTenants(hotel);
        assertThat(lineRates().of(hotel)).isEmpty();
        assertThat(lineRates().set(hotel, Channel.WHATSAPP, "106", 20)).isTrue();
        assertThat(lineRates().set(hotel, Channel.WHATSAPP, "106", 30)).isTrue();
        assertThat(lineRates().of(hotel)).containsExactly(new LineRate(Channel.WHATSAPP, "106", 30));
        assertThat(lineRates().set(hotel, Channel.WHATSAPP, "106", null)).isTrue();
        assertThat(lineRates().of(hotel)).isEmpty();
    }

    @Test
    default void refusesUnknownHotelsAndRates() {
        TenantId hotel = Fresh.tenant();
        assertThat(lineRates().set(hotel, Channel.WHATSAPP, "106", 20)).isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> lineRates().set(hotel, Channel.WHATSAPP, "106", 1001));
    }
}
