package io.conserje.http.whatsapp.inbound;

import com.fasterxml.jackson.databind.JsonNode;
import io.conserje.domain.messaging.HotelLine;
import io.conserje.domain.messaging.MessageContent;
import io.conserje.domain.messaging.MessageContent.Text;
import io.conserje.domain.messaging.ProviderMessageId;
import io.conserje.domain.session.GuestRef;
import io.conserje.http.json.Json;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Derives an id for a message without one. The same message, delivered again, gets the same id. */
final class DerivedId {

    private DerivedId() {}

    static ProviderMessageId of(
            @Nullable HotelLine line,
            GuestRef sender,
            @Nullable String timestamp,
            MessageContent content,
            JsonNode message) {
        MessageDigest digest = sha256();
        update(digest, line == null ? "" : line.value());
        update(digest, sender.address());
        update(digest, timestamp == null ? "" : timestamp);
        switch (content) {
            case Text text -> {
                update(digest, "text");
                update(digest, text.body());
            }
            default -> {
                String type = message.path("type").asText("");
                update(digest, type);
                update(digest, Json.canonical(message.path(type)));
            }
        }
        return new ProviderMessageId("derived:" + HexFormat.of().formatHex(digest.digest()));
    }

    /** Writes the length first, so that different lists of parts never become the same bytes. */
    private static void update(MessageDigest digest, String part) {
        byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
        digest.update(bytes);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java platform has SHA-256", impossible);
        }
    }
}
