package io.conserje.bootstrap.cli;

import io.conserje.db.transfer.CompareDatabases;
import io.conserje.db.transfer.Comparison;
import io.conserje.db.transfer.LiveCounts;
import io.conserje.db.transfer.LiveMove;
import io.conserje.db.transfer.TransferDatabases;
import io.conserje.db.transfer.TransferListener;
import io.conserje.db.transfer.TransferOptions;
import io.conserje.db.transfer.TransferPlan;
import io.conserje.db.transfer.TransferPlan.TableSize;
import io.conserje.db.transfer.TransferStatus;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
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
            "Move all hotels, or some, from one database to another, and prove that both hold the same rows.",
            "The target keeps how far a transfer has come, so every command can be cut and run again. The target is closed"
                    + " until the transfer has finished: services that are started there wait. The source stays frozen"
                    + " afterwards. Both logins own the schema and are superuser or BYPASSRLS, such as the owner postgres."
        },
        footer = {
            "",
            "Example: conserje db transfer plan --from env:LOCAL_URL --to env:SUPABASE_URL --follow --keep-way-back",
            "         conserje db transfer run  --from env:LOCAL_URL --to env:SUPABASE_URL --follow --keep-way-back",
            "         conserje db transfer run  --from env:LOCAL_URL --to env:SUPABASE_URL --resume",
            "         ... --from-redis env:LOCAL_REDIS --to-redis env:NEW_REDIS",
            "And back: conserje db transfer run --from env:SUPABASE_URL --to env:LOCAL_URL --resume"
        })
final class DbTransfer extends Group {

    static CommandLine withSteps(Outside outside) {
        return new CommandLine(new DbTransfer())
                .addSubcommand(new Plan(outside))
                .addSubcommand(new Run(outside))
                .addSubcommand(new Copy(outside))
                .addSubcommand(new Follow(outside))
                .addSubcommand(new Freeze(outside))
                .addSubcommand(new Finish(outside))
                .addSubcommand(new Verify(outside))
                .addSubcommand(new Status(outside))
                .addSubcommand(new Abort(outside))
                .addSubcommand(new Promote(outside))
                .addSubcommand(new Clean(outside));
    }

    /** What the steps share. */
    abstract static class Step implements Callable<Integer> {

        @Mixin
        @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
        private TwoDatabases databases;

        @Option(names = "--json", description = "Write JSON, one event a line.")
        private boolean json;

        @Spec
        @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
        private CommandSpec spec;

        private final Outside outside;
        private final StopNotice notice = new StopNotice();

        Step(Outside outside) {
            this.outside = outside;
        }

        @Override
        public final Integer call() throws SQLException {
            DataSource from = databases.from(outside).inSession("--from").connections();
            DataSource to = databases.to(outside).inSession("--to").connections();
            try (StopNotice.Hook ignored = notice.hook(
                    spec.commandLine().getParseResult(), spec.commandLine().getErr())) {
                return on(from, to, spec.commandLine().getOut());
            }
        }

        abstract int on(DataSource from, DataSource to, PrintWriter out) throws SQLException;

        final Outside outside() {
            return outside;
        }

        final boolean isJson() {
            return json;
        }

        final TransferListener listener(PrintWriter out) {
            return notice.before(
                    json
                            ? new TransferEvents(out, InstantSource.system())
                            : new TransferText(out, Boolean.getBoolean("conserje.terminal")));
        }

        final void say(PrintWriter out, String text) {
            if (json) {
                out.println(Json.lineOf(Map.of("event", "said", "text", text)));
            } else {
                out.println(text);
            }
        }
    }

    /** {@code conserje db transfer plan}. */
    @Command(
            name = "plan",
            mixinStandardHelpOptions = true,
            description = "Show what would be moved, and every reason why it cannot be. Nothing is changed.")
    static final class Plan extends Step {

        /** What a copy with its comparison reaches on two cores; a slow network takes longer. */
        private static final long ROWS_PER_SECOND = 50_000;

        private static final long MEGABYTE = 1_048_576;

        @Mixin
        @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
        private TransferChoices choices;

        @Mixin
        @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
        private TwoRedis redis;

