package io.conserje.application.session;

/** Told what becomes of sessions, for metrics and logs. Must be thread-safe, quick, and throw nothing. */
public interface SessionListener {

    /** Hears nothing. */
    SessionListener NONE = found -> {};

    /** A session was looked for. */
    void looked(boolean found);

    /** Sessions that were asked for together could not be read together: each is read by itself, which costs more. */
    default void readApart(int guests, RuntimeException why) {}

    /**
     * A sweep for sessions that had expired ended.
     *
     * @param removed how many it removed
     * @param complete whether it got to the last; if not, the store failed it, and the next one goes on
     */
    default void swept(int removed, boolean complete) {}
}
