package io.conserje.db;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/** Releases the lock of the change sets. */
final class Unlock {

    private final MigrationLock lock;
    private final Patience patience;

    /** @param owner in auto-commit mode */
    Unlock(Connection owner, Patience patience) {
        this.lock = new MigrationLock(owner);
        this.patience = patience;
    }

    Optional<LockHolder> release(boolean force) throws SQLException {
        Optional<LockHolder> holder = lock.holder();
        if (holder.isPresent()) {
            LockHolder other = holder.get();
            if (other.state() != LockHolder.State.GONE && !force) {
                throw new ChangelogException(refusal(other));
            }
            if (other.state() == LockHolder.State.LIVE && other.session() != null) {
                end(other.session());
            }
            free();
        }
        return holder;
    }

    /** Nobody can begin a migration meanwhile. */
    private void free() throws SQLException {
        if (!lock.tryTake()) {
            throw new ChangelogException("Another migration has begun. See who it is: ./conserje db status");
        }
        try {
            lock.clear();
        } finally {
            lock.release();
        }
    }

    private void end(int session) throws SQLException {
        lock.end(session);
        for (int look = 1; lock.isHeldBy(session); look++) {
            if (look > patience.attempts()) {
                throw new ChangelogException("Session " + session + " was told to end, and holds the lock of the change"
                        + " sets after " + patience.poll().multipliedBy(look).toMillis() + " ms. Try again.");
            }
            Patience.sleep(patience.poll());
        }
    }

    private static String refusal(LockHolder other) {
        return other.state() == LockHolder.State.LIVE
                ? "A migration runs: " + other.describe()
                        + ". Wait until it ends. If it hangs, --force ends its session"
                        + " and undoes its last change set."
                : "An older version took the lock and did not say in which session: " + other.describe()
                        + ". It may be one of these: " + String.join("; ", other.suspects())
                        + ". If none of them is a migration, release the lock with --force.";
    }
}
