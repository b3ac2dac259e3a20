package io.conserje.http.webhook;

import io.conserje.domain.messaging.InboundMessage;
import io.conserje.http.webhook.WebhookListener.Result;
import java.util.List;
import java.util.Map;

/**
 * What one delivery held.
 *
 * @param messages those that can be handled, in the order in which they were delivered
 * @param others how many of what else there was: unreadable messages, statuses, errors
 */
record Payload(List<InboundMessage> messages, Map<Result, Integer> others) {

    /** How many messages were delivered that cannot be handled; statuses and errors are no messages. */
    int ignored() {
        return others.getOrDefault(Result.IGNORED_TYPE, 0)
                + others.getOrDefault(Result.NO_SENDER, 0)
                + others.getOrDefault(Result.MALFORMED_MESSAGE, 0);
    }
}
