package io.conserje.http;

import io.conserje.http.routing.Exchange;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/** Wraps every request: sets its correlation id and the headers of every answer, and reports its duration. */
final class Envelope extends Handler.Wrapper {

    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT");

    private final SecurityHeaders security;
    private final Supplier<String> correlationIds;
    private final RequestListener listener;
    private final LongSupplier ticker;

    /** @param ticker nanoseconds from any origin */
    Envelope(SecurityHeaders security, Supplier<String> correlationIds, RequestListener listener, LongSupplier ticker) {
        this.security = security;
        this.correlationIds = correlationIds;
        this.listener = listener;
        this.ticker = ticker;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        long began = ticker.getAsLong();
        Exchange exchange = open(request, response);
        MDC.put(Exchange.MDC_KEY, exchange.correlationId());
        try {
            return super.handle(request, response, callback);
        } finally {
            MDC.remove(Exchange.MDC_KEY);
            listener.answered(method(request), exchange.route(), response.getStatus(), ticker.getAsLong() - began);
        }
    }

    /** Begins an exchange, and sets the headers that every answer has. */
    Exchange open(Request request, Response response) {
        Exchange exchange = Exchange.begin(request, offeredId(request), correlationIds.get());
        setHeaders(exchange, response);
        return exchange;
    }

    /** Sets the headers that every answer has. */
    void setHeaders(Exchange exchange, Response response) {
        security.putInto(response.getHeaders());
        response.getHeaders().put("X-Request-ID", exchange.correlationId());
        response.getHeaders().put("X-Correlation-ID", exchange.correlationId());
    }

    private static @Nullable String offeredId(Request request) {
        String id = request.getHeaders().get("X-Request-ID");
        return id == null ? request.getHeaders().get("X-Correlation-ID") : id;
    }

    private static String method(Request request) {
        return METHODS.contains(request.getMethod()) ? request.getMethod() : "OTHER";
    }
}
