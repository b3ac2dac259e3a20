package io.conserje.application.messaging;

import io.conserje.domain.dlq.Attempt;
import io.conserje.domain.messaging.ChannelFeatures;
import io.conserje.domain.messaging.HotelLine;
import io.conserje.domain.messaging.ProviderMessageId;
import io.conserje.domain.tenancy.Channel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Sends replies over a channel. Thread-safe. */
public interface ReplySender {

    /** The channel's answer to a reply. */
    sealed interface Delivery {
        /**
         * The channel accepted the reply.
         *
         * @param providerId the channel's id of the sent message
         */
        record Sent(String providerId) implements Delivery {}

        /**
         * The channel did not accept the reply, and a retry may succeed.
         *
         * @param cause no personal data
         * @param notBefore the shortest pause before the retry
         */
        record RetryLater(String cause, Duration notBefore) implements Delivery {}

        /**
         * The channel's answer is unknown. The reply is sent again, and the guest may get it twice.
         *
         * @param cause no personal data
         */
        record Uncertain(String cause) implements Delivery {}

        /**
         * The channel refused the reply, and a retry cannot succeed. It becomes a dead letter.
         *
         * @param reason the kind of refusal: 1 to 60 of {@code a-z 0-9 _}
         * @param cause no personal data
         * @param code the channel's error code, if it gave one
         */
        record Refused(
                String reason, String cause, @Nullable Integer code) implements Delivery {

            /** @throws IllegalArgumentException if the reason is not 1 to 60 of {@code a-z 0-9 _} */
            public Refused {
                Attempt.checkedReason(reason);
            }

            /** With the reason {@code refused}, and without a code. */
            public Refused(String cause) {
                this("refused", cause, null);
            }
        }

        /**
         * The channel did not accept the reply, and accepts none of this line until an operator has fixed the cause. The
         * replies of the line wait, and no attempt is counted. One of them is sent from time to time; when the channel
         * accepts or refuses it, the others follow in order.
         *
         * @param cause what is wrong and what to do; no personal data
         * @param window how long after a guest's message the channel takes replies to it; null if there is no limit.
         *     Replies that wait for longer become dead letters with the reason {@code window_closed}
         */
        record Held(Fix fix, String cause, @Nullable Duration window) implements Delivery {}
    }

    /**
     * Sends one reply. Its lease is renewed meanwhile. An error of the channel, or the lack of an answer, is returned
     * and not thrown.
     */
    Delivery send(OutboundReply reply);

    /**
     * What the channel can show. Default: texts of up to 4096 characters, so that every reply is sent in its words. The
     * answer for a channel should stay the same.
     */
    default ChannelFeatures features(Channel channel) {
        return ChannelFeatures.TEXT;
    }

    /**
     * Shows the guest that a message was read, if the channel can. An error of the channel is returned and not thrown.
     *
     * @param line the line that received the message
     * @return whether the channel took it; false by default
     */
    default boolean markRead(HotelLine line, ProviderMessageId message) {
        return false;
    }
}
