package io.conserje.domain.dlq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.conserje.domain.tenancy.Channel;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class DeadLetterTest {

    @Test
    void aWarrantSaysWhoAndWhy() {
        assertThat(new Warrant("ana@hotel.example", "the PMS is back").by()).isEqualTo("ana@hotel.example");
        assertThatIllegalArgumentException().isThrownBy(() -> new Warrant(" ", "why"));
        assertThatIllegalArgumentException().isThrownBy(() -> new Warrant("a".repeat(101), "why"));
        assertThatIllegalArgumentException().isThrownBy(() -> new Warrant("an\na", "why"));
        assertThatIllegalArgumentException().isThrownBy(() -> new Warrant("ana", ""));
        assertThatIllegalArgumentException().isThrownBy(() -> new Warrant("ana", "w".repeat(501)));
        assertThatIllegalArgumentException().isThrownBy(() -> new Warrant("ana", "why\u0000"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Warrant("ana", "two\nlines"))
                .withMessageContaining("on one line");
    }

    @Test
    void aPrintedDeadMessageHidesTheGuest() {
        DeadMessage message = new DeadMessage(
                Channel.WHATSAPP, "wamid.1", "+5491122334455", "1", "text", "secret", Instant.EPOCH, Instant.EPOCH);
        assertThat(message.toString()).contains("whatsapp").doesNotContain("secret", "5491", "wamid");
    }

    @Test
    void anIdIsPrintedAsItIsWritten() {
        UUID id = UUID.fromString("01890a5d-ac96-774b-bcce-b302099a8057");
        assertThat(new DeadLetterId(id)).hasToString(id.toString());
    }
}
