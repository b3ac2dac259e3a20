package io.conserje.http.whatsapp.inbound;

import io.conserje.application.messaging.Unrouted.Unreadable;
import io.conserje.application.reply.ReplyStatus;
import io.conserje.domain.messaging.InboundMessage;
import io.conserje.http.WebhookListener.Result;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The content of one delivery.
 *
 * @param messages the messages that can be handled, in the order of delivery
 * @param statuses the reports on replies that can be read
 * @param others the numbers of unreadable parts, statuses and errors
 * @param unreadable the first parts that cannot be read
 * @param ignoredFields the numbers of changes of fields that nothing is read from
 */
record Payload(
        List<InboundMessage> messages,
        List<ReplyStatus> statuses,
        Map<Result, Integer> others,
        List<Unreadable> unreadable,
        Map<String, Integer> ignoredFields) {

    /** The number of messages that are not handled. Statuses and errors are not messages. */
    int ignored() {
        return Stream.of(Result.NO_SENDER, Result.MALFORMED_MESSAGE, Result.GROUP_MESSAGE, Result.OWN_MESSAGE)
                .mapToInt(result -> others.getOrDefault(result, 0))
                .sum();
    }
}
