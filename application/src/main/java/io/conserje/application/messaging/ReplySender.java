package io.conserje.application.messaging;

import java.time.Duration;

/** Sends replies over a channel. Thread-safe. */
public interface ReplySender {

    /** What the channel made of a reply. */
    sealed interface Delivery {
        /**
         * It was taken.
         *
         * @param providerId the channel's name of it
         */
        record Sent(String providerId) implements Delivery {}

        /**
         * Not now.
         *
         * @param notBefore the shortest pause before another try
         */
        record RetryLater(String cause, Duration notBefore) implements Delivery {}

        /** Never: trying again cannot succeed. */
        record Refused(String cause) implements Delivery {}
    }

    /** Sends one reply. Never throws for what the channel answers, or for a channel that does not. */
    Delivery send(OutboundReply reply);
}
