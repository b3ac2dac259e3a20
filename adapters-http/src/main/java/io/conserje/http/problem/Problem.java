package io.conserje.http.problem;

import io.conserje.http.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.http.HttpStatus;

/**
 * Problem details of RFC 9457: why a request failed.
 *
 * @param status the status of HTTP, 400 or more
 * @param detail the rule and the remedy, without values of the request
 * @param headers headers of the answer, such as {@code Retry-After}
 * @param errors the errors of fields; empty if the problem is not about fields
 */
public record Problem(int status, String detail, Map<String, String> headers, List<FieldError> errors) {

    /** The content type of {@link #json}. */
    public static final String CONTENT_TYPE = "application/problem+json";

    public Problem {
        headers = Map.copyOf(headers);
        errors = List.copyOf(errors);
    }

    /** Creates a problem that is not about fields. */
    public Problem(int status, String detail, Map<String, String> headers) {
        this(status, detail, headers, List.of());
    }

    /** Returns this problem with errors of fields. */
    public Problem with(List<FieldError> fieldErrors) {
        return new Problem(status, detail, headers, fieldErrors);
    }

    /** Creates a problem without headers. */
    public static Problem of(int status, String detail) {
        return new Problem(status, detail, Map.of());
    }

    /** Creates a problem of status 503 that is likely to be over after {@code retryAfterSeconds}. */
    public static Problem unavailable(int retryAfterSeconds, String detail) {
        return new Problem(503, detail, Map.of("Retry-After", Integer.toString(retryAfterSeconds)));
    }

    /** Creates a problem that only explains its status. */
    public static Problem plain(int status) {
        return of(
                status,
                switch (status) {
                    case 404 -> "There is nothing at this path. /openapi.yaml lists all paths.";
                    case 405 -> "This path does not support this method. The Allow header lists its methods.";
                    case 500 -> "The server failed. Its log says why, under this correlation id.";
                    default -> "The request was refused: " + HttpStatus.getMessage(status) + ".";
                });
    }

    /** Returns the JSON document, with the correlation id of the request. */
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
