package io.conserje.application.messaging;

import io.conserje.domain.messaging.InboundMessage;
import io.conserje.domain.messaging.MessageId;
import io.conserje.domain.messaging.ProviderMessageId;
import io.conserje.domain.tenancy.Channel;
import java.util.List;
import java.util.Optional;

/**
 * The accepted messages of one hotel. What is accepted is durable, and once per channel and provider id however often
 * and however concurrently it is delivered. Thread-safe, unless it was handed out by a transaction.
 */
public interface Inbox {

    /** What became of one delivered message. */
    sealed interface Acceptance {
        /** It is new, and will be handled. */
        record Accepted(MessageId id) implements Acceptance {}

        /** It was accepted before; nothing changed. */
        record Duplicate() implements Acceptance {}
    }

    /** Where an accepted message is in its life. */
    enum Progress {
        /** Waiting for its turn, in one, or waiting for a retry. */
        PENDING,
        /** Handled, its replies recorded. */
        HANDLED,
        /** Given up after its last retry; it stands in {@code dlq_permanent_failures}. */
        FAILED
    }

    /**
     * Accepts messages, all or none.
     *
     * @param messages in the order in which they are to be handled; the same id twice is one message and a duplicate
     * @return what became of each, in the same order
     */
    List<Acceptance> accept(List<InboundMessage> messages);

    /** Where a message is; empty if this hotel never accepted it. */
    Optional<Progress> progressOf(Channel channel, ProviderMessageId id);
}
