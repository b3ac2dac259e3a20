package io.conserje.db.transfer;

import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/**
 * Tells whether two sessions are in one database. URLs and system identifiers can mislead: a lock that one session takes
 * and the other cannot have does not.
 */
final class SameDatabase {

    /** Why nothing can be done with such ends. */
    static final String REFUSAL = "--from and --to are the same database.";

    private SameDatabase() {}

    /** @throws TransferRefusedException if they are */
    static void refuse(Session one, Session other) throws SQLException {
        if (isOne(one, other)) {
            throw new TransferRefusedException(List.of(REFUSAL));
        }
    }

    static boolean isOne(Session one, Session other) throws SQLException {
        long key = UUID.randomUUID().getMostSignificantBits();
        one.texts("select pg_advisory_lock(?)", key);
        try {
            boolean isFree = other.isTrue("select pg_try_advisory_lock(?)", key);
            if (isFree) {
                other.texts("select pg_advisory_unlock(?)", key);
            }
            return !isFree;
        } finally {
            one.texts("select pg_advisory_unlock(?)", key);
        }
    }
}
