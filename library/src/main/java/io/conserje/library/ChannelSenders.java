package io.conserje.library;

import io.conserje.application.messaging.OutboundReply;
import io.conserje.application.messaging.ReplySender;
import io.conserje.domain.tenancy.Channel;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sends each reply by the sender of its channel. Thread-safe. */
final class ChannelSenders implements ReplySender {

    private final Map<Channel, ReplySender> senders;
    private final @Nullable ReplySender others;

    /** @param others sends the replies of channels without a sender; null to refuse them */
    ChannelSenders(Map<Channel, ReplySender> senders, @Nullable ReplySender others) {
        this.senders = Map.copyOf(senders);
        this.others = others;
    }

    @Override
    public Delivery send(OutboundReply reply) {
        Channel channel = reply.to().channel();
        ReplySender sender = senders.getOrDefault(channel, others);
        return sender == null ? new Delivery.Refused("No sender for the channel " + channel) : sender.send(reply);
    }
}
