package io.conserje.application.waiting;

import io.conserje.domain.dlq.FailedAttempt;
import io.conserje.domain.dlq.Warrant;
import io.conserje.domain.messaging.MessageId;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.TenantId;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The messages that wait, for operators: to see them, to hurry one, or to cancel one. Thread-safe; each call is a unit of
 * work of its own.
 */
public interface WaitingMessages {

    /** The most messages on a page. */
    int MAX = 500;

    /**
     * A position in the list: behind this message.
     *
     * @param dueAt see {@link WaitingMessage#dueAt}
     */
    record Place(TenantId tenant, Instant dueAt, MessageId id) {

        private static final Pattern WRITTEN = Pattern.compile("([a-z0-9_-]{2,50})/([0-9T:.-]+Z)/([0-9a-f-]{36})");

        /** The position behind a message. */
        public static Place behind(WaitingMessage message) {
            return new Place(message.tenant(), message.dueAt(), message.id());
        }

        /**
         * Parses the result of {@link #toString}.
         *
         * @throws IllegalArgumentException if the text is not such a result
         */
        public static Place parse(String text) {
            Matcher written = WRITTEN.matcher(text);
            try {
                if (written.matches()) {
                    return new Place(
                            new TenantId(written.group(1)),
                            Instant.parse(written.group(2)),
                            new MessageId(UUID.fromString(written.group(3))));
                }
            } catch (DateTimeException | IllegalArgumentException malformed) {
                // Reported below, as for any other malformed text.
            }
            throw new IllegalArgumentException("`after` must be the `next` value of the previous page.");
        }

        @Override
        public String toString() {
            return tenant + "/" + dueAt + "/" + id;
        }
    }

    /**
     * A message and its failed attempts.
     *
     * @param attempts oldest first
     */
    record Detail(WaitingMessage message, List<FailedAttempt> attempts) {
        public Detail {
            attempts = List.copyOf(attempts);
        }
    }

    /** The result of a decision about one message. */
    enum Outcome {
        /** It was made. */
        DONE,
        /** A worker has the guest; nothing changed. */
        IN_HAND,
        /** No such message waits at that hotel; nothing changed. */
        ABSENT
    }

    /**
     * Lists the next message of each guest: by hotel, and within a hotel the one first that has been due for longest.
     *
     * @param tenant only this hotel; null for every hotel
     * @param channel only this channel; null for every channel
     * @param behind where the page begins; null for the first page
     * @param max how many at most, 1 to {@link #MAX}
     * @throws IllegalArgumentException if it is out of bounds
     */
    List<WaitingMessage> list(@Nullable TenantId tenant, @Nullable Channel channel, @Nullable Place behind, int max);

    /** A message that waits at a hotel. */
    Optional<Detail> find(TenantId tenant, MessageId id);

    /** Makes a message due now, without a further attempt. Earlier messages of its guest still go first. */
    Outcome retry(TenantId tenant, MessageId id, Warrant warrant);

    /**
     * Cancels a message: it is never handled, and becomes a dead letter with the reason {@code cancelled} that is
     * discarded already.
     */
    Outcome cancel(TenantId tenant, MessageId id, Warrant warrant);
}
