package io.conserje.application.messaging;

import io.conserje.domain.messaging.InboundMessage;
import io.conserje.domain.messaging.MessageId;
import io.conserje.domain.messaging.ProviderMessageId;
import io.conserje.domain.tenancy.Channel;
import java.util.List;
import java.util.Optional;

/**
 * The accepted messages of one hotel. An accepted message is durable. It is accepted once per channel and provider id,
 * no matter how often or how concurrently it is delivered. Thread-safe, unless it comes from a transaction's scope.
 */
public interface Inbox {

    /** The result of delivering one message. */
    sealed interface Acceptance {
        /** The message is new and will be handled. */
        record Accepted(MessageId id) implements Acceptance {}

        /** The message was accepted before; nothing changed. */
        record Duplicate() implements Acceptance {}
    }

    /** The progress of an accepted message. */
    enum Progress {
        /** It waits for its turn or for a retry, or is being handled. */
        PENDING,
        /** It was handled, and its replies are recorded. */
        HANDLED,
        /** It failed and is a dead letter, in {@code dlq_permanent_failures}. */
        FAILED
    }

    /**
     * Accepts messages, all or none.
     *
     * @param messages the messages, in the order in which they are handled. If two have the same id, the second is a
     *     duplicate
     * @return the result for each, in the same order
     */
    List<Acceptance> accept(List<InboundMessage> messages);

    /** The progress of a message; empty if this hotel did not accept it. */
    Optional<Progress> progressOf(Channel channel, ProviderMessageId id);
}
