package io.conserje.http.routing;

import io.javalin.http.Context;
import java.util.regex.Pattern;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/** One request and its answer: what is known of it beside HTTP. Confined to the thread that serves it. */
public final class Exchange {

    /** The name of the correlation id in the logging context. */
    public static final String MDC_KEY = "correlationId";

    /** What {@link #route} says where no route matched. */
    public static final String NO_ROUTE = "none";

    private static final String ATTRIBUTE = Exchange.class.getName();
    private static final Pattern CORRELATION_ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private final String correlationId;
    private String route = NO_ROUTE;

    private Exchange(String correlationId) {
        this.correlationId = correlationId;
    }

    /**
     * Begins an exchange.
     *
     * @param wished what the client calls it, if it said so; taken if it is 1 to 64 letters, digits, dots, dashes and
     *     underscores
     * @param own what it is called otherwise
     */
    public static Exchange begin(Request request, @Nullable String wished, String own) {
        Exchange exchange =
                new Exchange(wished != null && CORRELATION_ID.matcher(wished).matches() ? wished : own);
        request.setAttribute(ATTRIBUTE, exchange);
        return exchange;
    }

    /** The exchange that a handler is in. */
    public static Exchange of(Context context) {
        return (Exchange) context.req().getAttribute(ATTRIBUTE);
    }

    /** The exchange of a request; null for one that never was let in. */
    public static @Nullable Exchange of(Request request) {
        return (Exchange) request.getAttribute(ATTRIBUTE);
    }

    /** The correlation id of the request that this thread serves; {@code unknown} outside of one. */
    public static String currentCorrelationId() {
        String current = MDC.get(MDC_KEY);
        return current == null ? "unknown" : current;
    }

    public String correlationId() {
        return correlationId;
    }

    /** The template of the route that matched, such as {@code /health/live}, or {@link #NO_ROUTE}. */
    public String route() {
        return route;
    }

    public void matched(String template) {
        this.route = template;
    }
}
