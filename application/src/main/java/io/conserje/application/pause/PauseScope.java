package io.conserje.application.pause;

import io.conserje.domain.dlq.Attempt;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.TenantId;
import org.jspecify.annotations.Nullable;

/**
 * The work that a pause is for: what matches every part that is given. Without any part, that is everything.
 *
 * @param tenant the hotel; null for every hotel
 * @param channel the channel; null for every channel
 * @param reason the reason with which messages fail; null for all messages and replies
 */
public record PauseScope(
        @Nullable TenantId tenant,
        @Nullable Channel channel,
        @Nullable String reason) {

    /** All work of all hotels. */
    public static final PauseScope EVERYTHING = new PauseScope(null, null, null);

    /** @throws IllegalArgumentException if no failure can have the reason */
    public PauseScope {
        if (reason != null && !Attempt.isReason(reason)) {
            throw new IllegalArgumentException("A reason has 1 to 60 characters of a-z 0-9 _");
        }
    }

    /** Whether this is all work of all hotels. */
    public boolean isEverything() {
        return equals(EVERYTHING);
    }

    /** Whether work of a hotel on a channel belongs to it, whatever the reason. */
    public boolean covers(TenantId hotel, Channel on) {
        return (tenant == null || tenant.equals(hotel)) && (channel == null || channel.equals(on));
    }

    /** The name of this scope in a store. */
    public String key() {
        return text(tenant) + "/" + text(channel) + "/" + text(reason);
    }

    /** For people, such as "hotel-sur, channel whatsapp". */
    @Override
    public String toString() {
        if (isEverything()) {
            return "everything";
        }
        StringBuilder text = new StringBuilder(tenant == null ? "every hotel" : tenant.value());
        if (channel != null) {
            text.append(", channel ").append(channel);
        }
        if (reason != null) {
            text.append(", reason ").append(reason);
        }
        return text.toString();
    }

    private static String text(@Nullable Object part) {
        return part == null ? "" : part.toString();
    }
}
