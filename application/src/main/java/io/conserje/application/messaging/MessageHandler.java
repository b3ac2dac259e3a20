package io.conserje.application.messaging;

import io.conserje.domain.messaging.InboundMessage;
import io.conserje.domain.messaging.MessageId;
import io.conserje.domain.messaging.Reply;
import io.conserje.domain.tenancy.Tenant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Answers guests. The embedder implements it. Messages of one guest arrive one at a time and in order, or those that
 * the guest wrote within {@code builder.coalesce(...)} together; messages of several guests arrive at once, so an
 * implementation must be thread-safe. If the process dies or the lease ends before
 * the answer is recorded, the handler is called again for the same message, with the same memory as before.
 */
@FunctionalInterface
public interface MessageHandler {

    /**
     * A message to answer, or several that are answered together.
     *
     * @param id of the first message; the same in each attempt
     * @param messages as the guest wrote them, in their order. There is one, unless {@code builder.coalesce(...)} is
     *     set
     * @param memory the attributes of the guest's session before these messages
     * @param cancellation tells when the answer is not wanted any more
     * @param payload reads the message as the channel spelled it; see {@link #raw}
     * @param channel what the channel of the message can do
     */
    record Incoming(
            Tenant tenant,
            MessageId id,
            List<InboundMessage> messages,
            Map<String, String> memory,
            Cancellation cancellation,
            Supplier<Optional<String>> payload,
            IncomingChannel channel) {

        /** @throws IllegalArgumentException if there is no message */
        public Incoming {
            if (messages.isEmpty()) {
                throw new IllegalArgumentException("A handler is called for one message or more, there was none");
            }
            messages = List.copyOf(messages);
            memory = Map.copyOf(memory);
        }

        /** One message. */
        public Incoming(
                Tenant tenant,
                MessageId id,
                InboundMessage message,
                Map<String, String> memory,
                Cancellation cancellation,
                IncomingChannel channel) {
            this(tenant, id, List.of(message), memory, cancellation, Optional::empty, channel);
        }

        /** A message that is never cancelled, on a channel of texts, for tests of a handler. */
        public Incoming(Tenant tenant, MessageId id, InboundMessage message, Map<String, String> memory) {
            this(tenant, id, message, memory, Cancellation.none(), IncomingChannel.TEXT);
        }

        /**
         * The words of the guest: a text, a caption, the title of what the guest chose, or corrected words. Empty if
         * there are none.
         */
        public String words() {
            return message().content().words();
        }

        /**
         * The message as the channel spelled it, for what {@link #message} does not tell; of several messages, the first
         * one. It is kept for some days and read from the store at each call; empty if it is not kept, or not kept any more.
         *
         * @throws io.conserje.application.store.StoreUnavailableException if the store cannot be reached
         */
        public Optional<String> raw() {
            return payload.get();
        }

        /**
         * Everything that is to be answered, as one message: the only one, or the texts of all, a line each, with the
         * time and the provider's id of the latest one.
         */
        public InboundMessage message() {
            return InboundMessage.joined(messages);
        }
    }

    /**
     * Replies and the new memory.
     *
     * @param replies in the order in which they are sent; may be empty. One that the channel cannot show is sent in its
     *     words, and one that is too long for it in several parts
     * @param memory the new attributes of the guest's session; they replace the old ones
     */
    record Answer(List<Reply> replies, Map<String, String> memory) {
        public Answer {
            replies = List.copyOf(replies);
            memory = Map.copyOf(memory);
        }
    }

    /**
     * Answers one message, or several together, on a thread of its own. If it takes longer than the time limit, the
     * attempt fails with the reason {@code handler_timeout}, the thread is interrupted, and whatever it returns later
     * is ignored. A handler that may take long asks {@link Incoming#cancellation}.
     *
     * @throws HandlingException to decide whether the failure is retried. Any other exception is retried by the policy
     */
    Answer handle(Incoming incoming);
}
