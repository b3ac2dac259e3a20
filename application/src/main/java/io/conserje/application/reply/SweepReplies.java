package io.conserje.application.reply;

import io.conserje.application.messaging.ReplyListener;
import java.time.Duration;

/** Abandons replies that are dead letters without a decision. Thread-safe. */
public final class SweepReplies {

    private static final int BATCH = 500;

    private final ReplyRecords replies;
    private final Duration age;
    private final ReplyListener listener;

    /** @param age how long a dead letter waits for a decision */
    public SweepReplies(ReplyRecords replies, Duration age, ReplyListener listener) {
        this.replies = replies;
        this.age = age;
        this.listener = listener;
    }

    /** Abandons them until none is left. Several processes may sweep at the same time. */
    public void abandon() {
        int last;
        do {
            last = replies.abandon(age, BATCH);
            if (last > 0) {
                listener.repliesAbandoned(last);
            }
        } while (last == BATCH && !Thread.currentThread().isInterrupted());
    }
}
