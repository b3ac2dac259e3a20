package io.conserje.http;

/** Receives every answered request, for metrics. Must be thread-safe, quick, and throw nothing. */
@FunctionalInterface
public interface RequestListener {

    /** Ignores all requests. */
    RequestListener NONE = (method, route, status, nanos) -> {};

    /**
     * Called after the answer.
     *
     * @param method a method of HTTP, or {@code OTHER} for an unknown method
     * @param route the template of the matched route, such as {@code /health/live}, or {@code none}. It has few values,
     *     whatever clients send.
     * @param status the status of the answer
     * @param nanos nanoseconds from the head of the request to the end of its handling
     */
    void answered(String method, String route, int status, long nanos);
}
