package io.conserje.application.session;

/** Forgets guests whose session has expired, and who may never write again; to be run now and then. Thread-safe. */
public final class SweepSessions {

    private static final int BATCH = 500;

    private final SessionRetention retention;
    private final SessionListener listener;

    public SweepSessions(SessionRetention retention, SessionListener listener) {
        this.retention = retention;
        this.listener = listener;
    }

    /**
     * Removes all that have expired, in batches of 500, so that no statement takes long. Several may do so at the same time.
     *
     * @throws io.conserje.application.store.StoreUnavailableException if the store cannot be reached; what was removed stays so
     */
    public void sweep() {
        int removed = 0;
        boolean complete = false;
        try {
            int some = BATCH;
            while (some == BATCH) {
                some = retention.removeExpired(BATCH);
                removed += some;
            }
            complete = true;
        } finally {
            listener.sessionsSwept(removed, complete);
        }
    }
}
