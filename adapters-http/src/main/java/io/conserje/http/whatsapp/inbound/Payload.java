package io.conserje.http.whatsapp.inbound;

import io.conserje.application.messaging.Unrouted.Unreadable;
import io.conserje.application.reply.ReplyStatus;
import io.conserje.domain.messaging.InboundMessage;
import io.conserje.http.WebhookListener.Result;
import java.util.List;
import java.util.Map;

/**
 * The content of one delivery.
 *
 * @param messages the messages that can be handled, in the order of delivery
 * @param statuses the reports on replies that can be read
 * @param others the numbers of unreadable parts, statuses and errors
 * @param unreadable the first parts that cannot be read
 */
record Payload(
        List<InboundMessage> messages,
        List<ReplyStatus> statuses,
        Map<Result, Integer> others,
        List<Unreadable> unreadable) {

    /** The number of messages that cannot be handled. Statuses and errors are not messages. */
    int ignored() {
        return others.getOrDefault(Result.NO_SENDER, 0) + others.getOrDefault(Result.MALFORMED_MESSAGE, 0);
    }
}
