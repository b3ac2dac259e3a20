package io.conserje.domain.messaging;

/** The content of a guest's message. */
public sealed interface MessageContent {

    /** The maximum length of a text. Inbound adapters cut longer texts. */
    int MAX_CHARACTERS = 8192;

    /** A text, or the title of the button or list row that the guest chose; at most {@link #MAX_CHARACTERS} long. */
    record Text(String body) implements MessageContent {
        /** @throws IllegalArgumentException if it is longer than {@link MessageContent#MAX_CHARACTERS} */
        public Text {
            if (body.length() > MAX_CHARACTERS) {
                throw new IllegalArgumentException(
                        "A text must have at most " + MAX_CHARACTERS + " characters, had " + body.length());
            }
        }

        @Override
        public String toString() {
            return "Text[" + body.length() + " characters]";
        }
    }

    /**
     * Content other than text.
     *
     * @param type the channel's name for it, such as {@code audio}, {@code image} or {@code location}
     */
    record Attachment(String type) implements MessageContent {}
}
