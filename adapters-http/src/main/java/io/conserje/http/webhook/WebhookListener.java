package io.conserje.http.webhook;

import java.util.Locale;

/** Told what became of what a channel delivered, for metrics. Must be thread-safe, quick, and throw nothing. */
@FunctionalInterface
public interface WebhookListener {

    /** Hears nothing. */
    WebhookListener NONE = (result, count) -> {};

    /** What became of it; the {@link #label} is the {@code result} of {@code webhook_messages_total}. */
    enum Result {
        /** Messages made durable. */
        ACCEPTED,
        /** Messages that were accepted before. */
        DUPLICATE,
        /** Messages that are nobody's, or an inactive hotel's. */
        REFUSED,
        /** Messages of a type that nobody can answer, such as reactions. */
        IGNORED_TYPE,
        /** Messages that do not say whom they are from. */
        NO_SENDER,
        /** Messages without what their type must have, or with an id that cannot be one. */
        MALFORMED_MESSAGE,
        /** Reports of what became of our replies. */
        STATUS,
        /** Errors that the channel reports. */
        ERROR,
        /** Deliveries without a signature, or with a wrong one. */
        INVALID_SIGNATURE,
        /** Deliveries that are not {@code application/json}. */
        UNSUPPORTED_MEDIA_TYPE,
        /** Deliveries of more than 3 MiB. */
        TOO_LARGE,
        /** Deliveries that are no JSON, or not of a webhook's shape. */
        MALFORMED,
        /** Deliveries sent back for later: a store cannot be reached, or too many bodies are being read. */
        UNAVAILABLE;

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @param count how many; never 0 */
    void counted(Result result, int count);
}
