package io.conserje.application.messaging;

import io.conserje.application.messaging.Turns.Outcome;
import io.conserje.domain.messaging.Reply;
import java.util.List;

/** Ends handled messages of several hotels in one unit of work. Thread-safe. */
@FunctionalInterface
public interface Endings {

    /** A handled message and its replies. */
    record Ending(Turn turn, List<Reply> replies) {
        public Ending {
            replies = List.copyOf(replies);
        }
    }

    /**
     * Ends messages as handled, each as {@link Turns#finish} does. A message whose lease has ended is {@link
     * Outcome#LOST}; the others are recorded.
     *
     * @param endings each of another turn
     * @return the outcome of each, in the same order
     */
    List<Outcome> finish(List<Ending> endings);
}
