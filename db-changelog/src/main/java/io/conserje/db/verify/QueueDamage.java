package io.conserje.db.verify;

/**
 * Messages, replies or a dead letter that no process would go on with.
 *
 * @param subject the address of the guest, or the id of the dead letter; {@link #shownSubject} may be printed
 * @param rows how many messages, replies or dead letters are concerned
 */
public record QueueDamage(Kind kind, String tenant, String channel, String subject, long rows) {

    /** What is wrong. */
    public enum Kind {
        /** Pending messages that no queue names: nobody claims them. */
        UNQUEUED("pending messages are in no queue"),
        /** A queue names messages that are missing or over, or names one twice. */
        MISNAMED("messages that its queue names are missing, over, or named twice"),
        /** The queue counts another number of messages in its backlog than there are. */
        MISCOUNTED("messages of its backlog are counted wrongly"),
        /** Pending replies that no claim finds. */
        REPLIES_IN_LIMBO("pending replies are found by no claim"),
        /** A dead letter that waits for a decision, while its message was put back or handled. */
        LETTER_NOT_FAILED("dead letter waits, though its message has not failed");

        private final String problem;

        Kind(String problem) {
            this.problem = problem;
        }

        /** In words, behind the number of rows. */
        public String problem() {
            return problem;
        }
    }

    /** The subject without what names a person. */
    public String shownSubject() {
        return kind == Kind.LETTER_NOT_FAILED ? subject : "***" + subject.substring(Math.max(0, subject.length() - 2));
    }

    @Override
    public String toString() {
        return channel + " " + shownSubject() + " of " + tenant + ": " + rows + " " + kind.problem();
    }
}
