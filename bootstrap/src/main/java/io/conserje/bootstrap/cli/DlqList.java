package io.conserje.bootstrap.cli;

import io.conserje.application.dlq.BrowseDeadLetters;
import io.conserje.application.dlq.BrowseDeadLetters.Mark;
import io.conserje.application.dlq.BrowseDeadLetters.Page;
import io.conserje.application.dlq.DeadLetters.Shown;
import io.conserje.application.dlq.LetterFilter;
import io.conserje.bootstrap.config.Settings;
import io.conserje.domain.dlq.DeadLetter;
import io.conserje.domain.tenancy.TenantId;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code conserje dlq list}. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = {
            "Show the dead letters that wait for a decision, newest first.",
            "The guest and the text are not shown. See: conserje dlq show --content"
        },
        footer = {"", "Example: conserje dlq list --tenant hotel-sur --reason pms_unavailable --older-than 2h"})
final class DlqList extends DatabaseWork {

    @Mixin
    private HotelOption hotel = new HotelOption();

    @Mixin
    private LetterFilterOptions filter = new LetterFilterOptions();

    @Option(
            names = "--all",
            description = "Also those that were redriven, discarded or abandoned, while they are kept.")
    private boolean all;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "50",
            description = "The number of dead letters on a page, 1 to 500 (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Option(
            names = "--after",
            paramLabel = "PLACE",
            description = "Continue after the previous page, with the value that it printed (default: first page).")
    private @Nullable String after;

    @Option(names = "--json", description = "Write JSON instead of text.")
    private boolean json;

    DlqList(Outside outside) {
        super(outside);
    }

    @Override
    Work work(Settings settings) {
        if (limit < 1 || limit > BrowseDeadLetters.MAX) {
            throw new UsageException("--limit: it must be 1 to " + BrowseDeadLetters.MAX + ", not " + limit);
        }
        TenantId only = hotel.only();
        LetterFilter meant = filter.read();
        @Nullable Mark mark = after == null ? null : Usage.of("--after", after, Mark::parse);
        return (database, out) -> {
            HotelOption.checkRegistered(only, database.stores().directory());
            return show(browsing(database).page(only, meant, all ? Shown.ALL : Shown.BURIED, mark, limit), out);
        };
    }

    private int show(Page page, PrintWriter out) {
        if (json) {
            Map<String, @Nullable Object> map = new LinkedHashMap<>();
            map.put("letters", page.letters().stream().map(LetterText::asMap).toList());
            map.put("next", page.next() == null ? null : page.next().toString());
            out.println(Json.of(map));
            return ExitCode.OK;
        }
        page.letters().forEach(letter -> out.println(line(letter)));
        out.println(
                page.next() == null
                        ? page.letters().isEmpty()
                                ? "No dead letters."
                                : page.letters().size() + " shown; no more."
                        : "More: --after " + page.next());
        return ExitCode.OK;
    }

    private static String line(DeadLetter letter) {
        return String.format(
                Locale.ROOT,
                "%s  %-9s  %s  %s  %s  %s, attempt %d: %s",
                letter.id(),
                letter.state().word(),
                letter.buriedAt(),
                letter.tenant(),
                letter.message().channel(),
                letter.last().reason(),
                letter.last().number(),
                letter.last().cause());
    }
}
