package io.conserje.application.session;

/** Told what becomes of sessions, for metrics. Must be thread-safe, quick, and throw nothing. */
public interface SessionListener {

    /** Hears nothing. */
    SessionListener NONE = found -> {};

    /** A session was looked for. */
    void looked(boolean found);
}
