package io.conserje.http.routing;

import io.javalin.http.Context;
import java.util.regex.Pattern;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/** The correlation id and the route of a request. Used only by the thread that serves the request. */
public final class Exchange {

    /** The name of the correlation id in the logging context. */
    public static final String MDC_KEY = "correlationId";

    /** The value of {@link #route} if no route matched. */
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
     * @param offered the client's correlation id, if it sent one. It is used if it has 1 to 64 letters, digits, dots,
     *     dashes and underscores.
     * @param own the correlation id otherwise
     */
    public static Exchange begin(Request request, @Nullable String offered, String own) {
        Exchange exchange =
                new Exchange(offered != null && CORRELATION_ID.matcher(offered).matches() ? offered : own);
        request.setAttribute(ATTRIBUTE, exchange);
        return exchange;
    }

    /** Returns the exchange of a handler's request. */
    public static Exchange of(Context context) {
        return (Exchange) context.req().getAttribute(ATTRIBUTE);
    }

    /** Returns the exchange of a request; null if the server refused it before an exchange began. */
    public static @Nullable Exchange of(Request request) {
        return (Exchange) request.getAttribute(ATTRIBUTE);
    }

    /** Returns the correlation id of the request that this thread serves; {@code unknown} if it serves none. */
    public static String currentCorrelationId() {
        String current = MDC.get(MDC_KEY);
        return current == null ? "unknown" : current;
    }

    public String correlationId() {
        return correlationId;
    }

    /** Returns the template of the matched route, such as {@code /health/live}, or {@link #NO_ROUTE}. */
    public String route() {
        return route;
    }

    public void matched(String template) {
        this.route = template;
    }
}
