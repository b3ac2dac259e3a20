package io.conserje.http;

import io.conserje.http.problem.Problem;
import io.conserje.http.routing.Exchange;
import java.nio.ByteBuffer;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Answers failures outside of routes, such as bytes that are not HTTP, as problems instead of HTML. */
final class ServerErrors implements Request.Handler {

    private final Envelope envelope;

    ServerErrors(Envelope envelope) {
        this.envelope = envelope;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        Exchange exchange = Exchange.of(request);
        if (exchange == null) {
            exchange = envelope.open(request, response);
        } else {
            envelope.setHeaders(exchange, response);
        }
        int status = response.getStatus() < 400 ? 500 : response.getStatus();
        response.setStatus(status);
        response.getHeaders().put("Content-Type", Problem.CONTENT_TYPE);
        byte[] problem = Problem.plain(status).json(exchange.correlationId());
        response.write(true, ByteBuffer.wrap(problem), callback);
        return true;
    }
}
