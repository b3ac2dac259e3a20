package io.conserje.application.receptionist;

import io.conserje.domain.lock.Stay;

/** What a message says about when the guest wants to stay. */
sealed interface StaySaid {

    /** Why dates that were said cannot be had; each is answered in words of its own. */
    enum Refusal {
        /** The stay begins before today. */
        PAST,
        /** It ends before, or on the day on which, it begins. */
        REVERSED,
        /** It has more nights than a {@link Stay} may have. */
        TOO_LONG,
        /** It begins more than two years from now. */
        TOO_FAR,
        /** No calendar has that day: 31 February, 99/99, no nights. */
        IMPOSSIBLE
    }

    /** A stay that can be asked for. */
    record Dates(Stay stay) implements StaySaid {}

    /**
     * How long, but not from when.
     *
     * @param nights 1 to {@link Stay#MAX_NIGHTS}
     */
    record Nights(int nights) implements StaySaid {}

    /** Dates that cannot be had. */
    record Refused(Refusal why) implements StaySaid {}

    /** No dates. */
    record Nothing() implements StaySaid {}
}
