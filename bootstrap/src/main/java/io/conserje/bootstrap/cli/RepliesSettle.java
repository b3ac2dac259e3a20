package io.conserje.bootstrap.cli;

import io.conserje.application.messaging.ReplyListener;
import io.conserje.application.process.Gate;
import io.conserje.application.reply.BrowseReplies;
import io.conserje.application.reply.DecideReplies;
import io.conserje.application.reply.ReplyFilter;
import io.conserje.application.reply.ReplyFilter.Shown;
import io.conserje.application.reply.ReplyRecords.Settlement;
import io.conserje.bootstrap.config.Settings;
import io.conserje.domain.dlq.Verdict;
import io.conserje.domain.dlq.Warrant;
import io.conserje.domain.tenancy.TenantId;
import java.io.PrintWriter;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A decision about replies that are dead letters, which are chosen by id or by a filter. */
abstract class RepliesSettle extends DatabaseWork {

    private static final int STEP = 500;

    @Parameters(
            paramLabel = "ID",
            arity = "0..*",
            description =
                    "The ids of replies, as conserje replies list shows them. Without an id, options choose them.")
    private List<String> written = List.of();

    private List<UUID> ids = List.of();

    @Mixin
    private HotelOption hotel = new HotelOption();

    @Mixin
    private ReplyFilterOptions filter = new ReplyFilterOptions();

    @Option(names = "--all", description = "Every dead letter. Required if no id and no option chooses them.")
    private boolean all;

    @Mixin
    private WarrantOptions deciding = new WarrantOptions();

    private final Verdict verdict;
    private final String done;

    /** @param done for the result, such as "resent" */
    RepliesSettle(Outside outside, Verdict verdict, String done) {
        super(outside);
        this.verdict = verdict;
        this.done = done;
    }

    /** Whether many are chosen. */
    final boolean isBulk() {
        return ids.isEmpty();
    }

    @Override
    Work work(Settings settings) {
        ids = Usage.ids(written);
        boolean narrowed = hotel.tenant != null || !filter.isEmpty();
        if (ids.isEmpty() && !narrowed && !all) {
            throw new UsageException(
                    "Choose replies by id, --tenant, --channel, --reason, --code or --older-than, or give --all");
        }
        if (!ids.isEmpty() && (all || !filter.isEmpty())) {
            throw new UsageException("Choose replies by id or by options, not by both");
        }
        TenantId only = hotel.only();
        ReplyFilter meant = filter.read(Shown.DEAD);
        Warrant warrant = deciding.read();
        return ids.isEmpty()
                ? (database, out) -> bulk(only, meant, warrant, database, out)
                : (database, out) -> each(only, warrant, database, out);
    }

    private static DecideReplies deciding(Database database) {
        return new DecideReplies(database.stores().replyRecords(), ReplyListener.NONE, Gate.alwaysOpen());
    }

    private int each(@Nullable TenantId only, Warrant warrant, Database database, PrintWriter out) {
        HotelOption.checkRegistered(only, database.stores().directory());
        BrowseReplies browsing = ReplyText.browsing(database);
        DecideReplies deciding = deciding(database);
        int worst = ExitCode.OK;
        for (UUID id : ids) {
            Settlement made = browsing.find(only, id)
                    .map(reply -> deciding.decide(reply.tenant(), id, verdict, warrant))
                    .orElseGet(Settlement.Absent::new);
            worst = Math.max(worst, report(id, made, out));
        }
        return worst;
    }

    private int report(UUID id, Settlement made, PrintWriter out) {
        return switch (made) {
            case Settlement.Done settled -> {
                out.println(id + ": " + done);
                yield ExitCode.OK;
            }
            case Settlement.NotDead other -> {
                err().println(id + ": unchanged, it is " + ReplyText.state(other.reply()));
                yield ExitCode.CHECK_FAILED;
            }
            case Settlement.Absent absent -> {
                err().println(id + ": not found. See: conserje replies list --state all");
                yield ExitCode.CHECK_FAILED;
            }
        };
    }

    private int bulk(@Nullable TenantId only, ReplyFilter meant, Warrant warrant, Database database, PrintWriter out) {
        HotelOption.checkRegistered(only, database.stores().directory());
        DecideReplies deciding = deciding(database);
        int decided = 0;
        for (TenantId tenant : ReplyText.browsing(database).hotels(only, meant)) {
            int step;
            do {
                step = deciding.decide(tenant, meant, STEP, verdict, warrant);
                decided += step;
            } while (step == STEP);
        }
        out.println(decided + " " + done + ".");
        return ExitCode.OK;
    }
}
