package io.conserje.db;

import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import liquibase.change.Change;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.ChangeSet.ExecType;
import liquibase.changelog.ChangeSet.RunStatus;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.changelog.visitor.AbstractChangeExecListener;
import liquibase.database.Database;
import liquibase.exception.LiquibaseException;
import liquibase.exception.UnexpectedLiquibaseException;
import org.jspecify.annotations.Nullable;

/**
 * Applies change sets or rolls them back. A change set waits only a moment for the lock on a table, because everybody
 * else queues behind it. Without the lock it is rolled back, and tried again after a pause. Not thread-safe.
 */
final class MigrationRun {

    /** The lock was not granted in time; a deadlock. */
    private static final Set<String> BLOCKED = Set.of("55P03", "40P01");

    private final MigrationSession session;
    private final DataSource owner;
    private final String file;
    private final MigrationListener listener;
    private final Patience patience;
    private String current = "";
    private String blocked = "";
    private int attempt;
    private @Nullable Blockers blockers;

    /** @param owner for a second session, which sees what the first one waits for */
    MigrationRun(
            MigrationSession session, DataSource owner, String file, MigrationListener listener, Patience patience) {
        this.session = session;
        this.owner = owner;
        this.file = file;
        this.listener = listener;
        this.patience = patience;
    }

    /**
     * Runs work to its end.
     *
     * @throws ChangelogException if a change set fails, or did not get a lock in any of the attempts; the message names
     *     the change set and the sessions that were in its way
     */
    void toEnd(LiquibaseRun.Work<?> work) throws LiquibaseException, SQLException {
        try {
            while (!once(work)) {
                Patience.sleep(patience.after(attempt));
            }
        } finally {
            if (blockers != null) {
                blockers.close();
            }
        }
    }

    private boolean once(LiquibaseRun.Work<?> work) throws LiquibaseException, SQLException {
        MigrationConnection connection = new MigrationConnection(session.connection(), session.lock());
        current = "";
        try {
            LiquibaseRun.on(connection, file, liquibase -> {
                liquibase.setChangeExecListener(new Following(connection));
                return work.on(liquibase);
            });
            return true;
        } catch (LiquibaseException failed) {
            if (current.isEmpty()) {
                throw failed;
            }
            if (!isBlocked(failed)) {
                throw new ChangelogException(
                        "Change set " + current + " failed and was undone. Those before it stay. The cause: "
                                + Changelog.rootMessage(failed),
                        failed);
            }
            again(failed);
            return false;
        }
    }

    private void again(LiquibaseException failed) throws SQLException {
        attempt = current.equals(blocked) ? attempt + 1 : 1;
        blocked = current;
        List<String> by = blockers == null ? List.of() : blockers.seen();
        if (attempt >= patience.attempts()) {
            throw new ChangelogException(refusal(by), failed);
        }
        listener.blocked(current, attempt, patience.attempts(), by);
        if (blockers == null) {
            blockers = Blockers.of(owner, session.number());
        }
    }

    private String refusal(List<String> by) {
        return "Change set " + current + " did not get the lock of a table in " + patience.attempts() + " attempts of "
                + patience.table().toMillis() + " ms, and was undone. Those before it stay. In its way: "
                + (by.isEmpty() ? "unknown sessions" : String.join("; ", by))
                + ". Wait until that ends, or end it with: select pg_terminate_backend(SESSION). Then try again.";
    }

    private static boolean isBlocked(Throwable failed) {
        for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && BLOCKED.contains(String.valueOf(sql.getSQLState()))) {
                return true;
            }
        }
        return false;
    }

    /** Follows Liquibase from change set to change set. */
    private final class Following extends AbstractChangeExecListener {

        private final MigrationConnection connection;

        Following(MigrationConnection connection) {
            this.connection = connection;
        }

        @Override
        public void willRun(ChangeSet changeSet, DatabaseChangeLog all, Database database, RunStatus status) {
            if (!changeSet.getId().equals(blocked)) {
                listener.applying(changeSet.getId());
            }
            current = changeSet.getId();
        }

        @Override
        public void ran(ChangeSet changeSet, DatabaseChangeLog all, Database database, ExecType type) {
            current = "";
            listener.applied(changeSet.getId());
        }

        @Override
        public void willRollback(ChangeSet changeSet, DatabaseChangeLog all, Database database) {
            current = changeSet.getId();
        }

        @Override
        public void rolledBack(ChangeSet changeSet, DatabaseChangeLog all, Database database) {
            current = "";
        }

        /** Outside of a transaction only indexes are built and dropped, behind which nobody queues. */
        @Override
        public void willRun(Change change, ChangeSet changeSet, DatabaseChangeLog all, Database database) {
            if (changeSet.isRunInTransaction()) {
                limitWaits();
            }
        }

        @Override
        public void ran(Change change, ChangeSet changeSet, DatabaseChangeLog all, Database database) {
            if (changeSet.isRunInTransaction()) {
                connection.nextCommitWaitsForRecord();
            }
        }

        private void limitWaits() {
            try {
                Sql.change(
                        session.connection(),
                        "select set_config('lock_timeout', ?, true)",
                        patience.table().toMillis() + "ms");
            } catch (SQLException failed) {
                throw new UnexpectedLiquibaseException(failed);
            }
        }
    }
}
