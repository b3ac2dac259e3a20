package io.conserje.http.whatsapp.inbound;

import com.fasterxml.jackson.databind.JsonNode;
import io.conserje.domain.messaging.HotelLine;
import io.conserje.domain.messaging.MessageContent;
import io.conserje.domain.messaging.MessageContent.Text;
import io.conserje.domain.messaging.ProviderMessageId;
import io.conserje.domain.session.GuestRef;
import io.conserje.http.json.Json;
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
        String type = content instanceof Text ? "text" : message.path("type").asText("");
        String said = content instanceof Text text ? text.body() : Json.canonical(message.path(type));
        return new ProviderMessageId("derived:"
                + Digests.of(
                        line == null ? "" : line.value(),
                        sender.address(),
                        timestamp == null ? "" : timestamp,
                        type,
                        said));
    }
}
