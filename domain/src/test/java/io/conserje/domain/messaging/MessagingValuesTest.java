package io.conserje.domain.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.conserje.domain.messaging.MessageContent.Attachment;
import io.conserje.domain.messaging.MessageContent.Text;
import io.conserje.domain.session.GuestRef;
import io.conserje.domain.session.TurnId;
import io.conserje.domain.tenancy.Channel;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessagingValuesTest {

    @Test
    void a_message_id_names_the_turn_that_handles_it() {
        UUID uuid = UUID.fromString("01890a5d-ac96-774b-bcce-b302099a8057");

        assertThat(new MessageId(uuid)).hasToString(uuid.toString());
        assertThat(new MessageId(uuid).turn()).isEqualTo(new TurnId(uuid.toString()));
    }

    @Test
    void a_provider_id_shows_its_end_only() {
        assertThat(new ProviderMessageId("wamid.HBgNNTQ5MTExMjM0NTY3OBUC")).hasToString("***OBUC");
        assertThat(new ProviderMessageId("abc")).hasToString("***abc");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "a\nb", "a\u0000"})
    void a_provider_id_is_printable(String value) {
        assertThatIllegalArgumentException().isThrownBy(() -> new ProviderMessageId(value));
    }

    @Test
    void a_provider_id_has_at_most_255_characters() {
        assertThat(new ProviderMessageId("x".repeat(255)).value()).hasSize(255);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ProviderMessageId("x".repeat(256)))
                .withMessageContaining("had 256");
    }

    @Test
    void a_text_may_be_empty_and_has_at_most_8192_characters() {
        assertThat(new Text("").body()).isEmpty();
        assertThat(new Text("x".repeat(8192)).body()).hasSize(8192);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Text("x".repeat(8193)))
                .withMessageContaining("had 8193");
    }

    @Test
    void a_text_shows_its_length_and_not_its_words() {
        InboundMessage message = new InboundMessage(
                new ProviderMessageId("wamid.1234"),
                new GuestRef(Channel.WHATSAPP, "+5491112345678"),
                null,
                new Text("Hola, soy Ana"),
                Instant.EPOCH);

        assertThat(message.toString())
                .contains("Text[13 characters]")
                .doesNotContain("Ana")
                .doesNotContain("5491112345678");
    }

    @Test
    void an_attachment_shows_its_kind() {
        assertThat(new Attachment("audio")).hasToString("Attachment[type=audio]");
    }

    @Test
    void a_line_is_1_to_32_digits() {
        assertThat(new HotelLine("1".repeat(32)).value()).hasSize(32);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "12a", "+12", "123456789012345678901234567890123"})
    void any_other_line_is_refused(String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new HotelLine(value))
                .withMessageContaining("had " + value.length());
    }

    @Test
    void a_reply_has_1_to_4096_characters() {
        assertThat(new Reply("x".repeat(4096)).text()).hasSize(4096);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Reply("x".repeat(4097)))
                .withMessageContaining("had 4097");
        assertThatIllegalArgumentException().isThrownBy(() -> new Reply(" \n"));
    }
}
