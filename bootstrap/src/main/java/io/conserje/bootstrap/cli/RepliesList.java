package io.conserje.bootstrap.cli;

import io.conserje.application.reply.BrowseReplies;
import io.conserje.application.reply.BrowseReplies.Page;
import io.conserje.application.reply.ReplyFilter;
import io.conserje.application.reply.ReplyFilter.Shown;
import io.conserje.application.reply.ReplyRecord;
import io.conserje.bootstrap.config.Settings;
import io.conserje.domain.tenancy.TenantId;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code conserje replies list}. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = {
            "Show the replies that did not arrive and wait for a decision, newest first.",
            "The guest and the text are not shown. See: conserje replies show --content"
        },
        footer = {"", "Example: conserje replies list --tenant hotel-sur --code 131042"})
final class RepliesList extends DatabaseWork {

    @Mixin
    private HotelOption hotel = new HotelOption();

    @Mixin
    private ReplyFilterOptions filter = new ReplyFilterOptions();

    @Option(
            names = "--state",
            paramLabel = "STATE",
            defaultValue = "DEAD",
            description =
                    "Which replies: dead (they wait for a decision), waiting, held (their line waits to be fixed),"
                            + " uncertain, sent, delivered, read, failed, refused or all (default: dead).")
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
    private Shown state;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "50",
            description = "The number of replies on a page, 1 to 500 (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Option(
            names = "--after",
            paramLabel = "PLACE",
            description = "Continue after the previous page, with the value that it printed (default: first page).")
    private @Nullable UUID after;

    @Option(names = "--json", description = "Write JSON instead of text.")
    private boolean json;

    RepliesList(Outside outside) {
        super(outside);
    }

    @Override
    Work work(Settings settings) {
        if (limit < 1 || limit > BrowseReplies.MAX) {
            throw new UsageException("--limit: it must be 1 to " + BrowseReplies.MAX + ", not " + limit);
        }
        TenantId only = hotel.only();
        ReplyFilter meant = filter.read(state);
        return (database, out) -> {
            HotelOption.checkRegistered(only, database.stores().directory());
            return show(ReplyText.browsing(database).page(only, meant, after, limit), out);
        };
    }

    private int show(Page page, PrintWriter out) {
        if (json) {
            Map<String, @Nullable Object> map = new LinkedHashMap<>();
            map.put("replies", page.replies().stream().map(ReplyText::asMap).toList());
            map.put("next", page.next() == null ? null : page.next().toString());
            out.println(Json.of(map));
            return ExitCode.OK;
        }
        page.replies().forEach(reply -> out.println(line(reply)));
        out.println(
                page.next() == null
                        ? page.replies().isEmpty()
                                ? "No such replies."
                                : page.replies().size() + " shown; no more."
                        : "More: --after " + page.next());
        return ExitCode.OK;
    }

    private static String line(ReplyRecord reply) {
        return String.format(
                        Locale.ROOT,
                        "%s  %-9s  %s  %s  %s  %s",
                        reply.id(),
                        ReplyText.state(reply),
                        reply.changedAt() == null ? reply.recordedAt() : reply.changedAt(),
                        reply.tenant(),
                        reply.to().channel(),
                        ReplyText.trouble(reply))
                .stripTrailing();
    }
}
