package io.conserje.bootstrap.cli;

import io.conserje.application.process.Closure;
import io.conserje.application.process.Closures.Reading;
import io.conserje.application.process.Processes;
import io.conserje.application.process.ServiceProcess;
import io.conserje.bootstrap.config.Settings;
import io.conserje.db.ClosedPart;
import io.conserje.postgres.PostgresAdapters;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code conserje db processes}. */
@Command(
        name = "processes",
        mixinStandardHelpOptions = true,
        description = {
            "Show the live processes that use the database, and what closes it.",
            "A process is live if it reported itself within the last 30 seconds."
        })
final class DbProcesses extends DatabaseWork {

    @Option(names = "--json", description = "Write JSON instead of text.")
    private boolean json;

    DbProcesses(Outside outside) {
        super(outside);
    }

    @Override
    Work work(Settings settings) {
        return this::on;
    }

    private int on(Database database, PrintWriter out) {
        PostgresAdapters stores = database.stores();
        Reading reading = stores.closures().read();
        List<ServiceProcess> live =
                reading.epoch() == 0 ? List.of() : stores.processes().seen(Processes.LIVE);
        if (json) {
            out.println(Json.of(asMap(reading, live)));
            return ExitCode.OK;
        }
        out.println(epoch(reading));
        reading.closures().forEach(closure -> out.println(part(closure).describe()));
        live.forEach(process -> out.println(line(process)));
        out.println(live.isEmpty() ? "No process is live." : live.size() + " live.");
        return ExitCode.OK;
    }

    private static String epoch(Reading reading) {
        return reading.epoch() == 0
                ? "The schema has no epoch yet. Apply the change sets with: ./conserje db migrate"
                : "Schema: epoch " + reading.epoch() + ", for processes of epoch " + reading.oldestProcess()
                        + " or newer.";
    }

    private static ClosedPart part(Closure closure) {
        return new ClosedPart(
                closure.hotel() == null ? null : closure.hotel().value(),
                closure.kind().word(),
                closure.reason(),
                closure.since());
    }

    private static String line(ServiceProcess process) {
        return String.format(
                Locale.ROOT,
                "%s  %-8s  in hand %d  version %s, epoch %d%s  %s  since %s, seen %s",
                process.identity().id(),
                process.state().word(),
                process.inHand(),
                process.identity().version(),
                process.identity().epoch(),
                process.identity().keepsApart() ? ", sessions or locks in another store" : "",
                process.identity().host(),
                process.startedAt(),
                process.lastSeen());
    }

    private static Map<String, Object> asMap(Reading reading, List<ServiceProcess> live) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("epoch", reading.epoch());
        map.put("oldestProcess", reading.oldestProcess());
        map.put(
                "closures",
                reading.closures().stream()
                        .map(DbProcesses::part)
                        .map(UpgradeText::asMap)
                        .toList());
        map.put("processes", live.stream().map(DbProcesses::asMap).toList());
        return map;
    }

    private static Map<String, Object> asMap(ServiceProcess process) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("id", process.identity().id());
        map.put("state", process.state().word());
        map.put("inHand", process.inHand());
        map.put("version", process.identity().version());
        map.put("epoch", process.identity().epoch());
        map.put("keepsApart", process.identity().keepsApart());
        map.put("host", process.identity().host());
        map.put("startedAt", process.startedAt());
        map.put("lastSeen", process.lastSeen());
        return map;
    }
}
