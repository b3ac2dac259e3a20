package io.conserje.http.whatsapp.inbound;

import com.fasterxml.jackson.databind.JsonNode;
import io.conserje.application.reply.ReplyStatus;
import io.conserje.application.reply.ReplyStatus.Word;
import io.conserje.domain.messaging.HotelLine;
import io.conserje.domain.session.GuestRef;
import io.conserje.domain.tenancy.Channel;
import io.conserje.http.json.Json;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what WhatsApp reports about replies. */
final class StatusReader {

    /** A number in a title may be a guest's. */
    private static final Pattern LONG_NUMBER = Pattern.compile("[0-9]{5,}");

    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    private StatusReader() {}

    /**
     * @param line the line that the change names
     * @return empty for a status that is unknown
     * @throws IllegalArgumentException if it lacks its id or its status
     */
    static Optional<ReplyStatus> read(JsonNode status, @Nullable HotelLine line) {
        String id = Json.scalar(status, "id");
        if (id == null || !status.path("status").isTextual()) {
            throw new IllegalArgumentException("A status must have an id and a status");
        }
        Optional<Word> word = word(status.path("status").textValue());
        return word.map(known -> status(status, id, known, line));
    }

    private static ReplyStatus status(JsonNode status, String id, Word word, @Nullable HotelLine line) {
        JsonNode error = status.path("errors").path(0);
        JsonNode code = error.path("code");
        return new ReplyStatus(
                Channel.WHATSAPP,
                id,
                word,
                code.isIntegralNumber() && code.canConvertToInt() ? code.intValue() : null,
                title(error.path("title")),
                line,
                recipient(status));
    }

    /** Reports on other things, such as calls, have other words. */
    private static Optional<Word> word(String written) {
        return switch (written.toLowerCase(Locale.ROOT)) {
            case "sent" -> Optional.of(Word.SENT);
            case "delivered" -> Optional.of(Word.DELIVERED);
            case "read", "played" -> Optional.of(Word.READ);
            case "failed" -> Optional.of(Word.FAILED);
            default -> Optional.empty();
        };
    }

    private static @Nullable String title(JsonNode title) {
        return title.isTextual()
                ? LONG_NUMBER
                        .matcher(CONTROL.matcher(title.textValue()).replaceAll(" "))
                        .replaceAll("…")
                : null;
    }

    private static @Nullable GuestRef recipient(JsonNode status) {
        String phone = Json.scalar(status, "recipient_id");
        if (phone == null) {
            return null;
        }
        try {
            return GuestRef.phone(Channel.WHATSAPP, phone);
        } catch (IllegalArgumentException noNumber) {
            return null;
        }
    }
}
