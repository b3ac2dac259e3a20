package io.conserje.domain.messaging;

import org.jspecify.annotations.Nullable;

/**
 * What a channel says about a message beside its content. Everything may be unknown. {@code toString} shows nothing of
 * the guest.
 *
 * @param quotedId the channel's id of the message that this one answers
 * @param profileName the name that the guest gave to the channel, at most {@link MessageContent#MAX_LABEL} long like
 *     every other text here
 * @param userName the name by which the channel finds the guest
 * @param product the product that the guest asks about
 * @param referral the advertisement or post from which the guest came
 * @param forwarded whether the guest forwarded the message
 * @param late whether the message came too late to be answered
 */
public record MessageContext(
        @Nullable String quotedId,
        @Nullable String profileName,
        @Nullable String userName,
        @Nullable Product product,
        @Nullable Referral referral,
        boolean forwarded,
        boolean late) {

    /** A message about which nothing is known. */
    public static final MessageContext NONE = new MessageContext(null, null, null, null, null, false);

    /** A product of a catalogue. */
    public record Product(@Nullable String catalog, String id) {
        /** @throws IllegalArgumentException if a text is too long */
        public Product {
            Bounds.text("The id of a catalogue", MessageContent.MAX_LABEL, catalog);
            Bounds.text("The id of a product", MessageContent.MAX_LABEL, id);
        }
    }

    /**
     * An advertisement or a post.
     *
     * @param source the channel's name for its kind, such as {@code ad}
     * @param body at most {@link MessageContent#MAX_CHARACTERS} long
     * @param clickId the channel's id of the click
     */
    public record Referral(
            @Nullable String source,
            @Nullable String id,
            @Nullable String url,
            @Nullable String headline,
            @Nullable String body,
            @Nullable String clickId) {
        /** @throws IllegalArgumentException if a text is too long */
        public Referral {
            Bounds.text("The kind of a referral", MessageContent.MAX_LABEL, source);
            Bounds.text("The id of a referral", MessageContent.MAX_LABEL, id);
            Bounds.text("The URL of a referral", MessageContent.MAX_LABEL, url);
            Bounds.text("The headline of a referral", MessageContent.MAX_LABEL, headline);
            Bounds.text("The text of a referral", MessageContent.MAX_CHARACTERS, body);
            Bounds.text("The click of a referral", MessageContent.MAX_LABEL, clickId);
        }
    }

    /** @throws IllegalArgumentException if a text is too long */
    public MessageContext {
        Bounds.text("The id of a quoted message", MessageContent.MAX_LABEL, quotedId);
        Bounds.text("The name of a guest", MessageContent.MAX_LABEL, profileName);
        Bounds.text("The user name of a guest", MessageContent.MAX_LABEL, userName);
    }

    /** What is known of a message that came in time. */
    public MessageContext(
            @Nullable String quotedId,
            @Nullable String profileName,
            @Nullable String userName,
            @Nullable Product product,
            @Nullable Referral referral,
            boolean forwarded) {
        this(quotedId, profileName, userName, product, referral, forwarded, false);
    }

    /** The same of a message that came too late to be answered. */
    public MessageContext asLate() {
        return new MessageContext(quotedId, profileName, userName, product, referral, forwarded, true);
    }

    @Override
    public String toString() {
        return "MessageContext[]";
    }
}
