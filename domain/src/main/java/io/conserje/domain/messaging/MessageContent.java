package io.conserje.domain.messaging;

/** What a guest sent. */
public sealed interface MessageContent {

    /** The longest text that is kept; what a provider sends beyond it is cut. */
    int MAX_CHARACTERS = 8192;

    /** Words, or the title of a button or list row that the guest chose; at most {@link #MAX_CHARACTERS} long. */
    record Text(String body) implements MessageContent {
        /** @throws IllegalArgumentException if it is longer than {@link MessageContent#MAX_CHARACTERS} */
        public Text {
            if (body.length() > MAX_CHARACTERS) {
                throw new IllegalArgumentException(
                        "A text has at most " + MAX_CHARACTERS + " characters, had " + body.length());
            }
        }

        @Override
        public String toString() {
            return "Text[" + body.length() + " characters]";
        }
    }

    /** Something that is not words: {@code audio}, {@code image}, {@code location} and the like, by the channel's name. */
    record Attachment(String type) implements MessageContent {}
}
