package io.conserje.application.session;

import io.conserje.application.event.Listener;

/** Receives what happens to guests' sessions. */
public interface SessionListener extends Listener {

    /** Ignores every event. */
    SessionListener NONE = new SessionListener() {};

    /**
     * The session of a guest was read.
     *
     * @param found whether there was one
     */
    default void sessionRead(boolean found) {}

    /**
     * Sessions could not be read in one call, so each is read by itself, which costs more.
     *
     * @param guests how many sessions there are to read
     * @param cause why reading them together failed; its message may quote a guest
     */
    default void sessionsReadOneByOne(int guests, RuntimeException cause) {}

    /**
     * A sweep for expired sessions ended.
     *
     * @param removed how many sessions it removed
     * @param complete false if the store failed before the last expired session was removed; the next sweep continues
     */
    default void sessionsSwept(int removed, boolean complete) {}
}
