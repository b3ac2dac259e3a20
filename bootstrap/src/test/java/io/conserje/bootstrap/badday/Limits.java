package io.conserje.bootstrap.badday;

import io.conserje.application.messaging.ReplyRates;
import io.conserje.application.pause.BreakerRule;
import io.conserje.domain.dlq.Backoff;
import io.conserje.domain.dlq.RetryPolicy;
import io.conserje.postgres.tx.Timeouts;
import java.time.Duration;

/**
 * The durations that a service can set, each divided by the same number. With 1 they are the defaults.
 *
 * @param divisor 1 or more
 */
record Limits(int divisor) {

    /** The places of a process, for messages and for replies. */
    static final int CONCURRENCY = 8;

    Duration seconds(int full) {
        return Duration.ofSeconds(full).dividedBy(divisor);
    }

    Duration lease() {
        return seconds(30);
    }

    Duration handlerTimeout() {
        return seconds(60);
    }

    Duration senderTimeout() {
        return seconds(30);
    }

    Duration drain() {
        return seconds(30);
    }

    /** The longest time for which a held line is left alone. */
    Duration lineProbe() {
        return seconds(60);
    }

    BreakerRule breaker() {
        return new BreakerRule(10, 3, 80, seconds(5));
    }

    ReplyRates replyRates() {
        return new ReplyRates(80, seconds(6), 45);
    }

    Timeouts timeouts() {
        return new Timeouts(seconds(15), seconds(10));
    }

    RetryPolicy retries() {
        return new RetryPolicy(3, new Backoff(seconds(60), seconds(3600), 0.1));
    }

    /** The pause before the last retry, with its jitter. */
    Duration longestRetryPause() {
        return seconds(264);
    }
}
