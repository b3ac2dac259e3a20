package io.conserje.application.messaging;

import io.conserje.domain.messaging.InboundMessage;
import io.conserje.domain.messaging.MessageId;
import io.conserje.domain.messaging.Reply;
import io.conserje.domain.tenancy.Tenant;
import java.util.List;
import java.util.Map;

/**
 * Answers guests. The embedder implements it. Messages of one guest arrive one at a time and in order; messages of
 * several guests arrive at once, so an implementation must be thread-safe. If the process dies or the lease ends before
 * the answer is recorded, the handler is called again for the same message, with the same memory as before.
 */
@FunctionalInterface
public interface MessageHandler {

    /**
     * A message to answer.
     *
     * @param memory the attributes of the guest's session before this message
     * @param cancellation tells when the answer is not wanted any more
     */
    record Incoming(
            Tenant tenant,
            MessageId id,
            InboundMessage message,
            Map<String, String> memory,
            Cancellation cancellation) {
        public Incoming {
            memory = Map.copyOf(memory);
        }

        /** A message that is never cancelled, for tests of a handler. */
        public Incoming(Tenant tenant, MessageId id, InboundMessage message, Map<String, String> memory) {
            this(tenant, id, message, memory, Cancellation.none());
        }
    }

    /**
     * Replies and the new memory.
     *
     * @param replies in the order in which they are sent; may be empty
     * @param memory the new attributes of the guest's session; they replace the old ones
     */
    record Answer(List<Reply> replies, Map<String, String> memory) {
        public Answer {
            replies = List.copyOf(replies);
            memory = Map.copyOf(memory);
        }
    }

    /**
     * Answers one message, on a thread of its own. If it takes longer than the time limit, the attempt fails with the
     * reason {@code handler_timeout}, the thread is interrupted, and whatever it returns later is ignored. A handler
     * that may take long asks {@link Incoming#cancellation}.
     *
     * @throws HandlingException to decide whether the failure is retried. Any other exception is retried by the policy
     */
    Answer handle(Incoming incoming);
}
