package io.conserje.application.memory;

import io.conserje.application.memory.Lanes.Item;
import io.conserje.application.memory.Lanes.Lane;
import io.conserje.domain.messaging.Coalescing;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Lets the messages of a guest wait for each other, and finds those of one turn. Not thread-safe. */
final class Gathering {

    private final Lanes<MessageEntry> messages;
    private final Coalescing coalescing;

    Gathering(Lanes<MessageEntry> messages, Coalescing coalescing) {
        this.messages = messages;
        this.coalescing = coalescing;
    }

    /** The guest's turn waits for more messages, unless it is due or in hand already. */
    void added(Item<MessageEntry> added, Instant now) {
        List<Item<MessageEntry>> queue = messages.queue(added.lane);
        if (coalescing.isOff() || queue.stream().anyMatch(item -> messages.isLeased(item, now))) {
            return;
        }
        first(queue)
                .filter(first -> first.equals(added) || (isFresh(first) && messages.isPaused(first, now)))
                .ifPresent(first -> first.waitUntil(quietAt(first, now)));
    }

    /** A turn has ended. The guest's next one waits if its latest message has just come. */
    void ended(Lane lane, Instant now) {
        List<Item<MessageEntry>> queue = messages.queue(lane);
        if (coalescing.isOff() || queue.size() > Coalescing.MAX_MESSAGES) {
            return;
        }
        first(queue).filter(Gathering::isFresh).ifPresent(first -> {
            Instant due = quietAt(first, queue.getLast().work.receivedAt);
            if (due.isAfter(now)) {
                first.waitUntil(due);
            }
        });
    }

    /** The messages that are handled together with the one that was claimed. */
    List<Item<MessageEntry>> behind(Item<MessageEntry> first) {
        if (coalescing.isOff() || !isFresh(first)) {
            return List.of();
        }
        List<Item<MessageEntry>> waiting = messages.queue(first.lane).stream()
                .dropWhile(item -> !item.equals(first))
                .takeWhile(Gathering::isFresh)
                .toList();
        int joined = Coalescing.joinable(
                waiting.stream().map(item -> item.work.message).toList());
        return waiting.subList(1, joined);
    }

    private static Optional<Item<MessageEntry>> first(List<Item<MessageEntry>> queue) {
        return queue.stream().filter(item -> !item.isPassed()).findFirst();
    }

    /** A message that has failed, or was redriven, is handled by itself. */
    private static boolean isFresh(Item<MessageEntry> item) {
        return item.failures() == 0 && item.work.redrives == 0;
    }

    private Instant quietAt(Item<MessageEntry> first, Instant latest) {
        Instant quiet = latest.plus(coalescing.pause());
        Instant last = first.work.receivedAt.plus(coalescing.longest());
        return quiet.isBefore(last) ? quiet : last;
    }
}
