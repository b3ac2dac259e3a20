package io.conserje.http.routing;

import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;

/** The routes of one feature. {@code HttpAdapters} lists the features of a server. */
@FunctionalInterface
public interface Routes {

    /** Adds the routes. Called once, before the server starts. */
    void addTo(JavalinConfig config);

    /** Adds a GET route that answers HEAD too, with the same status and headers. */
    static void get(JavalinConfig config, String path, Handler handler) {
        config.routes.get(path, handler);
        config.routes.head(path, handler);
    }

    /** Answers a JSON document. */
    static void json(Context context, int status, byte[] document) {
        context.status(status).contentType("application/json").result(document);
    }
}
