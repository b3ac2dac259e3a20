package io.conserje.application.messaging;

import io.conserje.domain.messaging.InboundMessage;
import io.conserje.domain.messaging.MessageId;
import io.conserje.domain.messaging.Reply;
import io.conserje.domain.tenancy.Tenant;
import java.util.List;
import java.util.Map;

/**
 * Answers guests; the embedder's to implement. Called for one message of a guest at a time and in order, for several
 * guests at once: it must be thread-safe. It is called again for the same message if the process died, or the lease
 * ended, before the answer was recorded, and then with the same memory as the first time.
 */
@FunctionalInterface
public interface MessageHandler {

    /**
     * A message, with whom and what it is about.
     *
     * @param memory what was remembered of this guest when the message's turn came
     */
    record Incoming(Tenant tenant, MessageId id, InboundMessage message, Map<String, String> memory) {
        public Incoming {
            memory = Map.copyOf(memory);
        }
    }

    /**
     * What is to be said and remembered.
     *
     * @param replies in the order in which the guest is to get them; none is an answer too
     * @param memory all that is remembered from now on
     */
    record Answer(List<Reply> replies, Map<String, String> memory) {
        public Answer {
            replies = List.copyOf(replies);
            memory = Map.copyOf(memory);
        }
    }

    /**
     * @throws HandlingException to say how the failure is to be treated; any other exception is retried by the policy
     */
    Answer handle(Incoming incoming);
}
