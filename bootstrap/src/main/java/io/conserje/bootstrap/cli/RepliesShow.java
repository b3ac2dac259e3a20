package io.conserje.bootstrap.cli;

import io.conserje.application.reply.BrowseReplies;
import io.conserje.application.reply.ReplyRecord;
import io.conserje.application.reply.ReplyRecords.Event;
import io.conserje.bootstrap.config.Settings;
import io.conserje.domain.tenancy.TenantId;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code conserje replies show}. */
@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        description = "Show what became of a reply, with every failure and every decision.",
        footer = {"", "Example: conserje replies show 01991f0e-5d0c-7cc4-a1a6-6b2c62d0a9f4"})
final class RepliesShow extends DatabaseWork {

    @Parameters(paramLabel = "ID", description = "Its id, as conserje replies list shows it.")
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
    private UUID id;

    @Mixin
    private HotelOption hotel = new HotelOption();

    @Option(names = "--content", description = "Also show the guest and the text.")
    private boolean content;

    @Option(names = "--json", description = "Write JSON instead of text.")
    private boolean json;

    RepliesShow(Outside outside) {
        super(outside);
    }

    @Override
    Work work(Settings settings) {
        TenantId only = hotel.only();
        return (database, out) -> show(only, database, out);
    }

    private int show(@Nullable TenantId only, Database database, PrintWriter out) {
        HotelOption.checkRegistered(only, database.stores().directory());
        BrowseReplies browsing = ReplyText.browsing(database);
        Optional<ReplyRecord> found = browsing.find(only, id);
        if (found.isEmpty()) {
            err().println("There is no reply " + id + ". See: conserje replies list --state all");
            return ExitCode.CHECK_FAILED;
        }
        ReplyRecord reply = found.get();
        List<Event> events = browsing.history(reply);
        if (json) {
            out.println(Json.of(asMap(reply, events)));
        } else {
            print(reply, events, out);
        }
        return ExitCode.OK;
    }

    private Map<String, @Nullable Object> asMap(ReplyRecord reply, List<Event> events) {
        Map<String, @Nullable Object> map = ReplyText.asMap(reply);
        map.put("events", events.stream().map(ReplyText::asMap).toList());
        if (content) {
            map.put("guest", reply.to().address());
            map.put("text", reply.text());
        }
        return map;
    }

    private void print(ReplyRecord reply, List<Event> events, PrintWriter out) {
        out.println("Reply " + reply.id() + " of " + reply.tenant() + ", on "
                + reply.to().channel() + ", recorded " + reply.recordedAt());
        if (content) {
            out.println("To " + reply.to().address() + ":");
            reply.text().lines().forEach(line -> out.println("  | " + line));
        }
        out.println(
                "State: " + ReplyText.state(reply) + (reply.changedAt() == null ? "" : ", since " + reply.changedAt()));
        if (reply.trouble() != null) {
            out.println("Last trouble: " + ReplyText.trouble(reply));
        }
        events.forEach(event -> out.println("  " + ReplyText.sentence(event)));
    }
}
