package io.conserje.application.messaging;

import io.conserje.application.tenancy.Actor;
import io.conserje.domain.messaging.HotelLine;
import io.conserje.domain.messaging.InboundMessage;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Messages that no active hotel could take, kept for a time so that an operator can give them to a hotel. Their number
 * is bounded. Thread-safe; each call is a unit of work of its own.
 */
public interface Unrouted {

    /** How many messages are kept at most. */
    int MAX = 10_000;

    /** How many messages of one line are kept at most. */
    int MAX_OF_LINE = 2_000;

    /** How many bytes their texts have at most. */
    long MAX_BYTES = 16L * 1024 * 1024;

    /**
     * A message that no active hotel could take.
     *
     * @param hotel the hotel of the message, if that is inactive; null if there is none
     */
    record Stray(InboundMessage message, @Nullable TenantId hotel) {}

    /**
     * What became of messages.
     *
     * @param kept messages that are kept now
     * @param known messages that were kept before
     * @param dropped messages that exceed a bound
     */
    record Kept(int kept, int known, int dropped) {}

    /**
     * The messages of one line that wait for a hotel.
     *
     * @param line the line; null for messages that named none
     * @param hotel the inactive hotel; null if there is none
     * @param since when the first was received
     * @param until when the last was received
     */
    record Group(
            Channel channel,
            @Nullable HotelLine line,
            @Nullable TenantId hotel,
            int messages,
            Instant since,
            Instant until) {

        private static final int FIRST = 3;
        private static final int LAST = 4;

        /** A short id, the same for the same line and hotel. */
        public String id() {
            String name = channel + "/" + (line == null ? "" : line.value()) + "/" + (hotel == null ? "" : hotel);
            return HexFormat.of().toHexDigits(name.hashCode());
        }

        /** The first and last characters of the line, or "none": enough for those who know it. */
        public String masked() {
            if (line == null) {
                return "none";
            }
            String value = line.value();
            return value.length() < 2 * (FIRST + LAST)
                    ? "…" + value.substring(value.length() / 2)
                    : value.substring(0, FIRST) + "…" + value.substring(value.length() - LAST);
        }
    }

    /** Keeps messages in their order, as far as the bounds allow. */
    Kept keep(List<Stray> strays);

    /** What is kept, by line, those first that have waited for longest; 1000 at most. */
    List<Group> groups();

    /**
     * Gives messages of a line to a hotel, the oldest first: they are accepted by it and not kept any more, all or none.
     * A message that the hotel has accepted before is a duplicate there. The change is recorded with its actor.
     *
     * @param max how many at most, 1 to 1000
     * @return how many are not kept any more
     */
    int route(Group group, TenantId to, Actor actor, int max);

    /**
     * Drops messages that were received {@code age} ago or before.
     *
     * @param max how many at most, 1 to 1000
     * @return how many
     */
    int forget(Duration age, int max);
}
