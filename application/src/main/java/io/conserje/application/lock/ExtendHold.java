package io.conserje.application.lock;

import io.conserje.application.lock.RoomHolds.Extension;
import io.conserje.domain.lock.HoldTerms;
import io.conserje.domain.lock.RoomHold;

/** Extends holds of rooms, as often as the terms allow. Thread-safe. */
public final class ExtendHold {

    private final RoomHolds holds;
    private final HoldTerms terms;

    public ExtendHold(RoomHolds holds, HoldTerms terms) {
        this.holds = holds;
        this.terms = terms;
    }

    /**
     * Extends a hold by the extension of the terms.
     *
     * @throws io.conserje.application.store.StoreUnavailableException if the store cannot be reached in time. Repeat
     *     the call with the same hold
     */
    public Extension extend(RoomHold hold) {
        return holds.extend(hold, terms);
    }
}
