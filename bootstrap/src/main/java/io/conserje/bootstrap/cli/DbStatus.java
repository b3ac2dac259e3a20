package io.conserje.bootstrap.cli;

import io.conserje.bootstrap.config.Settings;
import io.conserje.db.ChangeSetState;
import io.conserje.db.Changelog;
import io.conserje.db.UpgradeState;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code conserje db status}. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = {
            "Show every change set, and whether it is applied. Nothing is changed.",
            "It also shows the epoch of the schema, the lock of the change sets, how many processes of the service are"
                    + " live, the last backup, and whether a transfer has closed the database or hotels."
        })
final class DbStatus extends DatabaseWork {

    @Option(names = "--json", description = "Write JSON instead of text.")
    private boolean json;

    DbStatus(Outside outside) {
        super(outside);
    }

    @Override
    Work work(Settings settings) {
        return this::on;
    }

    private int on(Database database, PrintWriter out) {
        Changelog changelog = new Changelog(database.owner());
        List<ChangeSetState> states = changelog.status();
        UpgradeState upgrade = changelog.upgradeState();
        if (json) {
            Map<String, @Nullable Object> map = new LinkedHashMap<>();
            map.put("changeSets", states.stream().map(DbStatus::asMap).toList());
            UpgradeText.put(upgrade, map);
            out.println(Json.of(map));
            return ExitCode.OK;
        }
        states.forEach(state ->
                out.println((state.applied() ? "applied " + shown(state.appliedAt()) : "pending" + " ".repeat(21))
                        + "  " + state.id()));
        UpgradeText.lines(upgrade, Instant.now()).forEach(out::println);
        long pending = states.stream().filter(state -> !state.applied()).count();
        out.println(pending == 0 ? "The database has every change set." : pending + " to apply: conserje db migrate");
        return ExitCode.OK;
    }

    private static String shown(@Nullable Instant at) {
        return at == null ? " ".repeat(20) : at.toString();
    }

    private static Map<String, @Nullable Object> asMap(ChangeSetState state) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("id", state.id());
        map.put("applied", state.applied());
        map.put("appliedAt", state.appliedAt());
        map.put("kind", state.kind().name().toLowerCase(Locale.ROOT));
        map.put("losesData", state.losesData());
        return map;
    }
}
