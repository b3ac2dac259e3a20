package io.conserje.bootstrap.cli;

import io.conserje.bootstrap.logging.Logging;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command {@code conserje}. */
@Command(
        name = "conserje",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        description = "Answers the messages of hotels' guests, on PostgreSQL and Redis.",
        subcommands = HelpCommand.class,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:success",
            "1:a check failed, or the command could not do its work",
            "2:a wrong option or argument",
            "3:a server cannot be reached"
        },
        footer = {
            "",
            "Settings come from the environment, and from a file: --env-file FILE. Check them with: conserje env check"
        })
public final class Main implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
    private CommandSpec spec;

    /** Reads the version out of the jar. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"conserje " + (version == null ? "(not packaged)" : version)};
        }
    }

    /** Runs a command and ends the process with its exit code. */
    public static void main(String[] args) {
        Logging.begin();
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        int exitCode = commandLine(Outside.real(), out, err).execute(args);
        out.flush();
        err.flush();
        System.exit(exitCode);
    }

    /**
     * The command with its subcommands. Callers may add more.
     *
     * @param outside the surroundings of the commands
     * @param out for results
     * @param err for failures and progress
     */
    public static CommandLine commandLine(Outside outside, PrintWriter out, PrintWriter err) {
        CommandLine main = new CommandLine(new Main());
        main.addSubcommand(new DemoCommand(outside));
        main.addSubcommand(new ServeCommand(outside));
        main.addSubcommand(new CommandLine(new EnvCommand())
                .addSubcommand(new EnvCheck(outside))
                .addSubcommand(new EnvTemplate()));
        main.addSubcommand(new CommandLine(new DbCommand())
                .addSubcommand(new DbMigrate(outside))
                .addSubcommand(new DbStatus(outside))
                .addSubcommand(new DbRollback(outside))
                .addSubcommand(new DbSeed(outside))
                .addSubcommand(new DbUnlock(outside))
                .addSubcommand(new DbProcesses(outside))
                .addSubcommand(new DbVerify(outside))
                .addSubcommand(new DbBackup(outside))
                .addSubcommand(new DbRestore(outside))
                .addSubcommand(new DbBackups(outside))
                .addSubcommand(new DbCompare(outside))
                .addSubcommand(DbTransfer.withSteps(outside))
                .addSubcommand(new DbThaw(outside))
                .addSubcommand(new CommandLine(new DbLogin())
                        .addSubcommand(new DbLogin.Create(outside))
                        .addSubcommand(new DbLogin.Rotate(outside))));
        main.addSubcommand(new CommandLine(new LocksCommand())
                .addSubcommand(new LocksList(outside))
                .addSubcommand(new LocksAudit(outside))
                .addSubcommand(new LocksForget(outside)));
        main.addSubcommand(new CommandLine(new DlqCommand())
                .addSubcommand(new DlqList(outside))
                .addSubcommand(new DlqShow(outside))
                .addSubcommand(new DlqRedrive(outside))
                .addSubcommand(new DlqDiscard(outside)));
        main.addSubcommand(new CommandLine(new RepliesCommand())
                .addSubcommand(new RepliesList(outside))
                .addSubcommand(new RepliesShow(outside))
                .addSubcommand(new RepliesResend(outside))
                .addSubcommand(new RepliesDiscard(outside))
                .addSubcommand(new RepliesLines(outside)));
        main.addSubcommand(new CommandLine(new MessagesCommand())
                .addSubcommand(new MessagesSend(outside))
                .addSubcommand(new MessagesCancel(outside)));
        main.addSubcommand(new CommandLine(new QueueCommand())
                .addSubcommand(new QueueStatus(outside))
                .addSubcommand(new QueueList(outside))
                .addSubcommand(new QueueShow(outside))
                .addSubcommand(new QueueRetry(outside))
                .addSubcommand(new QueueCancel(outside))
                .addSubcommand(new QueuePauses(outside))
                .addSubcommand(new QueuePause(outside))
                .addSubcommand(new QueueResume(outside)));
        main.addSubcommand(new CommandLine(new UnroutedCommand())
                .addSubcommand(new UnroutedList(outside))
                .addSubcommand(new UnroutedShow(outside))
                .addSubcommand(new UnroutedRoute(outside)));
        main.addSubcommand(new CommandLine(new TenantsCommand())
                .addSubcommand(new TenantsList(outside))
                .addSubcommand(new TenantsShow(outside))
                .addSubcommand(new TenantsAdd(outside))
                .addSubcommand(new TenantsChange(outside))
                .addSubcommand(new TenantsAssign(outside))
                .addSubcommand(new TenantsRemove(outside))
                .addSubcommand(new TenantsRate(outside))
                .addSubcommand(new TenantsAudit(outside)));
        // For this command and all below it.
        main.setOut(out);
        main.setErr(err);
        main.registerConverter(UUID.class, Usage::id);
        main.setExecutionExceptionHandler(new Failures());
        main.setCaseInsensitiveEnumValuesAllowed(true);
        main.setUsageHelpAutoWidth(true);
        return main;
    }

    /** Without a subcommand: shows the subcommands. */
    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
