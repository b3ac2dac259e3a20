package io.conserje.bootstrap.cli;

import io.conserje.application.messaging.Unrouted.Group;
import io.conserje.bootstrap.config.Settings;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code conserje unrouted list}. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = {
            "Show the messages that no active hotel could take, by line, and parts of deliveries that cannot be read.",
            "They are kept for 7 days.",
            "Neither the guests nor the texts are shown."
        })
final class UnroutedList extends DatabaseWork {

    @Option(names = "--json", description = "Write JSON instead of text.")
    private boolean json;

    UnroutedList(Outside outside) {
        super(outside);
    }

    @Override
    Work work(Settings settings) {
        return (database, out) -> show(database.stores().unrouted().groups(), out);
    }

    private int show(List<Group> groups, PrintWriter out) {
        if (json) {
            out.println(Json.of(
                    Map.of("unrouted", groups.stream().map(UnroutedList::asMap).toList())));
            return ExitCode.OK;
        }
        groups.forEach(group -> out.println(group.id() + "  " + group.channel() + "  line " + group.masked() + "  "
                + number(group) + ", " + group.since() + " to " + group.until() + why(group)));
        if (groups.isEmpty()) {
            out.println("No messages without a hotel.");
        }
        if (groups.stream().anyMatch(group -> !group.unreadable())) {
            out.println("Route them: conserje unrouted route ID --tenant T");
        }
        if (groups.stream().anyMatch(Group::unreadable)) {
            out.println("Look at what cannot be read: conserje unrouted show ID");
        }
        return ExitCode.OK;
    }

    private static String number(Group group) {
        String noun = group.unreadable() ? " part" : " message";
        return group.messages() + noun + (group.messages() == 1 ? "" : "s");
    }

    private static String why(Group group) {
        if (group.unreadable()) {
            return ", cannot be read";
        }
        return group.hotel() == null ? ", no hotel has the line" : ", " + group.hotel() + " is inactive";
    }

    private static Map<String, @Nullable Object> asMap(Group group) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("id", group.id());
        map.put("channel", group.channel().name());
        map.put("line", group.masked());
        map.put("inactiveTenant", group.hotel() == null ? null : group.hotel().value());
        map.put("unreadable", group.unreadable());
        map.put("messages", group.messages());
        map.put("since", group.since());
        map.put("until", group.until());
        return map;
    }
}
