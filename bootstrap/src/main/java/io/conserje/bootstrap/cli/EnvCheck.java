package io.conserje.bootstrap.cli;

import io.conserje.bootstrap.config.NotRead;
import io.conserje.bootstrap.config.Problem;
import io.conserje.bootstrap.config.Settings;
import io.conserje.bootstrap.config.SettingsException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code conserje env check}. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = {
            "Check every setting, and report every problem: unreadable lines, placeholders, missing or weak secrets,"
                    + " unusable values.",
            "Report names that are not used, and .env files that git tracks.",
            "With --connect, also check the PostgreSQL and Redis servers that serve would use: version, login, TLS,"
                    + " round trip, mode of a pooler, clock, eviction."
        },
        footer = {"", "Example: conserje env check --env-file .env.supabase --connect"})
final class EnvCheck implements Callable<Integer> {

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
    private EnvironmentOptions options;

    @Option(names = "--connect", description = "Also connect to the servers.")
    private boolean connect;

    @Option(names = "--json", description = "Write JSON.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
    private CommandSpec spec;

    private final Outside outside;

    EnvCheck(Outside outside) {
        this.outside = outside;
    }

    /** The result of the check. */
    private record Outcome(
            @Nullable Settings settings,
            List<Problem> problems,
            List<Problem> tracked,
            List<String> warnings,
            List<NotRead> notRead,
            List<ServerCheck> servers) {

        int exitCode() {
            int worst = problems.isEmpty() && tracked.isEmpty() ? ExitCode.OK : ExitCode.CHECK_FAILED;
            for (ServerCheck server : servers) {
                worst = Math.max(worst, server.exitCode());
            }
            return worst;
        }
    }

    @Override
    public Integer call() {
        Outcome outcome = check();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.of(asMap(outcome)));
        } else {
            print(out, outcome);
        }
        return outcome.exitCode();
    }

    private Outcome check() {
        List<Problem> tracked = options.tracked();
        try {
            List<String> warnings = new ArrayList<>(options.warnings(outside));
            Settings settings = options.settings(outside);
            warnings.addAll(settings.warnings());
            return new Outcome(
                    settings,
                    List.of(),
                    tracked,
                    warnings,
                    options.notRead(outside),
                    connect ? new ServerChecks(settings, outside.redis()).all() : List.of());
        } catch (SettingsException e) {
            return refused(e.problems(), tracked);
        }
    }

    private Outcome refused(List<Problem> problems, List<Problem> tracked) {
        try {
            return new Outcome(null, problems, tracked, options.warnings(outside), options.notRead(outside), List.of());
        } catch (SettingsException unreadable) {
            return new Outcome(null, problems, tracked, List.of(), List.of(), List.of());
        }
    }

    private void print(PrintWriter out, Outcome outcome) {
        Settings settings = outcome.settings();
        if (settings == null) {
            Failures.print(out, outcome.problems());
        } else {
            out.println("Settings: fine for " + name(settings));
        }
        outcome.tracked().forEach(file -> out.println("  " + file));
        outcome.warnings().forEach(warning -> out.println("  warning: " + warning));
        outcome.notRead().forEach(other -> out.println("  not used: " + other.name() + ". " + other.reason()));
        outcome.servers().forEach(server -> server.print(out));
        if (settings == null && connect) {
            out.println("The servers were not checked. Correct the settings first.");
        }
    }

    private static Map<String, @Nullable Object> asMap(Outcome outcome) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("ok", outcome.exitCode() == ExitCode.OK);
        map.put("environment", outcome.settings() == null ? null : name(outcome.settings()));
        map.put(
                "problems",
                Stream.concat(outcome.problems().stream(), outcome.tracked().stream())
                        .map(EnvCheck::asMap)
                        .toList());
        map.put("warnings", outcome.warnings());
        map.put("notUsed", outcome.notRead().stream().map(EnvCheck::asMap).toList());
        map.put("servers", outcome.servers().stream().map(ServerCheck::asMap).toList());
        return map;
    }

    private static Map<String, String> asMap(Problem problem) {
        Map<String, String> map = new LinkedHashMap<>();
        map.put("name", problem.name());
        map.put("value", problem.value());
        map.put("rule", problem.rule());
        map.put("example", problem.example());
        return map;
    }

    private static Map<String, String> asMap(NotRead other) {
        Map<String, String> map = new LinkedHashMap<>();
        map.put("name", other.name());
        map.put("reason", other.reason());
        return map;
    }

    private static String name(Settings settings) {
        return settings.environment().name().toLowerCase(Locale.ROOT);
    }
}
