package io.conserje.application.receptionist.reading;

import io.conserje.domain.lock.Stay;

/** What a message says about when the guest wants to stay. */
public sealed interface StaySaid {

    /** Why a stay is refused. Each reason has an answer of its own. */
    enum Refusal {
        /** The stay begins before today. */
        PAST,
        /** The stay ends on the day on which it begins, or before. */
        REVERSED,
        /** The stay has more nights than a {@link Stay} may have. */
        TOO_LONG,
        /** The stay begins more than two years from now. */
        TOO_FAR,
        /** The calendar does not have the day, or there are no nights: 31 February, 99/99. */
        IMPOSSIBLE
    }

    /** A stay that the hotel can be asked for. */
    record Dates(Stay stay) implements StaySaid {}

    /**
     * A length without a beginning.
     *
     * @param nights 1 to {@link Stay#MAX_NIGHTS}
     */
    record Nights(int nights) implements StaySaid {}

    /** Dates that are refused. */
    record Refused(Refusal why) implements StaySaid {}

    /** No dates. */
    record Nothing() implements StaySaid {}
}
