package io.conserje.application.outbound;

import io.conserje.domain.session.GuestRef;
import java.io.Serial;
import java.time.Duration;

/** A message was refused, because the guest has not written for too long. The channel would take a template only. */
public final class WindowClosedException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    WindowClosedException(GuestRef guest, Duration window) {
        super("The guest " + guest + " has not written for " + window.toHours() + " hours, so " + guest.channel()
                + " takes a template only. Send one: Template.of(name, language, parameters...)");
    }
}
