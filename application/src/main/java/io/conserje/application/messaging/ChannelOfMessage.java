package io.conserje.application.messaging;

import io.conserje.domain.messaging.ChannelFeatures;
import io.conserje.domain.messaging.HotelLine;
import io.conserje.domain.messaging.InboundMessage;

/** The channel of one message. */
record ChannelOfMessage(ReplySender channels, InboundMessage message) implements IncomingChannel {

    @Override
    public ChannelFeatures features() {
        return channels.features(message.guest().channel());
    }

    @Override
    public boolean markRead() {
        HotelLine line = message.line();
        return line != null && channels.markRead(line, message.providerId());
    }
}
