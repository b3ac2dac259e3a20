package io.conserje.http.health;

import io.conserje.http.json.Json;
import io.conserje.http.routing.Routes;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** {@code /health/live} tells whether the process answers, {@code /health/ready} whether its dependencies do. */
public final class HealthRoutes implements Routes {

    private static final byte[] LIVE = Json.write(Map.of("status", "healthy"));

    private final Readiness readiness;

    /**
     * @param checks the checks of dependencies by name, in the order of the answer. A check that returns false, throws,
     *     or takes more than 2 s has failed.
     * @param ticker nanoseconds from any origin. An answer is reused for one second.
     */
    public HealthRoutes(Map<String, BooleanSupplier> checks, LongSupplier ticker) {
        this.readiness = new Readiness(checks, Readiness.TIMEOUT, ticker);
    }

    @Override
    public void addTo(JavalinConfig config) {
        Routes.get(config, "/health/live", context -> Routes.json(context, 200, LIVE));
        Routes.get(config, "/health/ready", this::ready);
    }

    private void ready(Context context) {
        Map<String, Boolean> dependencies = readiness.dependencies();
        boolean ready = !dependencies.containsValue(false);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("status", ready ? "ready" : "unavailable");
        answer.put("dependencies", dependencies);
        Routes.json(context, ready ? 200 : 503, Json.write(answer));
    }
}