        @Option(
                names = "--disk-free",
                paramLabel = "MB",
                description =
                        "The free disk of the target in megabytes, which no query tells. The plan is refused if the"
                                + " rows may need more.")
        private @Nullable Long diskFree;

        @Spec
        @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
        private CommandSpec command;

        Plan(Outside outside) {
            super(outside);
        }

        @Override
        int on(DataSource from, DataSource to, PrintWriter out) throws SQLException {
            TransferPlan plan = plan(from, to);
            List<String> refusals = diskFree == null ? plan.refusals() : plan.refusals(diskFree * MEGABYTE);
            if (isJson()) {
                out.println(Json.lineOf(asMap(plan, refusals)));
            } else {
                print(
                        plan,
                        refusals.stream()
                                .map(NextCommand.after(command.commandLine().getParseResult())::complete)
                                .toList(),
                        out);
            }
            return refusals.isEmpty() ? ExitCode.OK : ExitCode.CHECK_FAILED;
        }

        private TransferPlan plan(DataSource from, DataSource to) throws SQLException {
            try (TwoRedis.Opened both = redis.open(outside())) {
                return new TransferDatabases(from, to, new TransferListener() {}, both.stores())
                        .plan(choices.options());
            }
        }

        private static void print(TransferPlan plan, List<String> refusals, PrintWriter out) {
            plan.tables().forEach(table -> out.println(line(table)));
            LiveCounts live = plan.live();
            if (live != null) {
                out.println("Beside the rows: " + live.inWords() + ".");
            }
            plan.notes().forEach(note -> out.println("Note: " + note));
            if (refusals.isEmpty()) {
                out.println(plan.rows() + " rows, " + megabytes(plan.bytes()) + " with indexes, about " + seconds(plan)
                        + " s. The target needs " + megabytes(plan.bytesNeeded()) + " of free disk.");
                return;
            }
            out.println("The transfer cannot begin:");
            refusals.forEach(refusal -> out.println("  " + refusal));
        }

        private static Map<String, Object> asMap(TransferPlan plan, List<String> refusals) {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("event", "plan");
            map.put("tables", plan.tables().stream().map(Plan::asMap).toList());
            map.put("rows", plan.rows());
            map.put("bytes", plan.bytes());
            map.put("bytesNeeded", plan.bytesNeeded());
            map.put("seconds", seconds(plan));
            LiveCounts live = plan.live();
            if (live != null) {
                map.put("redis", TransferEvents.asMap(live));
            }
            map.put("notes", plan.notes());
            map.put("refusals", refusals);
            return map;
        }

        private static Map<String, Object> asMap(TableSize table) {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("table", table.table());
            map.put("rows", table.rows());
            map.put("bytes", table.bytes());
            return map;
        }

        private static long seconds(TransferPlan plan) {
            return Math.max(1, plan.rows() / ROWS_PER_SECOND);
        }

        private static String line(TableSize table) {
            return String.format(
                    Locale.ROOT, "%-26s %12d rows %12s", table.table(), table.rows(), megabytes(table.bytes()));
        }

        private static String megabytes(long bytes) {
            return (bytes + MEGABYTE - 1) / MEGABYTE + " MB";
        }
    }

    /** A step whose result is a comparison. */
    abstract static class Proving extends Step {

        @Option(
                names = "--report",
                paramLabel = "FILE",
                description = "Write a report in Markdown to this file, and in JSON beside it.")
        private @Nullable Path report;

        Proving(Outside outside) {
            super(outside);
        }

        @Override
        final int on(DataSource from, DataSource to, PrintWriter out) throws SQLException {
            if (report != null) {
                TransferReport.check(report);
            }
            TransferReport recorded = new TransferReport(listener(out), InstantSource.system());
            Comparison comparison = proved(from, to, recorded);
            if (report != null) {
                recorded.write(report, comparison);
            }
            if (isJson()) {
                out.println(Json.lineOf(Map.of("event", "finished", "equal", comparison.isEqual())));
            } else {
                ComparisonText.print(comparison, out);
                out.println(
                        comparison.isEqual()
                                ? whenEqual(from, to)
                                : "The sides differ. Look at the keys above; while the"
                                        + " transfer is unfinished, undo it with: ./conserje db transfer abort --from URL --to URL");
            }
            return comparison.isEqual() ? ExitCode.OK : ExitCode.CHECK_FAILED;
        }

