package io.conserje.http.admin;

import io.conserje.application.process.Gate;
import io.conserje.http.routing.Routes;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;

/** Refuses changes by operators while the database takes none. Reading goes on. */
public final class AdminGate implements Routes {

    private final Gate gate;

    public AdminGate(Gate gate) {
        this.gate = gate;
    }

    @Override
    public void addTo(JavalinConfig config) {
        config.routes.before("/api/admin/*", this::refuseChanges);
    }

    private void refuseChanges(Context context) {
        if (!context.method().equals(HandlerType.GET) && !context.method().equals(HandlerType.HEAD)) {
            gate.check();
        }
    }
}
