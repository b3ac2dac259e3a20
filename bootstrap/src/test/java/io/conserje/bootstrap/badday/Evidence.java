package io.conserje.bootstrap.badday;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was seen of a day. Times are microseconds since the epoch, by the one clock of this machine.
 *
 * @param told the messages of which the channel was told that the service has them, each guest's in order
 * @param heard the calls of handlers, in the order of time
 * @param got the replies that guests got, in the order of time
 * @param letters the messages that became dead letters, with the reason
 * @param replyLetters the messages whose reply became a dead letter, with the reason
 * @param troubles what went wrong
 */
record Evidence(
        List<Told> told,
        List<Heard> heard,
        List<Got> got,
        Map<Said, String> letters,
        Map<Said, String> replyLetters,
        List<Trouble> troubles) {

    /**
     * A message of a guest.
     *
     * @param place its place among the guest's messages, from 0
     */
    record Said(String guest, int place) {}

    /**
     * A message that a service said it has.
     *
     * @param written when the channel tried to deliver it for the first time
     * @param at when a service said that it has it
     */
    record Told(int hotel, Said what, long written, long at) {}

    /**
     * A call of a handler.
     *
     * @param remembered the place of the message that the guest's session remembered; empty if it remembered none
     */
    record Heard(String process, Said what, String remembered, long at) {}

    /** A reply that a guest got. Its text is the place of the message that it answers. */
    record Got(String process, Said what, long at) {}

    /**
     * What went wrong for a while.
     *
     * @param hotel the only hotel that it concerned; null if it concerned all
     * @param process the process that died; null if none did
     * @param lasting how many microseconds its effects may last after its end
     */
    record Trouble(
            Kind kind, @Nullable Integer hotel, @Nullable String process, long from, long to, long lasting) {

        boolean concerns(int one) {
            return hotel == null || hotel == one;
        }

        /** Whether it can have delayed something in this time. */
        boolean overlaps(long begin, long end) {
            return begin <= to + lasting && end >= from;
        }

        long longest() {
            return to + lasting - from;
        }
    }

    /** A kind of trouble. */
    enum Kind {
        PMS,
        FLOOD,
        KILL,
        DATABASE,
        LOCK,
        TOKEN
    }
}
