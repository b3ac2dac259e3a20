package io.conserje.application.messaging;

import java.util.Locale;

/** Why a message is not given to the handler. It is kept as handled, without a reply. */
public enum Unanswered {
    /** It came too late. */
    LATE,
    /** A person at the hotel wrote it to the guest. */
    FROM_HOTEL,
    /** A person at the hotel talks to the guest. */
    WITH_PERSON;

    /** The reason as a label of metrics. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
