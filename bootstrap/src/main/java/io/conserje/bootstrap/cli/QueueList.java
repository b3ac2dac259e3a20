package io.conserje.bootstrap.cli;

import io.conserje.application.waiting.WaitingMessage;
import io.conserje.application.waiting.WaitingMessages;
import io.conserje.application.waiting.WaitingMessages.Place;
import io.conserje.bootstrap.config.Settings;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.TenantId;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code conserje queue list}. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = {
            "Show what waits: the next message of each guest, by hotel, those first that have been due for longest.",
            "The guest and the text are not shown."
        },
        footer = {"", "Example: conserje queue list --tenant hotel-sur"})
final class QueueList extends DatabaseWork {

    @Mixin
    private HotelOption hotel = new HotelOption();

    @Option(names = "--channel", paramLabel = "C", description = "Only this channel (default: every channel).")
    private @Nullable String channel;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "50",
            description = "The number of messages on a page, 1 to 500 (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Option(
            names = "--after",
            paramLabel = "PLACE",
            description = "Continue after the previous page, with the value that it printed (default: first page).")
    private @Nullable String after;

    @Option(names = "--json", description = "Write JSON instead of text.")
    private boolean json;

    QueueList(Outside outside) {
        super(outside);
    }

    @Override
    Work work(Settings settings) {
        if (limit < 1 || limit > WaitingMessages.MAX) {
            throw new UsageException("--limit: it must be 1 to " + WaitingMessages.MAX + ", not " + limit);
        }
        TenantId only = hotel.only();
        Channel on = channel == null ? null : Usage.of("--channel", channel, Channel::new);
        Place place = after == null ? null : Usage.of("--after", after, Place::parse);
        return (database, out) -> {
            HotelOption.checkRegistered(only, database.stores().directory());
            return show(database.stores().waitingMessages().list(only, on, place, limit), out);
        };
    }

    private int show(List<WaitingMessage> messages, PrintWriter out) {
        String next = messages.size() < limit
                ? null
                : Place.behind(messages.getLast()).toString();
        if (json) {
            Map<String, @Nullable Object> map = new LinkedHashMap<>();
            map.put("messages", messages.stream().map(QueueText::asMap).toList());
            map.put("next", next);
            out.println(Json.of(map));
            return ExitCode.OK;
        }
        messages.forEach(message -> out.println(QueueText.line(message)));
        if (next != null) {
            out.println("More: --after " + next);
        } else {
            out.println(messages.isEmpty() ? "Nothing waits." : messages.size() + " shown; no more.");
        }
        return ExitCode.OK;
    }
}
