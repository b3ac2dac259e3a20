package io.conserje.http.health;

import io.conserje.application.messaging.HeldLine;
import io.conserje.application.process.Gate;
import io.conserje.application.process.Heartbeats;
import io.conserje.http.json.Json;
import io.conserje.http.routing.Routes;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** {@code /health/live} tells whether the process answers, {@code /health/ready} whether its dependencies do. */
public final class HealthRoutes implements Routes {

    private static final String READY = "ready";
    private static final String DEGRADED = "degraded";
    private static final String UNAVAILABLE = "unavailable";
    private static final int MAX_LINES = 20;
    private static final byte[] LIVE = Json.write(Map.of("status", "healthy"));

    private final Readiness readiness;
    private final Set<String> dispensable;
    private final Gate gate;
    private final Heartbeats heartbeats;
    private final Supplier<List<HeldLine>> heldLines;

    /**
     * @param checks the checks of dependencies by name, in the order of the answer. A check that returns false, throws,
     *     or takes more than 2 s has failed.
     * @param dispensable the dependencies without which this process is degraded and still ready
     * @param ticker nanoseconds from any origin. An answer is reused for one second.
     * @param gate whether this process takes work
     * @param heartbeats the loops that do the work
     * @param heldLines the lines that wait for an operator; they do not make the process less ready
     */
    public HealthRoutes(
            Map<String, BooleanSupplier> checks,
            Set<String> dispensable,
            LongSupplier ticker,
            Gate gate,
            Heartbeats heartbeats,
            Supplier<List<HeldLine>> heldLines) {
        this.dispensable = Set.copyOf(dispensable);
        this.heldLines = heldLines;
        this.heartbeats = heartbeats;
        this.gate = gate;
        this.readiness = new Readiness(checks, Readiness.TIMEOUT, ticker);
    }

    @Override
    public void addTo(JavalinConfig config) {
        Routes.get(config, "/health/live", context -> Routes.json(context, 200, LIVE));
        Routes.get(config, "/health/ready", this::ready);
    }

    private void ready(Context context) {
        Map<String, Boolean> dependencies = readiness.dependencies();
        Gate.Status status = gate.status();
        List<Heartbeats.Loop> late = heartbeats.late();
        String word = word(dependencies, status.state(), !late.isEmpty());
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("status", word);
        if (!status.isOpen()) {
            answer.put("reason", status.reason());
        }
        answer.put("dependencies", dependencies);
        if (!late.isEmpty()) {
            answer.put("late", secondsByName(late));
        }
        List<HeldLine> held = heldLines.get();
        if (!held.isEmpty()) {
            answer.put(
                    "heldLines",
                    held.stream().limit(MAX_LINES).map(HealthRoutes::described).toList());
        }
        Routes.json(context, word.equals(READY) || word.equals(DEGRADED) ? 200 : 503, Json.write(answer));
    }

    private String word(Map<String, Boolean> dependencies, Gate.State state, boolean late) {
        List<String> away = dependencies.entrySet().stream()
                .filter(dependency -> !dependency.getValue())
                .map(Map.Entry::getKey)
                .toList();
        if (late || !dispensable.containsAll(away)) {
            return UNAVAILABLE;
        }
        String word = word(state);
        return word.equals(READY) && !away.isEmpty() ? DEGRADED : word;
    }

    /** Everybody may read this, so neither the hotel nor the whole line is shown. */
    private static Map<String, String> described(HeldLine held) {
        Map<String, String> shown = new LinkedHashMap<>();
        shown.put("channel", held.channel().name());
        shown.put("line", held.masked());
        shown.put("fix", held.fix().label());
        shown.put("since", held.since().toString());
        return shown;
    }

    private static Map<String, Long> secondsByName(List<Heartbeats.Loop> loops) {
        Map<String, Long> seconds = new LinkedHashMap<>();
        loops.forEach(loop -> seconds.put(loop.name(), loop.age().toSeconds()));
        return seconds;
    }

    private static String word(Gate.State state) {
        return switch (state) {
            case OPEN -> READY;
            case FROZEN -> "frozen";
            case WAITING -> "waiting";
            case UNKNOWN, UNFIT -> UNAVAILABLE;
        };
    }
}
