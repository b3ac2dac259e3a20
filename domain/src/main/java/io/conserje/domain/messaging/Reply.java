package io.conserje.domain.messaging;

/** A message with which a handler answers a guest. */
public record Reply(OutboundMessage message) {

    /**
     * A reply of plain text. Where it is longer than the channel's limit, it is sent as several messages.
     *
     * @throws IllegalArgumentException if the text is blank or longer than {@link OutboundMessage.Text#MAX_CHARACTERS}
     */
    public Reply(String text) {
        this(new OutboundMessage.Text(text));
    }

    /** The words of the message, see {@link OutboundMessage#words}. */
    public String text() {
        return message.words();
    }
}
