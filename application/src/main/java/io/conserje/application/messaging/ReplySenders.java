package io.conserje.application.messaging;

import io.conserje.domain.messaging.ChannelFeatures;
import io.conserje.domain.messaging.HotelLine;
import io.conserje.domain.messaging.ProviderMessageId;
import io.conserje.domain.tenancy.Channel;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Routes each reply to the sender of its channel. A reply on a channel without a sender is refused. Immutable, and as
 * thread-safe as its senders.
 */
public final class ReplySenders implements ReplySender {

    private static final ReplySenders NONE = new ReplySenders(Map.of(), null);

    private final Map<Channel, ReplySender> byChannel;
    private final @Nullable ReplySender otherwise;

    private ReplySenders(Map<Channel, ReplySender> byChannel, @Nullable ReplySender otherwise) {
        this.byChannel = byChannel;
        this.otherwise = otherwise;
    }

    /** No channel has a sender yet. */
    public static ReplySenders none() {
        return NONE;
    }

    /** One sender for every channel. */
    public static ReplySenders all(ReplySender sender) {
        return none().otherwise(sender);
    }

    /** These senders, and this one for every channel without a sender of its own. */
    public ReplySenders otherwise(ReplySender sender) {
        return new ReplySenders(byChannel, sender);
    }

    /** These senders, and this one for the channel. It replaces the channel's former sender. */
    public ReplySenders with(Channel channel, ReplySender sender) {
        Map<Channel, ReplySender> more = new HashMap<>(byChannel);
        more.put(channel, sender);
        return new ReplySenders(Map.copyOf(more), otherwise);
    }

    /** Whether no channel has a sender, so that every reply would be refused. */
    public boolean isEmpty() {
        return byChannel.isEmpty() && otherwise == null;
    }

    private @Nullable ReplySender of(Channel channel) {
        return byChannel.getOrDefault(channel, otherwise);
    }

    @Override
    public ChannelFeatures features(Channel channel) {
        ReplySender sender = of(channel);
        return sender == null ? ChannelFeatures.TEXT : sender.features(channel);
    }

    @Override
    public boolean markRead(HotelLine line, ProviderMessageId message) {
        ReplySender sender = of(line.channel());
        return sender != null && sender.markRead(line, message);
    }

    @Override
    public Delivery send(OutboundReply reply) {
        Channel channel = reply.to().channel();
        ReplySender sender = of(channel);
        return sender == null
                ? new Delivery.Refused(
                        "channel " + channel + " has no sender: add one with sender(Channel, ReplySender)")
                : sender.send(reply);
    }
}
