package io.conserje.application.outbound;

import io.conserje.application.messaging.ReplyListener;
import io.conserje.application.outbound.ScheduledMessages.Moving;
import java.time.Duration;

/** Gives the messages of hotels that are due to the replies, and removes old ones. Thread-safe. */
public final class MoveScheduled {

    private static final int BATCH = 200;

    private final ScheduledMessages messages;
    private final Duration age;
    private final ReplyListener listener;

    /** @param age how long messages are kept after they ended */
    public MoveScheduled(ScheduledMessages messages, Duration age, ReplyListener listener) {
        this.messages = messages;
        this.age = age;
        this.listener = listener;
    }

    /** Moves messages until none is due. Several processes may move them at the same time. */
    public void move() {
        Moving last;
        do {
            last = messages.moveDue(BATCH);
            if (last.moved() > 0) {
                listener.messagesDue(last.moved(), last.late());
            }
        } while (last.moved() == BATCH && !Thread.currentThread().isInterrupted());
    }

    /** Removes messages until none is left that is old enough. */
    public void forget() {
        int last;
        do {
            last = messages.forget(age, BATCH);
        } while (last == BATCH && !Thread.currentThread().isInterrupted());
    }
}