        abstract Comparison proved(DataSource from, DataSource to, TransferListener listener) throws SQLException;

        abstract String whenEqual(DataSource from, DataSource to) throws SQLException;
    }

    /** {@code conserje db transfer run}. */
    @Command(
            name = "run",
            mixinStandardHelpOptions = true,
            description = {
                "Do the whole transfer: copy, freeze the source, compare both sides, open the target.",
                "If it is cut, --resume goes on where it was; abort empties the target and gives the source back. After a"
                        + " transfer with --keep-way-back, --resume with both ends exchanged is the way back."
            })
    static final class Run extends Proving {

        @Mixin
        @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
        private TransferChoices choices;

        @Mixin
        @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
        private TwoRedis redis;

        @Option(names = "--resume", description = "Go on with the transfer that was begun, as it was begun.")
        private boolean resume;

        Run(Outside outside) {
            super(outside);
        }

        @Override
        Comparison proved(DataSource from, DataSource to, TransferListener listener) throws SQLException {
            TransferOptions options = choices.options();
            try (TwoRedis.Opened both = redis.open(outside())) {
                TransferDatabases transfer = new TransferDatabases(from, to, listener, both.stores());
                return resume ? transfer.resume(options.keepWayBack()) : transfer.transfer(options);
            }
        }

        @Override
        String whenEqual(DataSource from, DataSource to) throws SQLException {
            return finished(from, to);
        }
    }

    /** What a finished transfer has brought about, and how to return. */
    private static String finished(DataSource from, DataSource to) throws SQLException {
        List<String> hotels = TransferDatabases.status(null, to)
                .map(status -> status.options().tenants())
                .orElse(List.of());
        boolean wayBack = TransferDatabases.status(null, from)
                .filter(status -> status.isWayBack() && status.isUnfinished())
                .isPresent();
        return "The transfer has finished, and "
                + (hotels.isEmpty()
                        ? "the source stays frozen. Give the service the URLs of the target."
                        : String.join(", ", hotels) + " stays frozen in the source.")
                + (wayBack
                        ? " The way back is kept. Return with: ./conserje db transfer run --resume, with both ends"
                                + " exchanged."
                        : " Return to the source as it was with: ./conserje db thaw --from URL"
                                + (hotels.isEmpty() ? "" : " --tenant " + String.join(" --tenant ", hotels)));
    }

    /** {@code conserje db transfer copy}. */
    @Command(
            name = "copy",
            mixinStandardHelpOptions = true,
            description = "Begin a transfer, and copy every row. Without --follow, the source is frozen before.")
    static final class Copy extends Step {

        @Mixin
        @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
        private TransferChoices choices;

        @Mixin
        @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
        private TwoRedis redis;

        @Option(names = "--resume", description = "Go on with the copy that was cut.")
        private boolean resume;

        Copy(Outside outside) {
            super(outside);
        }

        @Override
        int on(DataSource from, DataSource to, PrintWriter out) throws SQLException {
            TransferOptions options = choices.options();
            try (TwoRedis.Opened both = redis.open(outside())) {
                TransferDatabases transfer = new TransferDatabases(from, to, listener(out), both.stores());
                if (resume) {
                    transfer.resumeCopy();
                } else {
                    transfer.copy(options);
                }
            }
            say(
                    out,
                    "Every row is copied. Go on with: ./conserje db transfer "
                            + (options.mode() == TransferOptions.Mode.FOLLOW ? "follow, and then: finish" : "finish"));
            return ExitCode.OK;
        }
    }

    /** {@code conserje db transfer follow}. */
    @Command(
            name = "follow",
            mixinStandardHelpOptions = true,
            description = {
                "Apply the source's changes while its hotels work, until stopped (Ctrl-C).",
                "It can be stopped and begun at any time; the source keeps its changes meanwhile, and its disk fills."
            })
    static final class Follow extends Step {

        Follow(Outside outside) {
            super(outside);
        }

