package io.conserje.db;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import liquibase.Contexts;
import liquibase.LabelExpression;
import liquibase.Liquibase;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.ChangeSetStatus;
import liquibase.command.CommandScope;
import liquibase.command.core.UpdateSqlCommandStep;
import liquibase.command.core.helpers.DbUrlConnectionArgumentsCommandStep;
import liquibase.exception.LiquibaseException;
import org.jspecify.annotations.Nullable;

/**
 * Applies and rolls back the change sets of schema {@code conserje}. Liquibase's own tables are in that schema too,
 * apart from those of a host's Liquibase and outside of {@code public}. Thread-safe. Concurrent updates of one database
 * wait for each other, for at most five minutes.
 *
 * <p>Use the owner's login on a direct or session-mode connection. A transaction-mode pooler loses the search path that
 * Liquibase sets.
 */
public final class Changelog {

    private static final String FILE = "io/conserje/db/changelog.xml";

    /** Work before the first change set is applied. */
    public interface Preparation {

        /** Does the work; the lock of the change sets is held meanwhile. */
        void run() throws SQLException;
    }

    private final DataSource owner;
    private final String file;
    private final MigrationListener listener;
    private final Patience patience;

    /** @param owner connections of the login that owns the schema; not closed here */
    public Changelog(DataSource owner) {
        this(owner, MigrationListener.NONE);
    }

    /**
     * Creates one that reports what it does.
     *
     * @param owner connections of the login that owns the schema; not closed here
     */
    public Changelog(DataSource owner, MigrationListener listener) {
        this(owner, FILE, listener, Patience.DEFAULT);
    }

    Changelog(DataSource owner, String file, MigrationListener listener, Patience patience) {
        this.owner = owner;
        this.file = file;
        this.listener = listener;
        this.patience = patience;
    }

    /**
     * Applies the change sets that are not applied yet, on the default terms.
     *
     * @return the ids of the change sets applied now, in order; empty if there was nothing to do
     * @throws ChangelogException as {@link #update(UpdateTerms)} says
     */
    public List<String> update() {
        return update(UpdateTerms.DEFAULT);
    }

    /**
     * Applies the change sets that are not applied yet. A change set waits at most 2 s for the lock of a table, and is
     * tried ten times.
     *
     * @return the ids of the change sets applied now, in order; empty if there was nothing to do
     * @throws ChangelogException if the database cannot be reached, processes are alive that are too old for the change
     *     sets, another migration does not end within five minutes, or a change set fails. Those applied before stay.
     */
    public List<String> update(UpdateTerms terms) {
        return update(terms, () -> {});
    }

    /**
     * Applies the change sets that are not applied yet, after a preparation, such as a backup. The preparation runs if
     * there is something to apply, once no other migration and no process is in the way.
     *
     * @param preparation nothing is applied if it throws
     * @return the ids of the change sets applied now, in order; empty if there was nothing to do
     * @throws ChangelogException as {@link #update(UpdateTerms)} says, or if the preparation fails in the database
     */
    public List<String> update(UpdateTerms terms, Preparation preparation) {
        return locked("apply the change sets", session -> {
            createSchema(session.connection());
            List<ChangeSet> missing = LiquibaseRun.on(
                    session.connection(),
                    file,
                    liquibase -> liquibase.listUnrunChangeSets(new Contexts(), new LabelExpression()));
            if (!missing.isEmpty()) {
                session.endTransaction();
                session.lock().takeRecord(listener, patience);
                new Processes(session.connection()).awaitEnd(missing, terms, listener, patience);
                preparation.run();
                run(session).toEnd(liquibase -> {
                    liquibase.update(new Contexts(), new LabelExpression());
                    return true;
                });
            }
            return ChangeSets.ids(missing);
        });
    }

