package io.conserje.bootstrap.cli;

import io.conserje.application.messaging.HeldLine;
import io.conserje.bootstrap.config.Settings;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code conserje replies lines}. */
@Command(
        name = "lines",
        mixinStandardHelpOptions = true,
        description = {
            "Show the lines that send nothing until somebody has fixed the cause.",
            "Their replies wait. Sending goes on by itself, in order, when the cause is fixed."
        })
final class RepliesLines extends DatabaseWork {

    @Option(names = "--json", description = "Write JSON instead of text.")
    private boolean json;

    RepliesLines(Outside outside) {
        super(outside);
    }

    @Override
    Work work(Settings settings) {
        return (database, out) -> {
            List<HeldLine> held = database.stores().lines().held();
            if (json) {
                out.println(Json.of(
                        Map.of("lines", held.stream().map(ReplyText::asMap).toList())));
                return ExitCode.OK;
            }
            held.forEach(line -> out.println(line.tenant() + "  " + line.channel() + "  " + line.masked() + "  since "
                    + line.since() + "  " + line.fix().label() + ": " + line.cause()));
            out.println(held.isEmpty() ? "All lines send." : held.size() + " held.");
            return ExitCode.OK;
        };
    }
}
