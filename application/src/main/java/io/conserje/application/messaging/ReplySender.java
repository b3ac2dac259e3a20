package io.conserje.application.messaging;

import java.time.Duration;

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
         * The channel refused the reply, and a retry cannot succeed.
         *
         * @param cause no personal data
         */
        record Refused(String cause) implements Delivery {}
    }

    /**
     * Sends one reply. Its lease is renewed meanwhile. An error of the channel, or the lack of an answer, is returned
     * and not thrown.
     */
    Delivery send(OutboundReply reply);
}
