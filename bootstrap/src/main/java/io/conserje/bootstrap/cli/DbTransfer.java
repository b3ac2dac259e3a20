package io.conserje.bootstrap.cli;

import io.conserje.bootstrap.config.DatabaseUrl.Target;
import io.conserje.db.transfer.Comparison;
import io.conserje.db.transfer.Comparison.TableComparison;
import io.conserje.db.transfer.TransferDatabases;
import io.conserje.db.transfer.TransferListener;
import io.conserje.db.transfer.TransferPlan;
import io.conserje.db.transfer.TransferPlan.TableSize;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.Callable;
import javax.sql.DataSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code conserje db transfer}: the group, of which each command is one step or all of them. */
@Command(
        name = "transfer",
        mixinStandardHelpOptions = true,
        description = {
            "Move all hotels from one database to another, and prove that both hold the same rows.",
            "Writes to the source stop while it runs, and stay stopped when it has finished: switch POSTGRES_URL then. Both"
                    + " logins own the schema and are superuser or BYPASSRLS, such as the owner postgres."
        },
        footer = {
            "",
            "Example: conserje db transfer plan  --from env:LOCAL_URL --to env:SUPABASE_URL",
            "         conserje db transfer run   --from env:LOCAL_URL --to env:SUPABASE_URL",
            "         conserje db transfer run   --from env:LOCAL_URL --to env:SUPABASE_URL --resume",
            "         conserje db transfer abort --from env:LOCAL_URL --to env:SUPABASE_URL"
        })
final class DbTransfer extends Group {

    /** What the steps share. */
    abstract static class Step implements Callable<Integer> {

        @Mixin
        @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
        private TwoDatabases databases;

        @Spec
        @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
        private CommandSpec spec;

        private final Outside outside;

        Step(Outside outside) {
            this.outside = outside;
        }

        @Override
        public final Integer call() throws SQLException {
            DatabaseEnd from = inSession("--from", databases.from(outside));
            DatabaseEnd to = inSession("--to", databases.to(outside));
            PrintWriter out = spec.commandLine().getOut();
            return on(from.connections(), to.connections(), out);
        }

        /** A transfer sets up its sessions, and a pooler in transaction mode has none. */
        private static DatabaseEnd inSession(String option, DatabaseEnd end) {
            if (end.url().target() == Target.SUPABASE_TRANSACTION_POOLER) {
                throw new UsageException(option + ": port 6543 is a pooler in transaction mode, which keeps no session."
                        + " Give the direct host, or the pooler's port 5432.");
            }
            return end;
        }

        abstract int on(DataSource from, DataSource to, PrintWriter out) throws SQLException;
    }

    /** {@code conserje db transfer plan}. */
    @Command(
            name = "plan",
            mixinStandardHelpOptions = true,
            description = "Show what would be moved, and every reason why it cannot be. Nothing is changed.")
    static final class Plan extends Step {

        /** What a copy with its comparison reaches on two cores; a slow network takes longer. */
        private static final long ROWS_PER_SECOND = 50_000;

        Plan(Outside outside) {
            super(outside);
        }

        @Override
        int on(DataSource from, DataSource to, PrintWriter out) throws SQLException {
            TransferPlan plan = new TransferDatabases(from, to, UUID::randomUUID, new TransferListener() {}).plan();
            plan.tables().forEach(table -> out.println(line(table)));
            if (plan.refusals().isEmpty()) {
                out.println(plan.rows() + " rows, " + megabytes(plan.bytes()) + " with indexes, about "
                        + Math.max(1, plan.rows() / ROWS_PER_SECOND) + " s without writes. The target needs "
                        + megabytes(plan.bytes() * 3 / 2) + " of free disk.");
                return ExitCode.OK;
            }
            out.println("The transfer cannot begin:");
            plan.refusals().forEach(refusal -> out.println("  " + refusal));
            return ExitCode.CHECK_FAILED;
        }

        private static String line(TableSize table) {
            return String.format(
                    Locale.ROOT, "%-26s %12d rows %12s", table.table(), table.rows(), megabytes(table.bytes()));
        }

        private static String megabytes(long bytes) {
            return (bytes + 1_048_575) / 1_048_576 + " MB";
        }
    }

    /** {@code conserje db transfer run}. */
    @Command(
            name = "run",
            mixinStandardHelpOptions = true,
            description = {
                "Freeze the source, copy every row, and compare both sides.",
                "If it is cut, --resume goes on where it was; abort empties the target and thaws the source."
            })
    static final class Run extends Step {

        @Option(names = "--resume", description = "Go on with the transfer that was cut.")
        private boolean resume;

        Run(Outside outside) {
            super(outside);
        }

        @Override
        int on(DataSource from, DataSource to, PrintWriter out) throws SQLException {
            TransferDatabases transfer = new TransferDatabases(from, to, UUID::randomUUID, new Progress(out));
            Comparison comparison = resume ? transfer.resume() : transfer.transfer();
            ComparisonText.print(comparison, out);
            if (!comparison.isEqual()) {
                out.println(
                        "The target is not the same. Undo the transfer with: ./conserje db transfer abort --from URL --to URL");
                return ExitCode.CHECK_FAILED;
            }
            out.println("The transfer has finished, and the source stays frozen. Start the service on the target."
                    + " To go back to the source as it was: ./conserje db thaw --from URL");
            return ExitCode.OK;
        }
    }

    /** {@code conserje db transfer abort}. */
    @Command(
            name = "abort",
            mixinStandardHelpOptions = true,
            description = "Undo a transfer that has not finished: empty the target and thaw the source.")
    static final class Abort extends Step {

        Abort(Outside outside) {
            super(outside);
        }

        @Override
        int on(DataSource from, DataSource to, PrintWriter out) throws SQLException {
            new TransferDatabases(from, to, UUID::randomUUID, new TransferListener() {}).abort();
            out.println("The target is empty, and the source takes writes again.");
            return ExitCode.OK;
        }
    }

    /** Says what happens, a line for each step and each table. */
    private static final class Progress implements TransferListener {

        private final PrintWriter out;
        private String table = "";
        private long rows;

        Progress(PrintWriter out) {
            this.out = out;
        }

        @Override
        public void began(String step) {
            endTable();
            out.println(step + " ...");
            out.flush();
        }

        @Override
        public void copied(String name, long more) {
            if (!name.equals(table)) {
                endTable();
                table = name;
            }
            rows += more;
        }

        private void endTable() {
            if (!table.isEmpty()) {
                out.println(String.format(Locale.ROOT, "%-26s %12d rows copied", table, rows));
                out.flush();
                table = "";
                rows = 0;
            }
        }

        @Override
        public void compared(TableComparison compared) {
            ComparisonText.print(compared, out);
        }
    }
}
