package io.conserje.http;

/**
 * How deliveries are read.
 *
 * @param keepRaw whether messages are kept as the channel spelled them, beside what is read of them
 */
public record WebhookRules(boolean keepRaw) {

    /** Messages are kept as the channel spelled them. */
    public static final WebhookRules DEFAULT = new WebhookRules(true);
}
