package io.conserje.domain.dlq;

import java.util.UUID;

/** The id of a dead letter. It equals the id of its message. */
public record DeadLetterId(UUID value) {

    @Override
    public String toString() {
        return value.toString();
    }
}