    /**
     * Writes the SQL that {@link #update} would run. Changes nothing.
     *
     * @throws ChangelogException if the database cannot be reached
     * @throws UncheckedIOException if {@code out} cannot be written
     */
    public void updateSql(Writer out) {
        reading(
                "write the change sets as SQL",
                connection -> LiquibaseRun.on(connection, file, liquibase -> {
                    ByteArrayOutputStream sql = new ByteArrayOutputStream();
                    new CommandScope(UpdateSqlCommandStep.COMMAND_NAME[0])
                            .addArgumentValue(DbUrlConnectionArgumentsCommandStep.DATABASE_ARG, liquibase.getDatabase())
                            .addArgumentValue(UpdateSqlCommandStep.CHANGELOG_FILE_ARG, file)
                            .setOutput(sql)
                            .execute();
                    try {
                        out.write(sql.toString(StandardCharsets.UTF_8));
                    } catch (IOException failed) {
                        throw new UncheckedIOException(failed);
                    }
                    return true;
                }));
    }

    /**
     * All change sets in order, and whether each is applied to this database. Changes nothing.
     *
     * @throws ChangelogException if the database cannot be reached
     */
    public List<ChangeSetState> status() {
        return reading(
                "read the state of the change sets",
                connection -> LiquibaseRun.on(
                        connection,
                        file,
                        liquibase -> hasHistory(connection) ? states(liquibase) : unapplied(liquibase)));
    }

    /**
     * The epoch, lock, processes and last backup of this database. Changes nothing.
     *
     * @throws ChangelogException if the database cannot be reached
     */
    public UpgradeState upgradeState() {
        return reading("read the state of the database", UpgradeStates::read);
    }

    /**
     * The data that {@link #rollbackTo} or {@link #rollbackAll} would delete, as it is now. Changes nothing.
     *
     * @param id the change set to roll back to; null for all
     * @throws IllegalArgumentException if there is no such change set; the message lists all ids
     * @throws ChangelogException if the database cannot be reached
     */
    public List<Loss> lossesOfRollback(@Nullable String id) {
        List<String> back = appliedAfter(id);
        return reading(
                "read what a rollback would delete",
                connection -> LiquibaseRun.on(connection, file, liquibase -> {
                    List<String> statements = new ArrayList<>();
                    liquibase.getDatabaseChangeLog().getChangeSets().stream()
                            .filter(changeSet -> back.contains(changeSet.getId()))
                            .forEach(changeSet -> statements.addAll(ChangeSets.rollbackStatements(changeSet)));
                    return Losses.of(statements, connection);
                }));
    }

    /**
     * The data that {@link #update} would delete, as it is now. Changes nothing.
     *
     * @throws ChangelogException if the database cannot be reached
     */
    public List<Loss> lossesOfUpdate() {
        List<String> missing = status().stream()
                .filter(state -> !state.applied() && state.losesData())
                .map(ChangeSetState::id)
                .toList();
        return reading(
                "read what the change sets would delete",
                connection -> LiquibaseRun.on(connection, file, liquibase -> {
                    List<String> statements = new ArrayList<>();
                    liquibase.getDatabaseChangeLog().getChangeSets().stream()
                            .filter(changeSet -> missing.contains(changeSet.getId()))
                            .forEach(changeSet -> statements.addAll(ChangeSets.statements(changeSet)));
                    return Losses.of(statements, connection);
                }));
    }

    /**
     * Rolls back the applied change sets after the named one, the last first.
     *
     * @return the ids of the change sets that were rolled back, in that order
     * @throws IllegalArgumentException if there is no such change set; the message lists all ids
     * @throws ChangelogException if the database cannot be reached, another migration does not end within five minutes
     *     or has applied more change sets, or a change set cannot be rolled back
     */
    public List<String> rollbackTo(String id) {
        return rollback(id);
    }

    /**
     * Rolls back all applied change sets, the last first. Roles, extensions and the empty schema stay, as others may
     * use them.
     *
     * @return the ids of the change sets that were rolled back, in that order
     * @throws ChangelogException as {@link #rollbackTo} says
     */
    public List<String> rollbackAll() {
        return rollback(null);
    }

    /**
     * Releases the lock of a migration that is gone.
     *
     * @param force also ends the session of a migration that is alive, and releases a lock whose session is unknown
     * @return the former holder; empty if the lock was free
     * @throws ChangelogException if the holder may be alive and {@code force} is false, its session cannot be ended, or
     *     the database cannot be reached
     */
    public Optional<LockHolder> unlock(boolean force) {
        return reading("release the lock", connection -> new Unlock(connection, patience).release(force));
    }

