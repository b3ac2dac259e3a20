package io.conserje.domain.messaging;

import io.conserje.domain.session.TurnId;
import java.util.UUID;

/** Our own name of an accepted message. */
public record MessageId(UUID value) {

    /** The change to the guest's session that handling this message makes. */
    public TurnId turn() {
        return new TurnId(value.toString());
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
