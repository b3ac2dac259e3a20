package io.conserje.architecture.violations.application.receptionist;

import io.conserje.architecture.violations.application.memory.Remembering;
import java.util.Optional;

/** Keeps an Optional, knows its store, prints, logs through the JDK and throws the vaguest exception. */
public final class Helpful {

    final Optional<Remembering> store = Optional.empty();

    void fail() {
        System.out.println("failing");
        java.util.logging.Logger.getLogger("helpful").info("failing");
        throw new RuntimeException("something");
    }

    @Deprecated
    void old() {}
}
