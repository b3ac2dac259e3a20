package io.conserje.http.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import io.conserje.domain.messaging.HotelLine;
import io.conserje.domain.messaging.MessageContent;
import io.conserje.domain.messaging.MessageContent.Attachment;
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

/** The id of a message that came without one: the same message delivered again gets the same. */
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
            case Attachment attachment -> {
                update(digest, attachment.type());
                update(digest, Json.canonical(message.path(attachment.type())));
            }
        }
        return new ProviderMessageId("derived:" + HexFormat.of().formatHex(digest.digest()));
    }

    /** The length first, so that no two lists of parts run together to the same bytes. */
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
