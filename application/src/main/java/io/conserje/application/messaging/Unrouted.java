package io.conserje.application.messaging;

import io.conserje.application.tenancy.Actor;
import io.conserje.domain.messaging.HotelLine;
import io.conserje.domain.messaging.InboundMessage;
import io.conserje.domain.messaging.ProviderMessageId;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Messages that no active hotel could take, kept for a time so that an operator can give them to a hotel, and parts of
 * deliveries that could not be read. Their number is bounded. Thread-safe; each call is a unit of work of its own.
 */
public interface Unrouted {

    /** How many messages are kept at most. */
    int MAX = 10_000;

    /** How many messages of one line are kept at most. */
    int MAX_OF_LINE = 2_000;

    /** How many bytes they have at most, all together. */
    long MAX_BYTES = 16L * 1024 * 1024;

    /** How many characters of a part that cannot be read are kept. */
    int MAX_PART = 65_536;

    /**
     * A message that no active hotel could take.
     *
     * @param hotel the hotel of the message, if that is inactive; null if there is none
     */
    record Stray(InboundMessage message, @Nullable TenantId hotel) {}

    /**
     * A part of a delivery that cannot be read: an entry, a change, a message or a report on a reply.
     *
     * @param id the same for the same part of the same delivery
     * @param line the line that it names; null if it names none
     * @param place where it stood, such as {@code entry[0].changes[2].messages[1]}; contains nothing of a guest
     * @param part as the channel spelled it, at most {@link #MAX_PART} characters
     */
    record Unreadable(
            Channel channel, ProviderMessageId id, @Nullable HotelLine line, String place, String part) {
        /** @throws IllegalArgumentException if the part is too long */
        public Unreadable {
            if (part.length() > MAX_PART) {
                throw new IllegalArgumentException(
                        "A part must have at most " + MAX_PART + " characters, had " + part.length());
            }
        }

        @Override
        public String toString() {
            return "Unreadable[" + place + "]";
        }
    }

    /**
     * A part that is kept.
     *
     * @param place where it stood in its delivery
     * @param part as the channel spelled it; may be cut
     */
    record Part(String place, Instant receivedAt, String part) {
        @Override
        public String toString() {
            return "Part[" + place + "]";
        }
    }

    /**
     * What became of messages, or of parts that cannot be read.
     *
     * @param kept how many are kept now
     * @param known how many were kept before
     * @param dropped how many exceed a bound
     */
    record Kept(int kept, int known, int dropped) {}

    /**
     * The messages of one line that wait for a hotel, or its parts that cannot be read.
     *
     * @param line the line; null for those that named none
     * @param hotel the inactive hotel; null if there is none
     * @param unreadable whether these are parts that cannot be read, which no hotel can take
     * @param messages how many there are
     * @param since when the first was received
     * @param until when the last was received
     */
    record Group(
            Channel channel,
            @Nullable HotelLine line,
            @Nullable TenantId hotel,
            boolean unreadable,
            int messages,
            Instant since,
            Instant until) {

        private static final int FIRST = 3;
        private static final int LAST = 4;

        /** A short id, the same for the same line, hotel and readability. */
        public String id() {
            String name = channel + "/" + (line == null ? "" : line.value()) + "/" + (hotel == null ? "" : hotel)
                    + (unreadable ? "/unreadable" : "");
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

    /** Keeps parts that cannot be read in their order, as far as the bounds of messages allow. */
    Kept keepUnreadable(List<Unreadable> parts);

    /**
     * The parts of a group that cannot be read, the oldest first.
     *
     * @param max how many at most, 1 to 1000
     * @return none for a group of messages
     */
    List<Part> parts(Group group, int max);

    /** What is kept, by line, those first that have waited for longest; 1000 at most. */
    List<Group> groups();

    /**
     * Gives messages of a line to a hotel, the oldest first, and no parts that cannot be read. The messages are accepted by
     * the hotel and not kept any more, all or none. A message that the hotel has accepted before is a duplicate there. The
     * change is recorded with its actor.
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
