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

/** A decision about dead letters: about those that are named, or about all that a filter means. */
abstract class DlqSettle extends DatabaseWork {

    @Parameters(
            paramLabel = "ID",
            arity = "0..*",
            description = "The letters, as conserje dlq list shows them; or say which with the options.")
    private List<UUID> ids = List.of();

    @Mixin
    private HotelOption hotel = new HotelOption();

    @Mixin
    private LetterFilterOptions filter = new LetterFilterOptions();

    @Option(names = "--all", description = "All of them, where nothing narrows.")
    private boolean all;

    @Option(names = "--why", paramLabel = "TEXT", description = "The reason; it is kept. Required but with --dry-run.")
    private String why = "";

    @Option(
            names = "--by",
            paramLabel = "WHO",
            defaultValue = "${sys:user.name}",
            description = "By whose order; it is kept (default: ${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
    private String by;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "50",
            description = "How many a second at most, of many (default: ${DEFAULT-VALUE}).")
    private int rate;

    @Option(names = "--dry-run", description = "Say how many there are, and change nothing.")
    private boolean dryRun;

    /** A decision about many, as it was typed: nobody is told yet how far it is. */
    private record Order(LetterFilter meant, Warrant warrant, Pace pace) {

        Pace pace(IntConsumer progress) {
            return new Pace(pace.perSecond(), pace.waiting(), progress);
        }
    }

    DlqSettle(Outside outside) {
        super(outside);
    }

    /** Decides about one letter. */
    abstract Settlement settle(DeadLetters letters, TenantId tenant, DeadLetterId id, Warrant warrant);

    /** Decides about those that a filter means. */
    abstract int settle(DeadLetters letters, TenantId tenant, LetterFilter meant, Warrant warrant, Pace pace)
            throws InterruptedException;

    /** What is being done. */
    abstract String doing();

    /** What is done then. */
    abstract String done();

    @Override
    Work work(Settings settings) {
        checkWhatIsMeant();
        TenantId only = hotel.only();
        LetterFilter meant = filter.read();
        Pace pace = pace();
        if (dryRun) {
            return (database, out) -> count(only, meant, database, out);
        }
        Warrant warrant = warrant();
        return ids.isEmpty()
                ? (database, out) -> bulk(only, new Order(meant, warrant, pace), database, out)
                : (database, out) -> each(only, warrant, database, out);
    }

    private void checkWhatIsMeant() {
        boolean narrowed = hotel.tenant != null || !filter.isEmpty();
        if (ids.isEmpty() && !narrowed && !all) {
            throw new UsageException("Say which: ids, --tenant, --channel, --reason, --older-than, or --all");
        }
        if (why.isBlank() && !dryRun) {
            throw new UsageException("Say why, for those who look at the history: --why \"the PMS is back\"");
        }
        if (!ids.isEmpty() && (all || dryRun || !filter.isEmpty())) {
            throw new UsageException("Give ids, or options that say which; not both");
        }
    }

    /** Whether many are decided on. */
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
            worst = Math.max(worst, told(id, made, out));
        }
        return worst;
    }

    private int told(DeadLetterId id, Settlement made, PrintWriter out) {
        return switch (made) {
            case Settlement.Done settled -> {
                out.println(id + ": " + done());
                yield ExitCode.OK;
            }
            case Settlement.Before before -> {
                err().println(id + ": nothing changed, it was " + LetterText.sentence(before.state()));
                yield ExitCode.CHECK_FAILED;
            }
            case Settlement.Absent absent -> {
                err().println(id + ": there is no such dead letter. See: conserje dlq list --all");
                yield ExitCode.CHECK_FAILED;
            }
        };
    }

    private int count(@Nullable TenantId only, LetterFilter meant, Database database, PrintWriter out) {
        HotelOption.checkRegistered(only, database.stores().directory());
        out.println(browsing(database).count(only, meant) + " would be " + done() + "; nothing was changed.");
        return ExitCode.OK;
    }

    private int bulk(@Nullable TenantId only, Order order, Database database, PrintWriter out) {
        List<TenantId> hotels = HotelOption.meant(only, database.stores().directory());
        DeadLetters letters = database.stores().deadLetters();
        int total = hotels.stream()
                .mapToInt(tenant -> letters.count(tenant, order.meant()))
                .sum();
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

    private Warrant warrant() {
        try {
            return new Warrant(by, why);
        } catch (IllegalArgumentException wrong) {
            throw new UsageException("--by, --why: " + wrong.getMessage());
        }
    }
}
