package io.conserje.http.problem;

import io.conserje.application.process.DatabaseClosedException;
import io.conserje.application.store.StoreUnavailableException;
import io.conserje.http.routing.Exchange;
import io.conserje.http.routing.Routes;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.MethodNotAllowedResponse;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.jetty.http.HttpException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers exceptions as problems. Unexpected ones are logged, and their cause is not shown to the client. */
public final class ProblemRoutes implements Routes {

    private static final Logger LOG = LoggerFactory.getLogger(ProblemRoutes.class);
    private static final int RETRY_AFTER_SECONDS = 5;

    @Override
    public void addTo(JavalinConfig config) {
        config.http.prefer405over404 = true;
        config.routes.exception(ProblemException.class, (refused, context) -> answer(context, refused.problem()));
        config.routes.exception(HttpResponseException.class, (known, context) -> answer(context, problem(known)));
        config.routes.exception(
                HttpException.RuntimeException.class, (bad, context) -> answer(context, Problem.plain(bad.getCode())));
        config.routes.exception(
                DatabaseClosedException.class,
                (closed, context) ->
                        answer(context, Problem.unavailable(RETRY_AFTER_SECONDS, String.valueOf(closed.getMessage()))));
        config.routes.exception(StoreUnavailableException.class, ProblemRoutes::unavailable);
        config.routes.exception(Exception.class, (failed, context) -> {
            logFailure(failed);
            answer(context, Problem.plain(500));
        });
        config.router.javaLangErrorHandler(ProblemRoutes::answerError);
    }

    private static void answer(Context context, Problem problem) {
        problem.headers().forEach(context::header);
        context.status(problem.status())
                .contentType(Problem.CONTENT_TYPE)
                .result(problem.json(Exchange.of(context).correlationId()));
    }

    private static Problem problem(HttpResponseException known) {
        Problem plain = Problem.plain(known.getStatus());
        return known instanceof MethodNotAllowedResponse
                ? new Problem(plain.status(), plain.detail(), Map.of("Allow", allowed(known.getDetails())))
                : plain;
    }

    private static String allowed(Map<String, String> details) {
        Set<String> methods = new TreeSet<>();
        details.values().forEach(list -> methods.addAll(Set.of(list.split(", "))));
        return String.join(", ", methods);
    }

    private static void unavailable(StoreUnavailableException failed, Context context) {
        // One line each, because there are many while a database is down, and all have the same stack trace.
        LOG.warn("A store is unavailable: {}", failed.getMessage());
        LOG.debug("A store is unavailable", failed);
        answer(
                context,
                Problem.unavailable(
                        RETRY_AFTER_SECONDS, "The server cannot reach a store now. Send the request again later."));
    }

    private static void answerError(HttpServletResponse response, Error failed) {
        logFailure(failed);
        response.setStatus(500);
        response.setContentType(Problem.CONTENT_TYPE);
        try {
            response.getOutputStream().write(Problem.plain(500).json(Exchange.currentCorrelationId()));
        } catch (IOException gone) {
            LOG.debug("The client disconnected before the answer", gone);
        }
    }

    private static void logFailure(Throwable failed) {
        LOG.error("A request failed; correlation id {}", Exchange.currentCorrelationId(), failed);
    }
}
