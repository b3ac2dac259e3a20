package io.conserje.http;

import java.util.Locale;

/** Receives the results of deliveries, for metrics. Must be thread-safe and quick, and must not throw. */
@FunctionalInterface
public interface WebhookListener {

    /** Ignores every result. */
    WebhookListener NONE = (result, count) -> {};

    /** The result of a message or a delivery. {@link #label} is the label of {@code webhook_messages_total}. */
    enum Result {
        /** Messages made durable. */
        ACCEPTED,
        /** Messages that were accepted before. */
        DUPLICATE,
        /** Messages that belong to no hotel or to an inactive one. */
        REFUSED,
        /** Messages without a sender. */
        NO_SENDER,
        /** Messages in a group, which are nobody's private word. */
        GROUP_MESSAGE,
        /** Messages that the hotel's own number sent. */
        OWN_MESSAGE,
        /** Messages that lack a part that their type requires, or have an impossible id. */
        MALFORMED_MESSAGE,
        /** Other parts of a delivery that cannot be read: entries, changes, reports. */
        UNREADABLE_PART,
        /** Reports about our replies. */
        STATUS,
        /** Errors that the channel reports. */
        ERROR,
        /** Deliveries whose signature is missing or wrong. */
        INVALID_SIGNATURE,
        /** Deliveries that are not {@code application/json}. */
        UNSUPPORTED_MEDIA_TYPE,
        /** Deliveries of more than 3 MiB. */
        TOO_LARGE,
        /** Deliveries that are no JSON object. */
        MALFORMED,
        /** Deliveries refused for now: a store cannot be reached, or too many bodies are being read. */
        UNAVAILABLE;

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @param count how many, at least 1 */
    void counted(Result result, int count);

    /**
     * Changes of a field that nothing is read from, such as {@code history}.
     *
     * @param field the channel's name of the field, one of a fixed list, or {@code other}
     * @param count how many, at least 1
     */
    default void fieldIgnored(String field, int count) {}
}
