package io.conserje.bootstrap.cli;

import io.conserje.application.messaging.MessagingListener;
import io.conserje.application.messaging.RouteUnrouted;
import io.conserje.application.messaging.Unrouted.Part;
import io.conserje.application.process.Gate;
import io.conserje.bootstrap.config.Settings;
import io.conserje.postgres.PostgresAdapters;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code conserje unrouted show}. */
@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        description =
                "Show parts of deliveries that cannot be read, the oldest first: where they stood, and when they came.",
        footer = {"", "Example: conserje unrouted show 3f2a91c0 --content"})
final class UnroutedShow extends DatabaseWork {

    private static final int MAX = 1000;

    @Parameters(
            paramLabel = "ID",
            description = "An id of parts that cannot be read, as conserje unrouted list shows it.")
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
    private String id;

    @Option(names = "--content", description = "Also show the parts themselves. They may quote a guest.")
    private boolean content;

    @Option(names = "--json", description = "Write JSON instead of text.")
    private boolean json;

    UnroutedShow(Outside outside) {
        super(outside);
    }

    @Override
    Work work(Settings settings) {
        return (database, out) -> {
            PostgresAdapters stores = database.stores();
            RouteUnrouted routing = new RouteUnrouted(
                    stores.unrouted(), stores.directory(), stores::registry, MessagingListener.NONE, Gate.alwaysOpen());
            return show(routing.parts(id, MAX).orElse(null), out);
        };
    }

    private int show(@Nullable List<Part> parts, PrintWriter out) {
        if (parts == null) {
            err().println("No unreadable parts with the id " + id + ". See: conserje unrouted list");
            return ExitCode.CHECK_FAILED;
        }
        if (json) {
            out.println(Json.of(Map.of("parts", parts.stream().map(this::asMap).toList())));
            return ExitCode.OK;
        }
        for (Part part : parts) {
            out.println(part.receivedAt() + "  " + part.place());
            if (content) {
                out.println("  | " + part.part());
            }
        }
        return ExitCode.OK;
    }

    private Map<String, @Nullable Object> asMap(Part part) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("place", part.place());
        map.put("receivedAt", part.receivedAt());
        if (content) {
            map.put("part", part.part());
        }
        return map;
    }
}
