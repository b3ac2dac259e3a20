package io.conserje.http.health;

import io.conserje.http.routing.Routes;
import io.javalin.config.JavalinConfig;
import java.util.function.Supplier;

/** {@code /metrics}, in Prometheus's text format. */
public final class MetricsRoutes implements Routes {

    private static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final Supplier<String> scrape;

    public MetricsRoutes(Supplier<String> scrape) {
        this.scrape = scrape;
    }

    @Override
    public void addTo(JavalinConfig config) {
        Routes.get(config, "/metrics", context -> context.result(scrape.get()).contentType(CONTENT_TYPE));
    }
}
