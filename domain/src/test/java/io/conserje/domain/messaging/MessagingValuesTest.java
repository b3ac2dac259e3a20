package io.conserje.domain.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.conserje.domain.messaging.MessageContent.Attachment;
import io.conserje.domain.messaging.MessageContent.Text;
import io.conserje.domain.session.GuestRef;
import io.conserje.domain.session.TurnId;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.Identifier;
import io.conserje.domain.tenancy.Identifier.Kind;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessagingValuesTest {

    private static final Channel EMAIL = new Channel("email");

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
                GuestRef.phone(Channel.WHATSAPP, "+5491112345678"),
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

    @ParameterizedTest
    @CsvSource({
        "106540352242922, PHONE_NUMBER_ID",
        "+5491150000000, PHONE",
        "desk@hotel.example, EMAIL",
        "hotel-bot, USER_ID",
        "1234567890123456789012345678901234, USER_ID"
    })
    void a_stored_line_keeps_its_kind(String value, Kind kind) {
        HotelLine line = HotelLine.stored(Channel.WHATSAPP, value);

        assertThat(line.identifier().kind()).isEqualTo(kind);
        assertThat(line.channel()).isEqualTo(Channel.WHATSAPP);
        assertThat(line.value()).isEqualTo(value);
        assertThat(new HotelLine(line.identifier())).isEqualTo(line);
    }

    @Test
    void a_line_of_digits_is_a_phone_number_id() {
        Identifier digits = Identifier.userId(Channel.WHATSAPP, "106540352242922");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new HotelLine(digits))
                .withMessageContaining("given as USER_ID but is spelled as PHONE_NUMBER_ID");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "two words", "+"})
    void refuses_a_line_that_no_hotel_can_have(String value) {
        assertThatIllegalArgumentException().isThrownBy(() -> HotelLine.stored(Channel.WHATSAPP, value));
    }

    @Test
    void only_a_phone_number_id_is_a_line_on_whatsapp() {
        assertThat(HotelLine.canBe(Identifier.phoneNumberId(Channel.WHATSAPP, "1")))
                .isTrue();
        assertThat(HotelLine.canBe(Identifier.phone(Channel.WHATSAPP, "+5491150000000")))
                .isFalse();
        assertThat(HotelLine.canBe(Identifier.userId(Channel.WHATSAPP, "AR.77")))
                .isFalse();
    }

    @Test
    void a_mailbox_and_a_number_are_lines_on_other_channels() {
        assertThat(HotelLine.canBe(Identifier.email(EMAIL, "desk@hotel.example")))
                .isTrue();
        assertThat(HotelLine.canBe(Identifier.phone(new Channel("sms"), "+5491150000000")))
                .isTrue();
        assertThat(HotelLine.canBe(Identifier.userId(EMAIL, "desk"))).isFalse();
    }

    @Test
    void a_message_and_its_line_are_on_one_channel() {
        HotelLine mailbox = new HotelLine(Identifier.email(EMAIL, "desk@hotel.example"));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new InboundMessage(
                        new ProviderMessageId("wamid.1"),
                        GuestRef.phone(Channel.WHATSAPP, "+5491112345678"),
                        mailbox,
                        new Text("Hola"),
                        Instant.EPOCH))
                .withMessageContaining("Both must be on the same channel");
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
