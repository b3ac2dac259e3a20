package io.conserje.db;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import liquibase.Contexts;
import liquibase.LabelExpression;
import liquibase.Liquibase;
import liquibase.Scope;
import liquibase.UpdateSummaryEnum;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.ChangeSetStatus;
import liquibase.command.CommandScope;
import liquibase.command.core.UpdateSqlCommandStep;
import liquibase.command.core.helpers.DbUrlConnectionArgumentsCommandStep;
import liquibase.database.Database;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.exception.LiquibaseException;
import liquibase.resource.ClassLoaderResourceAccessor;
import liquibase.ui.LoggerUIService;

/**
 * Applies and rolls back the change sets of schema {@code conserje}. Liquibase's own tables are in that schema too,
 * apart from those of a host's Liquibase and outside of {@code public}. Thread-safe. Concurrent updates of one database
 * wait for each other.
 *
 * <p>Use the owner's login on a direct or session-mode connection. A transaction-mode pooler loses the search path that
 * Liquibase sets.
 */
public final class Changelog {

    private static final String FILE = "io/conserje/db/changelog.xml";
    private static final String SCHEMA = "conserje";

    /** Reads from the class path, and needs no closing. */
    private static final ClassLoaderResourceAccessor RESOURCES =
            new ClassLoaderResourceAccessor(Changelog.class.getClassLoader());

    private final DataSource owner;

    /** @param owner connections of the login that owns the schema; not closed here */
    public Changelog(DataSource owner) {
        this.owner = owner;
    }

    /**
     * Applies the change sets that are not applied yet.
     *
     * @return the ids of the change sets applied now, in order; empty if there was nothing to do
     * @throws ChangelogException if the database cannot be reached, or a change set fails
     */
    public List<String> update() {
        return with("apply the change sets", liquibase -> {
            List<String> missing = idsOf(liquibase.listUnrunChangeSets(new Contexts(), new LabelExpression()));
            if (!missing.isEmpty()) {
                liquibase.update(new Contexts(), new LabelExpression());
            }
            return missing;
        });
    }

    /**
     * Writes the SQL that {@link #update} would run. Changes nothing.
     *
     * @throws ChangelogException if the database cannot be reached
     * @throws UncheckedIOException if {@code out} cannot be written
     */
    public void updateSql(Writer out) {
        with("write the change sets as SQL", liquibase -> {
            ByteArrayOutputStream sql = new ByteArrayOutputStream();
            new CommandScope(UpdateSqlCommandStep.COMMAND_NAME[0])
                    .addArgumentValue(DbUrlConnectionArgumentsCommandStep.DATABASE_ARG, liquibase.getDatabase())
                    .addArgumentValue(UpdateSqlCommandStep.CHANGELOG_FILE_ARG, FILE)
                    .setOutput(sql)
                    .execute();
            try {
                out.write(sql.toString(StandardCharsets.UTF_8));
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
            return List.<String>of();
        });
    }

    /**
     * All change sets in order, and whether each is applied to this database.
     *
     * @throws ChangelogException if the database cannot be reached
     */
    public List<ChangeSetState> status() {
        return with("read the state of the change sets", liquibase -> {
            List<ChangeSetState> states = new ArrayList<>();
            for (ChangeSetStatus status : liquibase.getChangeSetStatuses(new Contexts(), new LabelExpression())) {
                Date applied = status.getDateLastExecuted();
                states.add(new ChangeSetState(
                        status.getChangeSet().getId(),
                        status.getPreviouslyRan(),
                        status.getPreviouslyRan() && applied != null ? applied.toInstant() : null));
            }
            return states;
        });
    }

    /**
     * Rolls back the applied change sets after the named one, the last first.
     *
     * @return the ids of the change sets that were rolled back, in that order
     * @throws IllegalArgumentException if there is no such change set; the message lists all ids
     * @throws ChangelogException if the database cannot be reached, or a change set cannot be rolled back
     */
    public List<String> rollbackTo(String id) {
        List<ChangeSetState> states = status();
        List<String> ids = states.stream().map(ChangeSetState::id).toList();
        if (!ids.contains(id)) {
            throw new IllegalArgumentException("There is no change set \"" + id + "\". The change sets are: " + ids);
        }
        return rollback(states.subList(ids.indexOf(id) + 1, states.size()));
    }

    /**
     * Rolls back all applied change sets, the last first. Roles, extensions and the empty schema stay, as others may
     * use them.
     *
     * @return the ids of the change sets that were rolled back, in that order
     * @throws ChangelogException if the database cannot be reached, or a change set cannot be rolled back
     */
    public List<String> rollbackAll() {
        return rollback(status());
    }

    private List<String> rollback(List<ChangeSetState> candidates) {
        List<String> back = candidates.reversed().stream()
                .filter(ChangeSetState::applied)
                .map(ChangeSetState::id)
                .toList();
        return with("roll back the change sets", liquibase -> {
            if (!back.isEmpty()) {
                liquibase.rollback(back.size(), new Contexts(), new LabelExpression());
            }
            return back;
        });
    }

    private interface Work<T> {
        T on(Liquibase liquibase) throws LiquibaseException;
    }

    private <T> T with(String what, Work<T> work) {
        try (Connection connection = owner.getConnection()) {
            createSchema(connection);
            return quietly(() -> {
                Database database =
                        DatabaseFactory.getInstance().findCorrectDatabaseImplementation(new JdbcConnection(connection));
                database.setLiquibaseSchemaName(SCHEMA);
                database.setDefaultSchemaName(SCHEMA);
                Liquibase liquibase = new Liquibase(FILE, RESOURCES, database);
                liquibase.setShowSummary(UpdateSummaryEnum.OFF);
                return work.on(liquibase);
            });
        } catch (SQLException | LiquibaseException failed) {
            throw new ChangelogException("Cannot " + what + ": " + rootMessage(failed), failed);
        }
    }

    private static void createSchema(Connection connection) throws SQLException {
        connection.setAutoCommit(true);
        try (Statement statement = connection.createStatement();
                var found = statement.executeQuery(
                        "select from pg_catalog.pg_namespace where nspname = '" + SCHEMA + "'")) {
            if (!found.next()) {
                statement.execute("create schema if not exists " + SCHEMA);
            }
        }
    }

    /** Keeps Liquibase from writing to the console, which it does by default. */
    private static <T> T quietly(Scope.ScopedRunnerWithReturn<T> work) throws LiquibaseException {
        Map<String, Object> scope = new HashMap<>();
        scope.put(Scope.Attr.ui.name(), new LoggerUIService());
        scope.put(Scope.Attr.resourceAccessor.name(), RESOURCES);
        try {
            return Scope.child(scope, work);
        } catch (LiquibaseException | RuntimeException failed) {
            throw failed;
        } catch (Exception failed) {
            throw new LiquibaseException(failed);
        }
    }

    private static List<String> idsOf(List<ChangeSet> changeSets) {
        return changeSets.stream().map(ChangeSet::getId).toList();
    }

    private static String rootMessage(Throwable failed) {
        Throwable root = failed;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }
}
