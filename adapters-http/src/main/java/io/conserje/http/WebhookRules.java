package io.conserje.http;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How deliveries are read.
 *
 * @param keepRaw whether messages are kept as the channel spelled them, beside what is read of them
 * @param maxAge how old a message may be to be answered when it comes; null for any age
 */
public record WebhookRules(boolean keepRaw, @Nullable Duration maxAge) {

    /** How old a message may be by default. */
    public static final Duration MAX_AGE = Duration.ofHours(24);

    /** Messages are kept as the channel spelled them, and are answered for 24 hours. */
    public static final WebhookRules DEFAULT = new WebhookRules(true, MAX_AGE);
}
