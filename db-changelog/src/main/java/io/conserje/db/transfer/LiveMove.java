package io.conserje.db.transfer;

import java.util.Locale;

/**
 * The end of a move of sessions, holds and leases that are kept apart from a database.
 *
 * @param counts those that the source had, without the unfit
 * @param newer how many of these were left out, because the target has something newer
 * @param unfit how many sessions were left out, because PostgreSQL cannot keep their text
 */
public record LiveMove(Kind kind, LiveCounts counts, long newer, long unfit) {

    /** Where they went. */
    public enum Kind {
        /** From Redis, or from tables, into the target's Redis. */
        INTO_REDIS,
        /** From the source's Redis into the target's tables. */
        INTO_TABLES,
        /** Both ends use one Redis, so they stay where they are. */
        SAME_REDIS,
        /** The operator left them behind. */
        DROPPED;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Kind of(String label) {
            return valueOf(label.toUpperCase(Locale.ROOT));
        }
    }

    /** One sentence. */
    public String inWords() {
        String what = counts.inWords();
        String where = switch (kind) {
            case INTO_REDIS -> what + " are in the target's Redis";
            case INTO_TABLES -> what + " are in the target's tables";
            case SAME_REDIS -> "both ends use the same Redis, and nothing in it was touched";
            case DROPPED -> what + " were left behind";
        };
        return where
                + (newer == 0 ? "" : "; not written, because the target has something newer: " + newer)
                + (unfit == 0
                        ? ""
                        : "; left behind, because PostgreSQL cannot keep a character of its text: "
                                + LiveCounts.counted(unfit, "session"));
    }
}
