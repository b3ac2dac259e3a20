package io.conserje.http;

/** Told of every answered request, for metrics. Must be thread-safe, quick, and throw nothing. */
@FunctionalInterface
public interface RequestListener {

    /** Hears nothing. */
    RequestListener NONE = (method, route, status, nanos) -> {};

    /**
     * @param method a method of HTTP, or {@code OTHER} for one that is not
     * @param route the template of the route, such as {@code /health/live}; {@code none} where nothing matched: few values,
     *     whatever clients send
     * @param nanos from the request's head to the end of its handling
     */
    void answered(String method, String route, int status, long nanos);
}
