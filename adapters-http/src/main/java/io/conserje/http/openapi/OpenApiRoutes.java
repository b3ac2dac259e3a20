package io.conserje.http.openapi;

import io.conserje.http.routing.Routes;
import io.javalin.config.JavalinConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** {@code /openapi.yaml}: the description of the API. It is written by hand, and a test compares it with the server. */
public final class OpenApiRoutes implements Routes {

    private static final byte[] DESCRIPTION = read();

    @Override
    public void addTo(JavalinConfig config) {
        Routes.get(
                config, "/openapi.yaml", context -> context.result(DESCRIPTION).contentType("application/yaml"));
    }

    private static byte[] read() {
        try (InputStream resource = OpenApiRoutes.class.getResourceAsStream("openapi.yaml")) {
            if (resource == null) {
                throw new IllegalStateException("The jar lacks openapi.yaml. Build or download it again.");
            }
            return resource.readAllBytes();
        } catch (IOException failed) {
            throw new UncheckedIOException("Cannot read openapi.yaml from the jar", failed);
        }
    }
}
