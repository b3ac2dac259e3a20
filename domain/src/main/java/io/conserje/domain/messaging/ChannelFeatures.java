package io.conserje.domain.messaging;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a channel can show to a guest.
 *
 * @param maxText the longest text of one message, 20 characters or more
 * @param features the kinds of messages that it has beside text
 * @param window how long after a guest's message it takes other messages than templates; null if there is no limit
 */
public record ChannelFeatures(
        int maxText, Set<Feature> features, @Nullable Duration window) {

    /** A kind of message that not every channel has. */
    public enum Feature {
        TEMPLATES,
        BUTTONS,
        LISTS,
        MEDIA,
        REACTIONS
    }

    /** Text only, of up to 4096 characters. */
    public static final ChannelFeatures TEXT = new ChannelFeatures(4096, Set.of());

    /** Every kind of message, and texts of up to 4096 characters. */
    public static final ChannelFeatures ALL = new ChannelFeatures(4096, EnumSet.allOf(Feature.class));

    /** @throws IllegalArgumentException if the longest text has fewer than 20 characters */
    public ChannelFeatures {
        if (maxText < 20) {
            throw new IllegalArgumentException(
                    "A channel takes texts of at least 20 characters, was given " + maxText + ".");
        }
        if (window != null && !window.isPositive()) {
            throw new IllegalArgumentException("A channel's window must be above zero, was " + window + ".");
        }
        features = Set.copyOf(features);
    }

    /** A channel that takes messages at any time. */
    public ChannelFeatures(int maxText, Set<Feature> features) {
        this(maxText, features, null);
    }

    /** With this window. */
    public ChannelFeatures within(Duration time) {
        return new ChannelFeatures(maxText, features, time);
    }

    /** Whether the channel has messages of this kind. */
    public boolean has(Feature feature) {
        return features.contains(feature);
    }

    /**
     * The messages to send on this channel for a message: itself, or its words if the channel has no messages of its
     * kind. Words that are too long for one message become several.
     *
     * @return one or more, in their order
     */
    public List<OutboundMessage> fit(OutboundMessage message) {
        boolean shown = switch (message) {
            case OutboundMessage.Text text -> text.body().length() <= maxText;
            case OutboundMessage.Template template -> has(Feature.TEMPLATES);
            case OutboundMessage.Buttons buttons -> has(Feature.BUTTONS);
            case OutboundMessage.ChoiceList list -> has(Feature.LISTS);
            case OutboundMessage.Media media -> has(Feature.MEDIA);
            case OutboundMessage.Reaction reaction -> has(Feature.REACTIONS);
        };
        return shown
                ? List.of(message)
                : TextParts.of(message.words(), maxText).stream()
                        .<OutboundMessage>map(OutboundMessage.Text::new)
                        .toList();
    }
}
