package io.conserje.application.lock;

import io.conserje.domain.lock.Claimant;
import io.conserje.domain.lock.HolderRef;
import io.conserje.domain.lock.OwnerToken;
import java.util.UUID;

/** Those who claim in tests. */
public final class Claimants {

    private Claimants() {}

    /** Somebody with a token that nobody else has. */
    public static Claimant named(String holder) {
        return new Claimant(new HolderRef(holder), token());
    }

    public static Claimant anybody() {
        return named("holder-" + UUID.randomUUID());
    }

    public static OwnerToken token() {
        return new OwnerToken(UUID.randomUUID().toString());
    }
}
