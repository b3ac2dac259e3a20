package io.conserje.application.messaging;

import java.time.Duration;
import java.util.function.IntUnaryOperator;

/** Keeps the store of messages from growing for ever: gives up old letters, removes what is long over. Thread-safe. */
public final class SweepMessages {

    private static final int BATCH = 500;

    /**
     * How long things are kept.
     *
     * @param buried how long a letter waits for a decision, 1 h to 10 years
     * @param settled how long a settled letter can be looked at, 1 h to 10 years
     * @param handled how long a handled message is remembered, and so its redelivery known as one; 1 day to 10 years
     */
    public record RetentionTimes(Duration buried, Duration settled, Duration handled) {

        // First: the constant below is checked against it.
        private static final Duration MAX = Duration.ofDays(3653);

        /** 7 days, 30 days, 30 days. WhatsApp redelivers for up to 7. */
        public static final RetentionTimes DEFAULT =
                new RetentionTimes(Duration.ofDays(7), Duration.ofDays(30), Duration.ofDays(30));

        /** @throws IllegalArgumentException if one is out of bounds */
        public RetentionTimes {
            check("A buried letter", buried, Duration.ofHours(1));
            check("A settled letter", settled, Duration.ofHours(1));
            check("A handled message", handled, Duration.ofDays(1));
        }

        /** The same, but for how long a letter waits for a decision. */
        public RetentionTimes buriedFor(Duration wanted) {
            return new RetentionTimes(wanted, settled, handled);
        }

        private static void check(String what, Duration kept, Duration least) {
            if (kept.compareTo(least) < 0 || kept.compareTo(MAX) > 0) {
                throw new IllegalArgumentException(
                        what + " is kept " + least + " to " + MAX + ", not " + kept + ". Example: P7D");
            }
        }
    }

    /** What one sweep ended. */
    public record Swept(int abandoned, int letters, int messages) {}

    private final Retention retention;
    private final RetentionTimes retentionTimes;
    private final int batches;
    private final MessagingListener listener;

    /** @param batches how many batches of 500 one sweep does of each kind at most; the rest is the next one's */
    public SweepMessages(Retention retention, RetentionTimes retentionTimes, int batches, MessagingListener listener) {
        this.retention = retention;
        this.retentionTimes = retentionTimes;
        this.batches = batches;
        this.listener = listener;
    }

    /**
     * Sweeps once. Several may do so at the same time.
     *
     * @throws io.conserje.application.store.StoreUnavailableException if the store cannot be reached; what was ended stays so
     */
    public Swept sweep() {
        Swept swept = new Swept(
                repeated(most -> retention.abandonLetters(retentionTimes.buried(), most)),
                repeated(most -> retention.removeLetters(retentionTimes.settled(), most)),
                repeated(most -> retention.removeMessages(retentionTimes.handled(), most)));
        if (swept.abandoned() > 0) {
            listener.deadLettersAbandoned(swept.abandoned());
        }
        return swept;
    }

    private int repeated(IntUnaryOperator batch) {
        int ended = 0;
        for (int i = 0; i < batches; i++) {
            int some = batch.applyAsInt(BATCH);
            ended += some;
            if (some < BATCH) {
                return ended;
            }
        }
        return ended;
    }
}
