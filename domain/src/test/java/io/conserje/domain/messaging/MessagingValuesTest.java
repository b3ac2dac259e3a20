package io.conserje.domain.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.conserje.domain.messaging.MessageContent.Choice;
import io.conserje.domain.messaging.MessageContent.Contacts;
import io.conserje.domain.messaging.MessageContent.Edit;
import io.conserje.domain.messaging.MessageContent.Form;
import io.conserje.domain.messaging.MessageContent.Location;
import io.conserje.domain.messaging.MessageContent.Media;
import io.conserje.domain.messaging.MessageContent.Notice;
import io.conserje.domain.messaging.MessageContent.Order;
import io.conserje.domain.messaging.MessageContent.Reaction;
import io.conserje.domain.messaging.MessageContent.Revocation;
import io.conserje.domain.messaging.MessageContent.Text;
import io.conserje.domain.messaging.MessageContent.Unsupported;
import io.conserje.domain.session.GuestRef;
import io.conserje.domain.session.TurnId;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.Identifier;
import io.conserje.domain.tenancy.Identifier.Kind;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
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
    void no_content_shows_what_the_guest_wrote() {
        String secret = "Ana 5491112345678";
        for (MessageContent content : List.of(
                new Media(Media.Kind.IMAGE, secret, secret, secret, secret, 1L, true, true),
                new Location(1, 2, secret, secret, secret),
                new Contacts(List.of(new Contacts.Card(secret, secret, List.of(secret), List.of(secret)))),
                new Reaction(secret, secret),
                new Choice(Choice.Control.ROW, secret, secret, secret),
                new Form(secret, secret),
                new Order(secret, secret, List.of()),
                new Edit(secret, new Text(secret)),
                new Revocation(secret),
                new Notice("system", secret))) {
            InboundMessage message = new InboundMessage(
                            new ProviderMessageId("wamid.1234"),
                            GuestRef.phone(Channel.WHATSAPP, "+5491112345678"),
                            null,
                            content,
                            Instant.EPOCH)
                    .with(new MessageContext(secret, secret, secret, null, null, true), secret);
            assertThat(message.toString()).doesNotContain("Ana").doesNotContain("5491112345678");
            assertThat(message.context().toString()).doesNotContain("Ana");
        }
        assertThat(new Contacts.Card(secret, secret, List.of(secret), List.of()).toString())
                .doesNotContain("Ana");
    }

    @Test
    void words_are_what_the_guest_wrote_or_chose() {
        assertThat(new Text("hola").words()).isEqualTo("hola");
        assertThat(new Media(Media.Kind.VIDEO, null, null, "hola", null, null, false, false).words())
                .isEqualTo("hola");
        assertThat(new Choice(Choice.Control.BUTTON, "b1", "hola", null).words())
                .isEqualTo("hola");
        assertThat(new Edit("1", new Text("hola")).words()).isEqualTo("hola");
        assertThat(new Order(null, "hola", List.of()).words()).isEqualTo("hola");
        for (MessageContent content : List.of(
                Media.of(Media.Kind.IMAGE),
                new Location(1, 2, "hola", "hola", null),
                new Contacts(List.of()),
                new Reaction("1", "👍"),
                new Form("hola", "{}"),
                new Order("hola", null, List.of()),
                new Edit("1", Media.of(Media.Kind.IMAGE)),
                new Revocation("1"),
                new Notice("system", "hola"),
                new Unsupported("poll"))) {
            assertThat(content.words()).isEmpty();
        }
    }

    @Test
    void refuses_what_is_out_of_bounds() {
        String long1 = "x".repeat(MessageContent.MAX_LABEL + 1);
        List<ThrowingCallable> beyond = List.of(
                () -> new Media(Media.Kind.IMAGE, long1, null, null, null, null, false, false),
                () -> new Media(Media.Kind.IMAGE, null, null, "x".repeat(8193), null, null, false, false),
                () -> new Media(Media.Kind.IMAGE, null, null, null, null, -1L, false, false),
                () -> new Location(90.1, 0, null, null, null),
                () -> new Location(0, -181, null, null, null),
                () -> new Location(Double.NaN, 0, null, null, null),
                () -> new Contacts(Collections.nCopies(101, new Contacts.Card("", null, List.of(), List.of()))),
                () -> new Contacts.Card("", null, Collections.nCopies(21, "1"), List.of()),
                () -> new Contacts.Card("", null, List.of(long1), List.of()),
                () -> new Reaction("", "👍"),
                () -> new Choice(Choice.Control.ROW, null, "x".repeat(8193), null),
                () -> new Form(null, "x".repeat(MessageContent.MAX_ANSWERS + 1)),
                () -> new Order.Item("p", -1, null, null),
                () -> new Order.Item("p", 1, BigDecimal.ONE.negate(), null),
                () -> new Order.Item("p", 1, new BigDecimal("1e13"), null),
                () -> new Order.Item("p", 1, new BigDecimal("0.000000001"), null),
                () -> new Edit("1", new Edit("1", new Text(""))),
                () -> new Revocation(""),
                () -> new Notice("", null),
                () -> new Unsupported("text"),
                () -> new Unsupported("image"),
                () -> new Unsupported(""),
                () -> new MessageContext(long1, null, null, null, null, false),
                () -> new InboundMessage(
                                new ProviderMessageId("wamid.1"),
                                GuestRef.phone(Channel.WHATSAPP, "+5491112345678"),
                                null,
                                new Text(""),
                                Instant.EPOCH)
                        .with(MessageContext.NONE, "x".repeat(InboundMessage.MAX_RAW + 1)));
        assertThat(beyond)
                .allSatisfy(creation -> assertThatIllegalArgumentException()
                        .isThrownBy(creation)
                        .withMessageNotContaining("xx"));
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
    void a_reply_has_1_to_65536_characters() {
        assertThat(new Reply("x".repeat(65_536)).text()).hasSize(65_536);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Reply("x".repeat(65_537)))
                .withMessageContaining("had 65537");
        assertThatIllegalArgumentException().isThrownBy(() -> new Reply(" \n"));
    }
}
