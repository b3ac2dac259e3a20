package io.conserje.db.transfer;

import org.jspecify.annotations.Nullable;

/**
 * Where the services of both ends keep sessions, holds and leases.
 *
 * @param from the source's store; null if these are in the source's tables
 * @param to the target's store; null likewise
 * @param drop whether the target begins without them, and with their fences only
 */
public record LiveStores(@Nullable LiveStore from, @Nullable LiveStore to, boolean drop) {

    /** Both sides keep everything in their tables, or nobody said otherwise. */
    public static final LiveStores NONE = new LiveStores(null, null, false);

    boolean isNamed() {
        return from != null || to != null;
    }
}
