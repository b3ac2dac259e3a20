package io.conserje.application.reply;

import java.util.Locale;

/** What became of a reply. */
public enum ReplyState {
    /** It has not been taken by the channel yet. */
    WAITING,
    /** The channel may have taken it. It is sent again. */
    UNCERTAIN,
    /** The channel took it. */
    SENT,
    /** The channel says that it reached the guest. */
    DELIVERED,
    /** The channel says that the guest read it. */
    READ,
    /** The channel took it and could not deliver it, or sending it was given up. It is a dead letter. */
    FAILED,
    /** The channel refused it. It is a dead letter. */
    REFUSED;

    /** The name in lower case. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
