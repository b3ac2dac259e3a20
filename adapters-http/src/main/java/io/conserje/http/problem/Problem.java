package io.conserje.http.problem;

import io.conserje.http.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.http.HttpStatus;

/**
 * What was wrong with a request, as RFC 9457 says it.
 *
 * @param detail the rule and the remedy, never a value that somebody sent
 * @param headers what the answer carries beside it, such as {@code Retry-After}
 * @param errors what is wrong with which field; empty where it is not about fields
 */
public record Problem(int status, String detail, Map<String, String> headers, List<FieldError> errors) {

    /** The content type of {@link #json}. */
    public static final String CONTENT_TYPE = "application/problem+json";

    public Problem {
        headers = Map.copyOf(headers);
        errors = List.copyOf(errors);
    }

    /** A problem that is not about fields. */
    public Problem(int status, String detail, Map<String, String> headers) {
        this(status, detail, headers, List.of());
    }

    /** The same about these fields. */
    public Problem with(List<FieldError> wrong) {
        return new Problem(status, detail, headers, wrong);
    }

    /** A problem whose answer carries no header of its own. */
    public static Problem of(int status, String detail) {
        return new Problem(status, detail, Map.of());
    }

    /** A problem that the server has now, and most likely not after that many seconds. */
    public static Problem unavailable(int retryAfterSeconds, String detail) {
        return new Problem(503, detail, Map.of("Retry-After", Integer.toString(retryAfterSeconds)));
    }

    /** A status of which nothing more is to be said than its own meaning. */
    public static Problem plain(int status) {
        return of(
                status,
                switch (status) {
                    case 404 -> "There is nothing at this path; /openapi.yaml lists what there is";
                    case 405 -> "This path has other methods; the Allow header lists them";
                    case 500 -> "The server failed; its log says more under this correlation id";
                    default -> "The request cannot be served: " + HttpStatus.getMessage(status);
                });
    }

    /** The document that is answered. */
    public byte[] json(String correlationId) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("type", "about:blank");
        document.put("title", HttpStatus.getMessage(status));
        document.put("status", status);
        document.put("detail", detail);
        document.put("correlationId", correlationId);
        if (!errors.isEmpty()) {
            document.put("errors", errors);
        }
        return Json.write(document);
    }
}
