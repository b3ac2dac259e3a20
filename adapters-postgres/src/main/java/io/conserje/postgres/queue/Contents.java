package io.conserje.postgres.queue;

import io.conserje.domain.messaging.MessageContent;

/** The content of a message in two columns: its type, and its text, which is empty for an attachment. */
final class Contents {

    private static final String TEXT = "text";

    private Contents() {}

    static String type(MessageContent content) {
        return switch (content) {
            case MessageContent.Text text -> TEXT;
            case MessageContent.Attachment attachment -> attachment.type();
        };
    }

    static String body(MessageContent content) {
        return switch (content) {
            case MessageContent.Text text -> text.body();
            case MessageContent.Attachment attachment -> "";
        };
    }

    static MessageContent of(String type, String body) {
        return type.equals(TEXT) ? new MessageContent.Text(body) : new MessageContent.Attachment(type);
    }
}
