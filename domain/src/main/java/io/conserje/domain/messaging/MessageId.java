package io.conserje.domain.messaging;

import io.conserje.domain.session.TurnId;
import java.util.UUID;

/** The id that this library gives to an accepted message. */
public record MessageId(UUID value) {

    /** The id of the turn in which this message is handled. */
    public TurnId turn() {
        return new TurnId(value.toString());
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
