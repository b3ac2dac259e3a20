package io.conserje.http.whatsapp.inbound;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.conserje.domain.messaging.HotelLine;
import io.conserje.domain.messaging.InboundMessage;
import io.conserje.domain.messaging.MessageContent;
import io.conserje.domain.messaging.MessageContent.Text;
import io.conserje.domain.messaging.MessageContent.Unsupported;
import io.conserje.domain.tenancy.Channel;
import io.conserje.http.WebhookListener.Result;
import io.conserje.http.WebhookRules;
import io.conserje.http.json.Json;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadReaderTest {

    private static final Instant NOW = Instant.parse("2026-03-12T10:15:30Z");
    private static final String FROM = "\"from\":\"5491112345678\",\"id\":\"wamid.1\",\"timestamp\":\"1700000000\",";

    private final PayloadReader reader = new PayloadReader(InstantSource.fixed(NOW), WebhookRules.DEFAULT);

    private Payload read(String value) {
        byte[] bytes = ("{\"entry\":[{\"changes\":[{\"value\":" + value + "}]}]}").getBytes(UTF_8);
        return reader.read(Json.read(bytes, bytes.length).orElseThrow());
    }

    private Payload readMessage(String message) {
        return read("{\"messages\":[{" + message + "}]}");
    }

    private InboundMessage message(String message) {
        Payload payload = readMessage(message);
        assertThat(payload.others()).isEmpty();
        return payload.messages().getFirst();
    }

    private MessageContent content(String type) {
        return message(FROM + type).content();
    }

    private static Map<Result, Integer> one(Result result) {
        return Map.of(result, 1);
    }

    // Types

    @Test
    void readsText() {
        assertThat(content("\"type\":\"text\",\"text\":{\"body\":\"hola\"}")).isEqualTo(new Text("hola"));
    }

    @Test
    void aMessageWithTextAndNoTypeIsText() {
        assertThat(content("\"text\":{\"body\":\"hola\"}")).isEqualTo(new Text("hola"));
        assertThat(content("\"image\":{}")).isEqualTo(new Unsupported("unknown"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"type\":\"text\"",
                "\"type\":\"text\",\"text\":{\"body\":7}",
                "\"type\":\"text\",\"text\":\"hola\"",
                "\"type\":\"button\",\"button\":{}",
                "\"type\":\"interactive\",\"interactive\":{\"type\":\"list_reply\"}"
            })
    void aMessageWithoutItsTextIsMalformed(String type) {
        assertThat(readMessage(FROM + type).others()).isEqualTo(one(Result.MALFORMED_MESSAGE));
    }

    // Words

    @Test
    void cutsLongTextWithoutSplittingACharacter() {
        String emoji = "😀";
        String body = "x".repeat(MessageContent.MAX_CHARACTERS - 1) + emoji;

        assertThat(content("\"type\":\"text\",\"text\":{\"body\":\"" + body + "\"}"))
                .isEqualTo(new Text("x".repeat(MessageContent.MAX_CHARACTERS - 1)));
        assertThat(content("\"type\":\"text\",\"text\":{\"body\":\"" + "x".repeat(MessageContent.MAX_CHARACTERS - 2)
                        + emoji + "y\"}"))
                .isEqualTo(new Text("x".repeat(MessageContent.MAX_CHARACTERS - 2) + emoji));
    }

    @Test
    void dropsControlCharactersButKeepsLineEnds() {
        assertThat(content("\"type\":\"text\",\"text\":{\"body\":\"a\\u0000b\\u001bc\\u0085d\\ne\\r\\n\\tf\"}"))
                .isEqualTo(new Text("abcd\ne\r\n\tf"));
    }

    @Test
    void replacesAnUnpairedSurrogate() {
        assertThat(content("\"type\":\"text\",\"text\":{\"body\":\"a\\ud83d b\\ude00\"}"))
                .isEqualTo(new Text("a\ufffd b\ufffd"));
    }

    // Senders

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "`\"from\":\"5491112345678\"` | +5491112345678",
                "`\"from\":\"+5491112345678\"` | +5491112345678",
                "`\"from\":5491112345678` | +5491112345678",
                "`\"from\":\"5491112345678\",\"from_user_id\":\"AR.123\"` | +5491112345678",
                "`\"from_user_id\":\"AR.123\",\"user_id\":\"AR.456\"` | AR.123",
                "`\"user_id\":\"AR.456\"` | AR.456",
                "`\"from\":\"AR.789\"` | AR.789",
                "`\"from\":\"AR.789\",\"user_id\":\"AR.456\"` | AR.456",
                "`\"from\":null,\"user_id\":\"AR.456\"` | AR.456",
                "`\"from\":\"12\",\"user_id\":\"AR.456\"` | AR.456"
            })
    void theSenderIsAPhoneNumberOrAUserId(String sender, String address) {
        assertThat(message("\"id\":\"wamid.1\",\"text\":{\"body\":\"hola\"}," + sender)
                        .guest()
                        .address())
                .isEqualTo(address);
    }

    @Test
    void theOnlyContactNamesTheSender() {
        String anonymous = "\"messages\":[{\"id\":\"wamid.1\",\"text\":{\"body\":\"hola\"}}]";

        assertThat(read("{\"contacts\":[{\"user_id\":\"AR.1\"}]," + anonymous + "}")
                        .messages()
                        .getFirst()
                        .guest()
                        .address())
                .isEqualTo("AR.1");
        assertThat(read("{\"contacts\":[{\"wa_id\":\"5491112345678\",\"user_id\":\"AR.1\"}]," + anonymous + "}")
                        .messages()
                        .getFirst()
                        .guest()
                        .address())
                .isEqualTo("+5491112345678");
        assertThat(read("{\"contacts\":[{\"user_id\":\"AR.1\"},{\"user_id\":\"AR.2\"}]," + anonymous + "}")
                        .others())
                .isEqualTo(one(Result.NO_SENDER));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"to\":\"nobody\"",
                "\"from\":\"\"",
                "\"from\":\"12\"",
                "\"from\":\"12345678901234567890\"",
                "\"from\":{}",
                "\"from\":\"guest@example.com\"",
                "\"user_id\":\"a b\""
            })
    void ignoresAMessageWithoutSender(String sender) {
        assertThat(readMessage("\"id\":\"wamid.1\",\"text\":{\"body\":\"hola\"}," + sender)
                        .others())
                .isEqualTo(one(Result.NO_SENDER));
    }

    // Lines, ids and times

    @Test
    void readsTheLineFromTheMetadata() {
        String text = "\"messages\":[{" + FROM + "\"text\":{\"body\":\"hola\"}}]";

        assertThat(read("{\"metadata\":{\"phone_number_id\":\"42\"}," + text + "}")
                        .messages()
                        .getFirst()
                        .line())
                .isEqualTo(HotelLine.stored(Channel.WHATSAPP, "42"));
        assertThat(read("{" + text + "}").messages().getFirst().line()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"abc\"", "\"\"", "{}", "\"123456789012345678901234567890123\""})
    void messagesOfAnInvalidLineAreMalformed(String line) {
        assertThat(read("{\"metadata\":{\"phone_number_id\":" + line + "},\"messages\":[{" + FROM
                                + "\"text\":{\"body\":\"hola\"}}]}")
                        .others())
                .isEqualTo(one(Result.MALFORMED_MESSAGE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\"", "\"  \"", "{}", "[]", "true", "\"a\\u0000b\""})
    void aMessageWithAnInvalidIdIsMalformed(String id) {
        assertThat(readMessage("\"from\":\"5491112345678\",\"text\":{\"body\":\"hola\"},\"id\":" + id)
                        .others())
                .isEqualTo(one(Result.MALFORMED_MESSAGE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"1700000000\"", "1700000000"})
    void theTimestampIsInSeconds(String timestamp) {
        assertThat(message("\"from\":\"5491112345678\",\"text\":{\"body\":\"hola\"},\"timestamp\":" + timestamp)
                        .sentAt())
                .isEqualTo(Instant.ofEpochSecond(1_700_000_000));
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "\"soon\"", "-5", "1.5", "\"999999999999\"", "{}", "\"１７\""})
    void anInvalidTimestampBecomesNow(String timestamp) {
        assertThat(message("\"from\":\"5491112345678\",\"text\":{\"body\":\"hola\"},\"timestamp\":" + timestamp)
                        .sentAt())
                .isEqualTo(NOW);
    }

    private String derived(String line, String from, String timestamp, String content) {
        return read("{\"metadata\":{\"phone_number_id\":\"" + line + "\"},\"messages\":[{\"from\":\"" + from
                        + "\",\"timestamp\":\"" + timestamp + "\"," + content + "}]}")
                .messages()
                .getFirst()
                .providerId()
                .value();
    }

    @Test
    void equalMessagesHaveEqualDerivedIds() {
        String text = "\"text\":{\"body\":\"hola\"}";
        String id = derived("1", "5491112345678", "1700000000", text);

        assertThat(id).matches("derived:[0-9a-f]{64}");
        assertThat(derived("1", "5491112345678", "1700000000", text)).isEqualTo(id);
        assertThat(derived("1", "5491112345678", "1700000000", "\"type\":\"text\"," + text))
                .isEqualTo(id);
        assertThat(derived("2", "5491112345678", "1700000000", text)).isNotEqualTo(id);
        assertThat(derived("1", "5491112345679", "1700000000", text)).isNotEqualTo(id);
        assertThat(derived("1", "5491112345678", "1700000001", text)).isNotEqualTo(id);
        assertThat(derived("1", "5491112345678", "1700000000", "\"text\":{\"body\":\"hola!\"}"))
                .isNotEqualTo(id);
    }

    @Test
    void theDerivedIdOfAFileIgnoresTheOrderOfProperties() {
        String one = derived("1", "5491112345678", "1", "\"type\":\"image\",\"image\":{\"id\":\"7\",\"sha256\":\"a\"}");

        assertThat(derived("1", "5491112345678", "1", "\"type\":\"image\",\"image\":{\"sha256\":\"a\",\"id\":\"7\"}"))
                .isEqualTo(one);
        assertThat(derived("1", "5491112345678", "1", "\"type\":\"image\",\"image\":{\"sha256\":\"a\",\"id\":\"8\"}"))
                .isNotEqualTo(one);
        assertThat(derived("1", "5491112345678", "1", "\"type\":\"video\",\"video\":{\"id\":\"7\",\"sha256\":\"a\"}"))
                .isNotEqualTo(one);
    }

    @Test
    void countsStatusesAndErrorsApartFromIgnoredMessages() {
        String status = "{\"id\":\"1\",\"status\":\"ringing\"}";
        Payload payload = read("{\"statuses\":[" + status + "," + status + "],\"errors\":[{}],\"messages\":null}");

        assertThat(payload.others()).isEqualTo(Map.of(Result.STATUS, 2, Result.ERROR, 1));
        assertThat(payload.ignored()).isZero();
    }
}