    private List<String> rollback(@Nullable String id) {
        List<String> back = appliedAfter(id);
        if (back.isEmpty()) {
            return back;
        }
        return locked("roll back the change sets", session -> {
            session.endTransaction();
            session.lock().takeRecord(listener, patience);
            run(session).toEnd(liquibase -> {
                liquibase.rollback(stillApplied(liquibase, id, back), new Contexts(), new LabelExpression());
                return true;
            });
            return back;
        });
    }

    /**
     * How many change sets are rolled back now. An attempt that met a lock may have rolled back some already.
     *
     * @param expected what was to be rolled back before this migration had the lock
     */
    private static int stillApplied(Liquibase liquibase, @Nullable String id, List<String> expected)
            throws LiquibaseException {
        List<String> now = appliedAfter(id, states(liquibase));
        List<String> unexpected =
                now.stream().filter(applied -> !expected.contains(applied)).toList();
        if (!unexpected.isEmpty()) {
            throw new ChangelogException("Another migration has just applied " + String.join(", ", unexpected)
                    + ". Nothing was rolled back. Look at ./conserje db status, and try again.");
        }
        return now.size();
    }

    private List<String> appliedAfter(@Nullable String id) {
        return appliedAfter(id, status());
    }

    private static List<String> appliedAfter(@Nullable String id, List<ChangeSetState> states) {
        List<String> ids = states.stream().map(ChangeSetState::id).toList();
        if (id != null && !ids.contains(id)) {
            throw new IllegalArgumentException("There is no change set \"" + id + "\". The change sets are: " + ids);
        }
        return states.subList(id == null ? 0 : ids.indexOf(id) + 1, states.size()).reversed().stream()
                .filter(ChangeSetState::applied)
                .map(ChangeSetState::id)
                .toList();
    }

    private MigrationRun run(MigrationSession session) {
        return new MigrationRun(session, owner, file, listener, patience);
    }

    /** A login without the right to create schemas can own one. */
    private static void createSchema(Connection connection) throws SQLException {
        if (!Sql.isTrue(connection, "select to_regnamespace(?) is not null", LiquibaseRun.SCHEMA)) {
            Sql.change(connection, "create schema " + LiquibaseRun.SCHEMA);
        }
    }

    private static boolean hasHistory(Connection connection) throws SQLException {
        return Sql.exists(connection, "databasechangelog");
    }

    private static List<ChangeSetState> states(Liquibase liquibase) throws LiquibaseException {
        List<ChangeSetState> states = new ArrayList<>();
        for (ChangeSetStatus status : liquibase.getChangeSetStatuses(new Contexts(), new LabelExpression())) {
            Date applied = status.getPreviouslyRan() ? status.getDateLastExecuted() : null;
            states.add(state(status.getChangeSet(), status.getPreviouslyRan(), applied));
        }
        return states;
    }

    private static List<ChangeSetState> unapplied(Liquibase liquibase) throws LiquibaseException {
        return liquibase.getDatabaseChangeLog().getChangeSets().stream()
                .map(changeSet -> state(changeSet, false, null))
                .toList();
    }

    private static ChangeSetState state(ChangeSet changeSet, boolean applied, @Nullable Date at) {
        return new ChangeSetState(
                changeSet.getId(),
                applied,
                at == null ? null : at.toInstant(),
                ChangeSets.kind(changeSet),
                ChangeSets.losesData(changeSet),
                ChangeSets.oldestProcess(changeSet));
    }

    private interface Work<C, T> {
        T on(C connection) throws LiquibaseException, SQLException;
    }

    private <T> T locked(String what, Work<MigrationSession, T> work) {
        try (MigrationSession session = MigrationSession.open(owner, listener, patience)) {
            return work.on(session);
        } catch (SQLException | LiquibaseException failed) {
            throw new ChangelogException("Cannot " + what + ": " + rootMessage(failed), failed);
        }
    }

    private <T> T reading(String what, Work<Connection, T> work) {
        try (Connection connection = owner.getConnection()) {
            connection.setAutoCommit(true);
            return work.on(connection);
        } catch (SQLException | LiquibaseException failed) {
            throw new ChangelogException("Cannot " + what + ": " + rootMessage(failed), failed);
        }
    }

    static String rootMessage(Throwable failed) {
        Throwable root = failed;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }
}
