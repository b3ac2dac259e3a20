package io.conserje.application.session;

/** Removes expired sessions. Run it regularly. Thread-safe. */
public final class SweepSessions {

    private static final int BATCH = 500;

    private final SessionRetention retention;
    private final SessionListener listener;

    public SweepSessions(SessionRetention retention, SessionListener listener) {
        this.retention = retention;
        this.listener = listener;
    }

    /**
     * Removes all expired sessions, in batches of 500, so that every statement is short. Several processes may sweep at
     * the same time.
     *
     * @throws io.conserje.application.store.StoreUnavailableException if the store cannot be reached. What was removed
     *     before stays removed
     */
    public void sweep() {
        int removed = 0;
        boolean complete = false;
        try {
            int last = BATCH;
            while (last == BATCH) {
                last = retention.removeExpired(BATCH);
                removed += last;
            }
            complete = true;
        } finally {
            listener.sessionsSwept(removed, complete);
        }
    }
}
