package io.conserje.architecture.violations.domain.tenancy;

import java.time.Instant;
import java.util.UUID;
import java.util.function.Supplier;

/** Asks the ambient sources, by call and by reference. */
final class Restless {

    private Restless() {}

    static Instant called() {
        return Instant.now();
    }

    static Supplier<UUID> referenced() {
        return UUID::randomUUID;
    }

    static String configured() {
        return System.getProperty("user.home", "");
    }
}
