package io.conserje.bootstrap.cli;

import io.conserje.application.pause.Pauses;
import io.conserje.bootstrap.config.Settings;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code conserje queue pauses}. */
@Command(
        name = "pauses",
        mixinStandardHelpOptions = true,
        description = "Show what is paused, by whom and why, and the hotels whose messages wait because they fail.")
final class QueuePauses extends DatabaseWork {

    private static final int HISTORY = 100;

    @Option(
            names = "--history",
            description = "Show the last 100 events instead: what was paused, resumed, and waited.")
    private boolean history;

    @Option(names = "--json", description = "Write JSON instead of text.")
    private boolean json;

    QueuePauses(Outside outside) {
        super(outside);
    }

    @Override
    Work work(Settings settings) {
        return (database, out) -> {
            Pauses pauses = database.stores().pauses();
            return history ? events(pauses.history(HISTORY), out) : inForce(pauses.read(), out);
        };
    }

    private int inForce(Pauses.Reading reading, PrintWriter out) {
        if (json) {
            out.println(Json.of(QueueText.asMap(reading)));
            return ExitCode.OK;
        }
        QueueText.lines(reading).forEach(out::println);
        return ExitCode.OK;
    }

    private int events(List<Pauses.Event> events, PrintWriter out) {
        if (json) {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("events", events.stream().map(QueueText::asMap).toList());
            out.println(Json.of(map));
            return ExitCode.OK;
        }
        events.forEach(event -> out.println(QueueText.line(event)));
        if (events.isEmpty()) {
            out.println("Nothing happened within 90 days.");
        }
        return ExitCode.OK;
    }
}