        @Override
        int on(DataSource from, DataSource to, PrintWriter out) throws SQLException {
            new TransferDatabases(from, to, listener(out))
                    .follow(() -> Thread.currentThread().isInterrupted());
            return ExitCode.OK;
        }
    }

    /** {@code conserje db transfer freeze}. */
    @Command(
            name = "freeze",
            mixinStandardHelpOptions = true,
            description = "Stop the writes to the source of an unfinished transfer. The step finish does it, too.")
    static final class Freeze extends Step {

        Freeze(Outside outside) {
            super(outside);
        }

        @Override
        int on(DataSource from, DataSource to, PrintWriter out) throws SQLException {
            new TransferDatabases(from, to, listener(out)).freeze();
            say(out, "Go on with: ./conserje db transfer finish. Or give the source back with: abort");
            return ExitCode.OK;
        }
    }

    /** {@code conserje db transfer finish}. */
    @Command(
            name = "finish",
            mixinStandardHelpOptions = true,
            description = {
                "Freeze the source, apply its last changes, compare both sides, open the target.",
                "What is in Redis moves just before the target opens: name both Redis here, too."
            })
    static final class Finish extends Proving {

        @Mixin
        @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
        private TwoRedis redis;

        @Option(names = "--keep-way-back", description = "Let the source follow the target afterwards.")
        private boolean keepWayBack;

        Finish(Outside outside) {
            super(outside);
        }

        @Override
        Comparison proved(DataSource from, DataSource to, TransferListener listener) throws SQLException {
            try (TwoRedis.Opened both = redis.open(outside())) {
                return new TransferDatabases(from, to, listener, both.stores()).finish(keepWayBack);
            }
        }

        @Override
        String whenEqual(DataSource from, DataSource to) throws SQLException {
            return finished(from, to);
        }
    }

    /** {@code conserje db transfer verify}. */
    @Command(
            name = "verify",
            mixinStandardHelpOptions = true,
            description = "Compare the hotels of the last transfer on both sides. Nothing is changed.")
    static final class Verify extends Proving {

        Verify(Outside outside) {
            super(outside);
        }

        @Override
        Comparison proved(DataSource from, DataSource to, TransferListener listener) throws SQLException {
            List<String> hotels = TransferDatabases.status(null, to)
                    .map(status -> status.options().tenants())
                    .orElse(List.of());
            return new CompareDatabases(from, to, hotels).compare(listener::compared);
        }

        @Override
        String whenEqual(DataSource from, DataSource to) {
            return "Both sides hold the same rows.";
        }
    }

    /** {@code conserje db transfer status}. */
    @Command(
            name = "status",
            mixinStandardHelpOptions = true,
            description = "Show how far the last transfer has come, and how far its target is behind.")
    static final class Status extends Step {

        Status(Outside outside) {
            super(outside);
        }

        @Override
        int on(DataSource from, DataSource to, PrintWriter out) throws SQLException {
            Optional<TransferStatus> status = TransferDatabases.status(from, to);
            if (isJson()) {
                out.println(Json.lineOf(status.map(Status::asMap).orElse(null)));
            } else if (status.isEmpty()) {
                out.println("No transfer into this database was ever begun.");
            } else {
                Map<String, Object> lines = asMap(status.get());
                LiveMove moved = status.get().moved();
                if (moved != null) {
                    lines.put("redis", moved.inWords());
                }
                lines.forEach((name, value) -> out.println(String.format("%-14s %s", name, value)));
            }
            return ExitCode.OK;
        }

        private static Map<String, Object> asMap(TransferStatus status) {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("run", status.run());
            map.put("step", status.step());
            map.put("since", status.since());
            map.put("mode", status.options().mode().name().toLowerCase(Locale.ROOT));
            map.put(
                    "hotels",
                    status.options().tenants().isEmpty()
                            ? "all"
                            : status.options().tenants());
            map.put("wayBack", status.isWayBack());
            map.put("keepsWayBack", status.options().keepWayBack());
            map.put("rowsCopied", status.rowsCopied());
            Instant committedAt = status.committedAt();
            if (committedAt != null) {
                map.put("committedAt", committedAt);
            }
            LiveMove moved = status.moved();
            if (moved != null) {
                map.put("redis", TransferEvents.asMap(moved));
            }
            status.lagBytes().ifPresent(bytes -> map.put("lagBytes", bytes));
            String walStatus = status.walStatus();
            if (walStatus != null) {
                map.put("walStatus", walStatus);
            }
            return map;
        }
    }

