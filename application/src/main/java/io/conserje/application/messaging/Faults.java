package io.conserje.application.messaging;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Learns how turns end, and decides which failures count no attempt. Thread-safe. */
public interface Faults {

    /** Every failure counts an attempt. */
    Faults ALL_COUNT = new Faults() {

        @Override
        public void handled(Turn turn) {
            // Nothing waits for that.
        }

        @Override
        public Optional<Held> failed(Turn turn, String reason) {
            return Optional.empty();
        }

        @Override
        public Held inactive(Turn turn) {
            return new Held(INACTIVE, LOOK_AGAIN);
        }

        @Override
        public void ended(Turn turn) {
            // Nothing waits for that.
        }
    };

    /** The key of messages whose hotel is not active. */
    String INACTIVE = "tenant_inactive";

    /** A message that was put aside is looked at again after this time, in case that its release was missed. */
    Duration LOOK_AGAIN = Duration.ofMinutes(10);

    /**
     * A message that waits, and counts no attempt.
     *
     * @param key what it waits for; null if it only goes behind the hotel's other guests
     * @param pause after which time it is looked at again
     */
    record Held(@Nullable String key, Duration pause) {}

    /** A message was handled, and that is recorded. */
    void handled(Turn turn);

    /**
     * A message failed with a reason that is retried.
     *
     * @return where it waits without counting an attempt; empty if the attempt counts
     */
    Optional<Held> failed(Turn turn, String reason);

    /** A message cannot be handled, because its hotel is not active. */
    Held inactive(Turn turn);

    /** A turn has ended, however it did. Called once for each turn that was dispatched. */
    void ended(Turn turn);
}
