package io.conserje.domain.dlq;

import java.util.UUID;

/** The name of a dead letter: that of the message which it was. */
public record DeadLetterId(UUID value) {

    @Override
    public String toString() {
        return value.toString();
    }
}
