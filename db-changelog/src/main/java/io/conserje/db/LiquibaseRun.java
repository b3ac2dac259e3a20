package io.conserje.db;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import liquibase.Liquibase;
import liquibase.Scope;
import liquibase.UpdateSummaryEnum;
import liquibase.database.Database;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.exception.LiquibaseException;
import liquibase.resource.ClassLoaderResourceAccessor;
import liquibase.ui.LoggerUIService;

/** Runs Liquibase on a connection, silently and in schema {@code conserje}. */
final class LiquibaseRun {

    static final String SCHEMA = "conserje";

    /** Reads from the class path, and needs no closing. */
    private static final ClassLoaderResourceAccessor RESOURCES =
            new ClassLoaderResourceAccessor(Changelog.class.getClassLoader());

    private LiquibaseRun() {}

    /** Work with Liquibase. */
    interface Work<T> {
        T on(Liquibase liquibase) throws LiquibaseException, SQLException;
    }

    static <T> T on(Connection connection, String file, Work<T> work) throws LiquibaseException, SQLException {
        return on(new JdbcConnection(connection), file, work);
    }

    static <T> T on(JdbcConnection connection, String file, Work<T> work) throws LiquibaseException, SQLException {
        return quietly(() -> {
            Database database = DatabaseFactory.getInstance().findCorrectDatabaseImplementation(connection);
            database.setLiquibaseSchemaName(SCHEMA);
            database.setDefaultSchemaName(SCHEMA);
            Liquibase liquibase = new Liquibase(file, RESOURCES, database);
            liquibase.setShowSummary(UpdateSummaryEnum.OFF);
            return work.on(liquibase);
        });
    }

    /** Keeps Liquibase from writing to the console, and from waiting for its own lock, which Conserje waits for. */
    private static <T> T quietly(Scope.ScopedRunnerWithReturn<T> work) throws LiquibaseException, SQLException {
        Map<String, Object> scope = new HashMap<>();
        scope.put(Scope.Attr.ui.name(), new LoggerUIService());
        scope.put(Scope.Attr.resourceAccessor.name(), RESOURCES);
        scope.put("liquibase.changelogLockWaitTimeInMinutes", 0L);
        scope.put("liquibase.changelogLockPollRate", 1L);
        try {
            return Scope.child(scope, work);
        } catch (LiquibaseException | SQLException | RuntimeException failed) {
            throw failed;
        } catch (Exception failed) {
            throw new LiquibaseException(failed);
        }
    }
}
