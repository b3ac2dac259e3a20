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
         * Not now; it was not taken.
         *
         * @param notBefore the shortest pause before another try
         */
        record RetryLater(String cause, Duration notBefore) implements Delivery {}

        /**
         * Nobody knows: the channel may have taken it, and said so to nobody. It is sent again, and the guest may have it twice.
         *
         * @param cause no personal data
         */
        record Uncertain(String cause) implements Delivery {}

        /** Never: trying again cannot succeed. */
        record Refused(String cause) implements Delivery {}
    }

    /** Sends one reply, whose lease is renewed meanwhile. Never throws for what the channel answers, or for a channel that does not. */
    Delivery send(OutboundReply reply);
}