    /** {@code conserje db transfer abort}. */
    @Command(
            name = "abort",
            mixinStandardHelpOptions = true,
            description = {
                "Undo a transfer that has not finished: remove its rows from the target, and give the source back.",
                "The way back of a finished transfer only ends: its target keeps its rows and stays frozen."
            })
    static final class Abort extends Step {

        @Option(
                names = "--to-redis",
                paramLabel = "URL",
                description = "The Redis of the target, from which copies of sessions, holds and leases are removed.")
        private @Nullable String redis;

        @Spec
        @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
        private CommandSpec command;

        Abort(Outside outside) {
            super(outside);
        }

        @Override
        int on(DataSource from, DataSource to, PrintWriter out) throws SQLException {
            PrintWriter err = command.commandLine().getErr();
            try (TwoRedis.Opened opened =
                    new TwoRedis.Opened(null, TwoRedis.open("--to-redis", redis, outside(), err), false)) {
                new TransferDatabases(from, to, listener(out), opened.stores()).abort();
            }
            say(
                    out,
                    TransferDatabases.status(null, to)
                                    .filter(TransferStatus::isWayBack)
                                    .isPresent()
                            ? "The way back has ended. The target keeps its rows and stays frozen."
                            : "The transfer is undone, and the source takes writes.");
            return ExitCode.OK;
        }
    }

    /** {@code conserje db transfer promote}. */
    @Command(
            name = "promote",
            mixinStandardHelpOptions = true,
            description = {
                "Open a target that follows, when its source is lost.",
                "What the source committed after the last change that the target has is missing; its time is shown."
            },
            footer = {"", "Example: conserje db transfer promote --to env:LOCAL_URL --source-lost"})
    static final class Promote implements Callable<Integer> {

        @Option(
                names = "--to",
                required = true,
                paramLabel = "URL",
                description = "The database that follows: a URL, env:NAME or file:PATH.")
        @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
        private String to;

        @Option(
                names = "--source-lost",
                required = true,
                description = "Says that the source will not take writes again. Two open sides cannot be merged.")
        private boolean sourceLost;

        @Spec
        @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
        private CommandSpec spec;

        private final Outside outside;

        Promote(Outside outside) {
            this.outside = outside;
        }

        @Override
        public Integer call() throws SQLException {
            if (!sourceLost) {
                throw new UsageException("--source-lost: it cannot be false. Finish the transfer instead.");
            }
            DatabaseEnd target = DatabaseEnd.read(
                            "--to", to, outside, spec.commandLine().getErr())
                    .inSession("--to");
            Instant last = TransferDatabases.promote(target.connections());
            PrintWriter out = spec.commandLine().getOut();
            out.println(
                    last == null
                            ? "The database takes writes. It has the copy, and none of the changes since."
                            : "The database takes writes. What the source committed after " + last + " is missing.");
            return ExitCode.OK;
        }
    }

    /** {@code conserje db transfer clean}. */
    @Command(
            name = "clean",
            mixinStandardHelpOptions = true,
            description = "Find replication slots that ended transfers left in the source, and drop them with --drop.",
            footer = {"", "Example: conserje db transfer clean --from env:LOCAL_URL --to env:SUPABASE_URL --drop"})
    static final class Clean extends Step {

        @Option(names = "--drop", description = "Drop what is found.")
        private boolean drop;

        Clean(Outside outside) {
            super(outside);
        }

        @Override
        int on(DataSource from, DataSource to, PrintWriter out) throws SQLException {
            List<String> found = TransferDatabases.leftovers(from, to);
            if (drop) {
                TransferDatabases.drop(from, found);
            }
            say(
                    out,
                    found.isEmpty()
                            ? "Nothing was left behind."
                            : (drop ? "Dropped: " : "Left behind: ")
                                    + String.join(", ", found)
                                    + (drop ? "" : ". Drop them with --drop"));
            return ExitCode.OK;
        }
    }
}
