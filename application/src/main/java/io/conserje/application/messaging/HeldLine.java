package io.conserje.application.messaging;

import io.conserje.domain.messaging.HotelLine;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.TenantId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A line of a hotel that sends nothing until an operator has fixed the cause.
 *
 * @param line null if the hotel has no line on the channel
 * @param cause a description for operators, without personal data
 */
public record HeldLine(
        TenantId tenant, Channel channel, @Nullable HotelLine line, Fix fix, String cause, Instant since) {

    private static final int SHOWN = 4;

    /** The line as it may be shown to everybody: its last characters, or "none". */
    public String masked() {
        if (line == null) {
            return "none";
        }
        String value = line.value();
        return "…" + value.substring(Math.max(value.length() - SHOWN, value.length() / 2));
    }
}
