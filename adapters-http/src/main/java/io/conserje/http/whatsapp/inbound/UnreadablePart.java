package io.conserje.http.whatsapp.inbound;

import com.fasterxml.jackson.databind.JsonNode;
import io.conserje.application.messaging.Unrouted;
import io.conserje.application.messaging.Unrouted.Unreadable;
import io.conserje.domain.messaging.HotelLine;
import io.conserje.domain.messaging.ProviderMessageId;
import io.conserje.domain.tenancy.Channel;
import org.jspecify.annotations.Nullable;

/** Makes parts of a delivery that cannot be read fit to be kept. */
final class UnreadablePart {

    private UnreadablePart() {}

    /** @param part cut if it is too long */
    static Unreadable of(JsonNode part, String place, @Nullable HotelLine line) {
        String spelled = Cut.wellFormed(part.toString());
        int end = Math.min(spelled.length(), Unrouted.MAX_PART);
        boolean splits = end < spelled.length() && Character.isHighSurrogate(spelled.charAt(end - 1));
        return new Unreadable(
                Channel.WHATSAPP,
                new ProviderMessageId("unreadable:" + Digests.of(place, spelled)),
                line,
                place,
                spelled.substring(0, splits ? end - 1 : end));
    }
}
