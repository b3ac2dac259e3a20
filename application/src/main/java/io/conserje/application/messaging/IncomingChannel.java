package io.conserje.application.messaging;

import io.conserje.domain.messaging.ChannelFeatures;

/** The channel over which a message came, as its handler uses it. Thread-safe. */
public interface IncomingChannel {

    /** A channel of texts, for tests of a handler. */
    IncomingChannel TEXT = with(ChannelFeatures.TEXT);

    /** A channel with these features that shows nobody what was read, for tests of a handler. */
    static IncomingChannel with(ChannelFeatures features) {
        return new IncomingChannel() {
            @Override
            public ChannelFeatures features() {
                return features;
            }

            @Override
            public boolean markRead() {
                return false;
            }
        };
    }

    /** What the channel can show. A reply of another kind is sent in its words. */
    ChannelFeatures features();

    /**
     * Shows the guest that the message was read, if the channel can. It asks the channel once, without a retry, and
     * waits for the answer.
     *
     * @return whether the channel took it
     */
    boolean markRead();
}
