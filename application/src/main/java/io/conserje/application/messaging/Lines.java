package io.conserje.application.messaging;

import io.conserje.application.messaging.Turns.Outcome;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The lines of all hotels that are held until an operator has fixed a cause, and the replies that wait for them. A
 * reply that waits costs claims nothing. Thread-safe; each call is a unit of work of its own.
 *
 * <p>A reply is given with the line that sends it. Without a line it waits for the hotel to get one.
 */
public interface Lines {

    /**
     * Why a line is held.
     *
     * @param cause a description for operators, without personal data; 1 to 500 characters
     * @param window how long after a guest's message the channel takes replies to it; null if there is no limit
     */
    record Hold(Fix fix, String cause, @Nullable Duration window) {}

    /** The result of {@link Lines#park}. */
    enum Parking {
        /** It waits. No attempt is counted. */
        PARKED,
        /** It is to be sent now: to find out whether the line works, or because the line has been freed. */
        SEND,
        /** Its lease has ended; nothing changed. */
        LOST
    }

    /**
     * Holds the line of a reply, and lets the reply wait for it. No attempt is counted.
     *
     * @return {@link Outcome#LOST} if the reply's lease has ended; nothing changed then
     */
    Outcome hold(OutboundReply reply, Hold hold);

    /** Lets a reply wait for its line, if that is held. The guest's later replies wait behind it. */
    Parking park(OutboundReply reply);

    /** The lines that are held, those first that are held for longest; 1000 at most. */
    List<HeldLine> held();

    /**
     * Frees the line of a reply, if it is held. {@link #release} puts the replies back that wait for it.
     *
     * @return whether it was held
     */
    boolean free(OutboundReply reply);

    /**
     * Makes one waiting reply of each line due, the oldest, if the line has not been tried for a while: after 2 s at
     * first, later after half the time for which the line has been held, and after {@code longest} at last.
     *
     * @return how many
     */
    int probe(Duration longest);

    /**
     * Puts replies back that waited for lines which have been freed, the oldest of each line first.
     *
     * @param max how many at most, 1 to 1000
     * @return how many
     */
    int release(int max);

    /**
     * Ends waiting replies as failed with the reason {@code window_closed}, if the window of their guest's last message
     * is over.
     *
     * @param max how many at most, 1 to 1000
     * @return how many
     */
    int expire(int max);
}
