package io.conserje.application.messaging;

import io.conserje.application.messaging.Turns.Outcome;
import io.conserje.domain.messaging.Reply;
import java.util.List;

/** Ends handled messages of several hotels in one unit of work. Thread-safe. */
@FunctionalInterface
public interface Endings {

    /** A message that was handled, and what is to be answered. */
    record Ending(Turn turn, List<Reply> replies) {
        public Ending {
            replies = List.copyOf(replies);
        }
    }

    /**
     * Ends messages as handled, each as {@link Turns#finish} does: whose lease has ended is {@link Outcome#LOST}, and the others
     * are recorded all the same.
     *
     * @param endings of turns that are all different
     * @return what became of each, in the same order
     */
    List<Outcome> finish(List<Ending> endings);
}
