package io.conserje.application.pause;

import io.conserje.domain.dlq.Warrant;
import io.conserje.domain.tenancy.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Pauses and breakers, as all processes see them. A pause or breaker holds for all processes within a second.
 * Thread-safe; each call is a unit of work of its own.
 */
public interface Pauses {

    /** What waits at one moment. */
    record Reading(List<Pause> pauses, List<Breaker> breakers) {

        /** Nothing is paused. */
        public static final Reading NOTHING = new Reading(List.of(), List.of());

        public Reading {
            pauses = List.copyOf(pauses);
            breakers = List.copyOf(breakers);
        }
    }

    /** What happened to a queue, in the history. */
    enum Action {
        PAUSED,
        RESUMED,
        BREAKER_OPENED,
        BREAKER_CLOSED,
        RETRIED,
        CANCELLED
    }

    /**
     * An entry of the history.
     *
     * @param what for people: the scope of a pause, the hotel and reason of a breaker, or a message
     */
    record Event(Instant at, Action action, String what, Warrant warrant) {}

    /** Reads the pauses that have not ended, oldest first, and the open breakers, in one round trip. */
    Reading read();

    /**
     * Pauses work. A pause with the same scope is replaced. What is in hand goes on.
     *
     * @param lasting after which time it ends by itself; null if somebody must resume it
     */
    Pause pause(PauseScope scope, @Nullable Duration lasting, Warrant warrant);

    /**
     * Ends a pause, and makes what waited for it due.
     *
     * @return the pause; empty if there was none with exactly this scope
     */
    Optional<Pause> resume(PauseScope scope, Warrant warrant);

    /** Makes what was put aside with a key due. */
    void free(String key);

    /** Lets the messages of a hotel wait; false if they do already. */
    boolean open(TenantId tenant, String reason, Warrant warrant);

    /** Ends the waiting of a hotel's messages; false if they did not wait. */
    boolean close(TenantId tenant, Warrant warrant);

    /**
     * Asks to try one message of a hotel whose messages wait. The answer is yes for one caller at a time.
     *
     * @param within after this time another caller may try, unless the try is renewed or has ended before
     * @return the number of the try; empty if another one is in progress, the last one ended just now, or the messages
     *     do not wait
     */
    OptionalLong beginProbe(TenantId tenant, Duration within);

    /**
     * Reports that a try goes on.
     *
     * @param within after this time from now another caller may try
     * @return false if another try has begun, or the messages do not wait any more; nothing changed then
     */
    boolean renewProbe(TenantId tenant, long number, Duration within);

    /**
     * Reports that a try has ended without success. If another one has begun, nothing changes.
     *
     * @param next the time until the next try
     */
    void endProbe(TenantId tenant, long number, Duration next);

    /**
     * The latest events, newest first. They are kept for 90 days.
     *
     * @param max how many at most, 1 to 1000
     * @throws IllegalArgumentException if it is out of bounds
     */
    List<Event> history(int max);
}
