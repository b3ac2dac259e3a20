package io.conserje.bootstrap.cli;

import io.conserje.application.messaging.QueueStats.Snapshot;
import io.conserje.application.pause.Pauses;
import io.conserje.bootstrap.config.Settings;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code conserje queue status}. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Show how full the queue is over all hotels, and what is paused.")
final class QueueStatus extends DatabaseWork {

    @Option(names = "--json", description = "Write JSON instead of text.")
    private boolean json;

    QueueStatus(Outside outside) {
        super(outside);
    }

    @Override
    Work work(Settings settings) {
        return (database, out) -> show(
                database.stores().queueStats().read(),
                database.stores().pauses().read(),
                out);
    }

    private int show(Snapshot stats, Pauses.Reading reading, PrintWriter out) {
        if (json) {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("pending", stats.pending());
            map.put("inHand", stats.inHand());
            map.put("guestsPaused", stats.paused());
            map.put("lagSeconds", stats.lag().toSeconds());
            map.put("repliesUnsent", stats.unsent());
            map.putAll(QueueText.asMap(reading));
            out.println(Json.of(map));
            return ExitCode.OK;
        }
        out.println(stats.pending() + " messages wait or are handled; " + stats.inHand() + " of them are in hand.");
        out.println(stats.paused() + " guests wait for a retry, or for a pause to end.");
        out.println(
                "The longest wait of a message that is due is " + stats.lag().toSeconds() + " s.");
        out.println(stats.unsent() + " replies are not sent.");
        QueueText.lines(reading).forEach(out::println);
        return ExitCode.OK;
    }
}
