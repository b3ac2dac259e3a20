package io.conserje.application.lock;

import io.conserje.application.lock.RoomHolds.Extension;
import io.conserje.domain.lock.HoldTerms;
import io.conserje.domain.lock.RoomHold;

/** Keeps a room for longer, as often as the terms allow. Thread-safe. */
public final class ExtendHold {

    private final RoomHolds holds;
    private final HoldTerms terms;

    public ExtendHold(RoomHolds holds, HoldTerms terms) {
        this.holds = holds;
        this.terms = terms;
    }

    /**
     * Lets a hold end later, by the terms' extension.
     *
     * @throws io.conserje.application.store.StoreUnavailableException if the store cannot be reached in time; repeat it with
     *     the same value
     */
    public Extension extend(RoomHold hold) {
        return holds.extend(hold, terms);
    }
}
