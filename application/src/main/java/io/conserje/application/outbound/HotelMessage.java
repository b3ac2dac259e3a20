package io.conserje.application.outbound;

import io.conserje.domain.messaging.HotelLine;
import io.conserje.domain.messaging.OutboundMessage;
import io.conserje.domain.session.GuestRef;
import io.conserje.domain.tenancy.TenantId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A message with which a hotel writes first. Each setter returns another value.
 *
 * @param line the hotel's line that sends it; null for the line to which the guest wrote last, or else the hotel's own
 * @param notBefore it is not sent before this time; null to send it now
 * @param key makes the call repeatable: of several messages of a hotel with the same key only the first is sent; 1 to 200
 *     characters, or null
 * @param by who sends it, 1 to 200 characters
 */
public record HotelMessage(
        TenantId tenant,
        GuestRef guest,
        OutboundMessage message,
        @Nullable HotelLine line,
        @Nullable Instant notBefore,
        @Nullable String key,
        String by) {

    private static final int MAX = 200;

    /** @throws IllegalArgumentException if a text is out of its bounds, or the line is on another channel */
    public HotelMessage {
        if (line != null && !line.channel().equals(guest.channel())) {
            throw new IllegalArgumentException("A message to a guest on " + guest.channel() + " names a line on "
                    + line.channel() + ". Both must be on the same channel.");
        }
        if (key != null) {
            check("The key of a message", key);
        }
        check("Who sends a message", by);
    }

    private static void check(String what, String text) {
        if (text.isBlank() || text.length() > MAX || text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    what + " must have 1 to " + MAX + " printable characters, had " + text.length() + ".");
        }
    }

    /** A message to be sent now, by the library. */
    public static HotelMessage to(TenantId tenant, GuestRef guest, OutboundMessage message) {
        return new HotelMessage(tenant, guest, message, null, null, null, "conserje");
    }

    /** Sent over this line. */
    public HotelMessage over(HotelLine sending) {
        return new HotelMessage(tenant, guest, message, sending, notBefore, key, by);
    }

    /** Not sent before this time. */
    public HotelMessage notBefore(Instant time) {
        return new HotelMessage(tenant, guest, message, line, time, key, by);
    }

    /** Sent once for this key. */
    public HotelMessage once(String idempotencyKey) {
        return new HotelMessage(tenant, guest, message, line, notBefore, idempotencyKey, by);
    }

    /** Sent by this person or program. */
    public HotelMessage by(String sender) {
        return new HotelMessage(tenant, guest, message, line, notBefore, key, sender);
    }

    @Override
    public String toString() {
        return "HotelMessage[" + tenant + ", " + guest + ", " + message + "]";
    }
}
