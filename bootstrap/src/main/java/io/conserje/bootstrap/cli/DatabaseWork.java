package io.conserje.bootstrap.cli;

import io.conserje.application.dlq.BrowseDeadLetters;
import io.conserje.bootstrap.config.Settings;
import io.conserje.postgres.PostgresAdapters;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that works on the database of its settings, or of a running service. */
abstract class DatabaseWork implements Callable<Integer> {

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
    private EnvironmentOptions options;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
    private CommandSpec spec;

    private final Outside outside;

    DatabaseWork(Outside outside) {
        this.outside = outside;
    }

    @Override
    public final Integer call() throws SQLException {
        Settings settings = options.settingsBesideService(outside);
        Work work = work(settings);
        try (Database database = Database.open(settings, outside)) {
            return work.on(database, spec.commandLine().getOut());
        }
    }

    /** The work on the database, once the command line is read. */
    interface Work {
        int on(Database database, PrintWriter out) throws SQLException;
    }

    /**
     * Reads the command line, before a database is connected to or started.
     *
     * @throws UsageException if it is wrong, or the settings do not allow it
     */
    abstract Work work(Settings settings);

    /** The file of settings; null if none is named. */
    final @Nullable Path envFile() {
        return options.file;
    }

    /** The variables of the environment. */
    final Map<String, String> environment() {
        return outside.environment();
    }

    /** For failures and progress. */
    final PrintWriter err() {
        return spec.commandLine().getErr();
    }

    /** The dead letters of every hotel in the database. */
    final BrowseDeadLetters browsing(Database database) {
        PostgresAdapters stores = database.stores();
        return new BrowseDeadLetters(stores.deadLetters(), stores.directory());
    }
}
