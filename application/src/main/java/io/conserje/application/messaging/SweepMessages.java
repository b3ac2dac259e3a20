package io.conserje.application.messaging;

import java.time.Duration;
import java.util.function.IntUnaryOperator;

/** Abandons dead letters without a decision and removes old messages and dead letters. Thread-safe. */
public final class SweepMessages {

    private static final int BATCH = 500;

    /**
     * How long messages and dead letters are kept.
     *
     * @param buried how long a dead letter waits for a decision before it is abandoned, 1 h to 10 years
     * @param settled how long a dead letter is kept after the decision, 1 h to 10 years
     * @param handled how long a handled message is kept, so that a redelivery is recognised; 1 day to 10 years
     * @param raw how long a message is kept as the channel spelled it, 0 to 10 years
     */
    public record RetentionTimes(Duration buried, Duration settled, Duration handled, Duration raw) {

        // Declared first: DEFAULT is checked against it.
        private static final Duration MAX = Duration.ofDays(3653);

        /** 7 days, 30 days, 30 days and 7 days. WhatsApp redelivers for up to 7 days. */
        public static final RetentionTimes DEFAULT =
                new RetentionTimes(Duration.ofDays(7), Duration.ofDays(30), Duration.ofDays(30), Duration.ofDays(7));

        /** @throws IllegalArgumentException if one is out of bounds */
        public RetentionTimes {
            check("A dead letter", buried, Duration.ofHours(1));
            check("A settled dead letter", settled, Duration.ofHours(1));
            check("A handled message", handled, Duration.ofDays(1));
            check("A raw message", raw, Duration.ZERO);
        }

        /** Times with the default for raw messages. */
        public RetentionTimes(Duration buried, Duration settled, Duration handled) {
            this(buried, settled, handled, DEFAULT.raw());
        }

        /** A copy with another time for which a dead letter waits for a decision. */
        public RetentionTimes buriedFor(Duration wanted) {
            return new RetentionTimes(wanted, settled, handled, raw);
        }

        /** A copy with another time for which a message is kept as the channel spelled it. */
        public RetentionTimes rawFor(Duration wanted) {
            return new RetentionTimes(buried, settled, handled, wanted);
        }

        private static void check(String what, Duration kept, Duration min) {
            if (kept.compareTo(min) < 0 || kept.compareTo(MAX) > 0) {
                throw new IllegalArgumentException(
                        what + " must be kept " + min + " to " + MAX + ", was " + kept + ". Example: P7D");
            }
        }
    }

    private final Retention retention;
    private final RetentionTimes retentionTimes;
    private final MessagingListener listener;

    public SweepMessages(Retention retention, RetentionTimes retentionTimes, MessagingListener listener) {
        this.retention = retention;
        this.retentionTimes = retentionTimes;
        this.listener = listener;
    }

    /**
     * Abandons dead letters without a decision until none is left. Several processes may sweep at the same time. An
     * interrupt ends a sweep after its batch; the next one does the rest.
     *
     * @return how many
     * @throws io.conserje.application.store.StoreUnavailableException if the store cannot be reached. What was done
     *     before stays done
     */
    public int abandonLetters() {
        return repeated(max -> {
            int abandoned = retention.abandonLetters(retentionTimes.buried(), max);
            if (abandoned > 0) {
                listener.deadLettersAbandoned(abandoned);
            }
            return abandoned;
        });
    }

    /** Removes settled dead letters, as {@link #abandonLetters} abandons others. */
    public int removeLetters() {
        return repeated(max -> retention.removeLetters(retentionTimes.settled(), max));
    }

    /** Removes handled messages, as {@link #abandonLetters} abandons dead letters. */
    public int removeMessages() {
        return repeated(max -> retention.removeMessages(retentionTimes.handled(), max));
    }

    /** Removes raw messages, as {@link #abandonLetters} abandons dead letters. */
    public int removePayloads() {
        return repeated(max -> retention.removePayloads(retentionTimes.raw(), max));
    }

    /** Removes what is remembered of rates and is of no use any more, as {@link #abandonLetters} abandons dead letters. */
    public int removeRates() {
        return repeated(retention::removeRates);
    }

    private static int repeated(IntUnaryOperator batch) {
        int ended = 0;
        int last;
        do {
            last = batch.applyAsInt(BATCH);
            ended += last;
        } while (last == BATCH && !Thread.currentThread().isInterrupted());
        return ended;
    }
}
