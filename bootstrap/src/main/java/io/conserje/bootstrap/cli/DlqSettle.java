package io.conserje.bootstrap.cli;

import io.conserje.application.dlq.BrowseDeadLetters;
import io.conserje.application.dlq.DeadLetters;
import io.conserje.application.dlq.DeadLetters.Settlement;
import io.conserje.application.dlq.LetterFilter;
import io.conserje.application.dlq.Pace;
import io.conserje.bootstrap.config.Settings;
import io.conserje.domain.dlq.DeadLetterId;
import io.conserje.domain.dlq.Warrant;
import io.conserje.domain.tenancy.TenantId;
import java.io.PrintWriter;
import java.util.List;
import java.util.UUID;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A decision about dead letters, which are chosen by id or by a filter. */
abstract class DlqSettle extends DatabaseWork {

    @Parameters(
            paramLabel = "ID",
            arity = "0..*",
            description =
                    "The ids of dead letters, as conserje dlq list shows them. Without an id, options choose them.")
    private List<String> written = List.of();

    private List<UUID> ids = List.of();

    @Mixin
    private HotelOption hotel = new HotelOption();

    @Mixin
    private LetterFilterOptions filter = new LetterFilterOptions();

    @Option(names = "--all", description = "Every dead letter. Required if no id and no option chooses them.")
    private boolean all;

    @Option(
            names = "--why",
            paramLabel = "TEXT",
            description = "The reason, which is recorded. Required, except with --dry-run.")
    private String why = "";

    @Option(
            names = "--by",
            paramLabel = "WHO",
            defaultValue = "${sys:user.name}",
            description = "The person who decides, which is recorded (default: ${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
    private String by;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "50",
            description = "At most this number per second, 1 to 10000 (default: ${DEFAULT-VALUE}).")
    private int rate;

    @Option(names = "--dry-run", description = "Count them, and change nothing.")
    private boolean dryRun;

    /** A decision about many, as it was typed. */
    private record Order(LetterFilter meant, Warrant warrant, Pace pace) {

        Pace pace(IntConsumer progress) {
            return new Pace(pace.perSecond(), pace.waiting(), progress);
        }
    }

    DlqSettle(Outside outside) {
        super(outside);
    }

    /** Decides about one dead letter. */
    abstract Settlement settle(DeadLetters letters, TenantId tenant, DeadLetterId id, Warrant warrant);

    /** Decides about the dead letters that a filter selects, and returns their number. */
    abstract int settle(DeadLetters letters, TenantId tenant, LetterFilter meant, Warrant warrant, Pace pace)
            throws InterruptedException;

    /** For the progress bar, such as "Redriving". */
    abstract String doing();

    /** For the result, such as "redriven". */
    abstract String done();

    @Override
    Work work(Settings settings) {
        ids = Usage.ids(written);
        checkChoice();
        TenantId only = hotel.only();
        LetterFilter meant = filter.read();
        Pace pace = pace();
        if (dryRun) {
            return (database, out) -> count(only, meant, database, out);
        }
        Warrant warrant = WarrantOptions.read(by, why);
        return ids.isEmpty()
                ? (database, out) -> bulk(only, new Order(meant, warrant, pace), database, out)
                : (database, out) -> each(only, warrant, database, out);
    }

    private void checkChoice() {
        boolean narrowed = hotel.tenant != null || !filter.isEmpty();
        if (ids.isEmpty() && !narrowed && !all) {
            throw new UsageException(
                    "Choose dead letters by id, --tenant, --channel, --reason or --older-than, or give --all");
        }
        if (why.isBlank() && !dryRun) {
            throw new UsageException("--why is required, for the history: --why \"the PMS is back\"");
        }
        if (!ids.isEmpty() && (all || dryRun || !filter.isEmpty())) {
            throw new UsageException("Choose dead letters by id or by options, not by both");
        }
    }

    /** Whether many are chosen, and are to be changed. */
    final boolean isBulk() {
        return ids.isEmpty() && !dryRun;
    }

    private int each(@Nullable TenantId only, Warrant warrant, Database database, PrintWriter out) {
        HotelOption.checkRegistered(only, database.stores().directory());
        BrowseDeadLetters browsing = browsing(database);
        DeadLetters letters = database.stores().deadLetters();
        int worst = ExitCode.OK;
        for (UUID uuid : ids) {
            DeadLetterId id = new DeadLetterId(uuid);
            Settlement made = browsing.find(only, id)
                    .map(letter -> settle(letters, letter.tenant(), id, warrant))
                    .orElseGet(Settlement.Absent::new);
            worst = Math.max(worst, report(id, made, out));
        }
        return worst;
    }

    private int report(DeadLetterId id, Settlement made, PrintWriter out) {
        return switch (made) {
            case Settlement.Done settled -> {
                out.println(id + ": " + done());
                yield ExitCode.OK;
            }
            case Settlement.Before before -> {
                err().println(id + ": unchanged, it was " + LetterText.sentence(before.state()));
                yield ExitCode.CHECK_FAILED;
            }
            case Settlement.Absent absent -> {
                err().println(id + ": not found. See: conserje dlq list --all");
                yield ExitCode.CHECK_FAILED;
            }
        };
    }

    private int count(@Nullable TenantId only, LetterFilter meant, Database database, PrintWriter out) {
        HotelOption.checkRegistered(only, database.stores().directory());
        out.println(browsing(database).count(only, meant) + " would be " + done() + ". Nothing was changed.");
        return ExitCode.OK;
    }

    private int bulk(@Nullable TenantId only, Order order, Database database, PrintWriter out) {
        HotelOption.checkRegistered(only, database.stores().directory());
        BrowseDeadLetters browsing = browsing(database);
        List<TenantId> hotels = browsing.hotels(only, order.meant());
        DeadLetters letters = database.stores().deadLetters();
        int total = browsing.count(only, order.meant());
        int settled = inTurn(letters, hotels, order, new ProgressBar(err(), doing(), total));
        out.println(settled + " " + done() + ".");
        return ExitCode.OK;
    }

    private int inTurn(DeadLetters letters, List<TenantId> hotels, Order order, ProgressBar bar) {
        int settled = 0;
        try {
            for (TenantId tenant : hotels) {
                int before = settled;
                Pace pace = order.pace(step -> bar.at(before + step));
                settled += settle(letters, tenant, order.meant(), order.warrant(), pace);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            bar.end();
        }
        return settled;
    }

    private Pace pace() {
        try {
            return new Pace(rate, Thread::sleep, settled -> {});
        } catch (IllegalArgumentException wrong) {
            throw new UsageException("--rate: " + wrong.getMessage());
        }
    }
}
