package io.conserje.http.admin;

import com.fasterxml.jackson.databind.JsonNode;
import io.conserje.http.json.Json;
import io.conserje.http.problem.FieldError;
import io.conserje.http.problem.Problem;
import io.conserje.http.problem.ProblemException;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads the fields of a JSON body or the parameters of a query, and collects their errors, so that one answer names all
 * of them. Used for one request. Not thread-safe.
 */
final class Fields {

    /** The largest body: 64 KiB. */
    static final int MAX_BYTES = 64 * 1024;

    private final Function<String, @Nullable JsonNode> source;
    private final String pointer;
    private final List<FieldError> errors = new ArrayList<>();

    private Fields(Function<String, @Nullable JsonNode> source, String pointer) {
        this.source = source;
        this.pointer = pointer;
    }

    /**
     * Reads the body of a request.
     *
     * @param known the fields that exist; any other field is an error
     * @throws ProblemException 415 if the content type is not JSON, 413 if the body is larger than 64 KiB, 400 if it is
     *     not a JSON object
     */
    static Fields ofBody(Context context, Set<String> known) {
        String type = context.contentType();
        if (type == null || !type.split(";", 2)[0].strip().equalsIgnoreCase("application/json")) {
            throw new ProblemException(
                    Problem.of(415, "The body must be JSON. Send the header Content-Type: application/json."));
        }
        JsonNode body = parsed(context);
        Fields fields = new Fields(body::get, "#/");
        body.fieldNames().forEachRemaining(name -> fields.refuseUnknown(name, known));
        return fields;
    }

    /**
     * Reads the parameters of a query.
     *
     * @param known the parameters that exist; any other parameter is an error
     */
    static Fields ofQuery(Context context, Set<String> known) {
        Fields fields = new Fields(name -> Json.text(context.queryParam(name)), "?");
        context.queryParamMap().keySet().forEach(name -> fields.refuseUnknown(name, known));
        return fields;
    }

    /** Returns an optional field; null if it is absent or wrong. */
    <T> @Nullable T optional(String name, Function<String, T> meaning) {
        JsonNode value = source.apply(name);
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isTextual() && !value.isIntegralNumber()) {
            errors.add(new FieldError(pointer + name, "Must be a string."));
            return null;
        }
        try {
            return meaning.apply(value.asText());
        } catch (IllegalArgumentException refused) {
            errors.add(new FieldError(pointer + name, String.valueOf(refused.getMessage())));
            return null;
        }
    }

    /** Returns a required field; null if it is absent or wrong, which {@link #check} reports. */
    <T> @Nullable T required(String name, Function<String, T> meaning) {
        require(name);
        return optional(name, meaning);
    }

    /** Returns an optional list of strings; empty if it is absent or wrong. */
    List<String> texts(String name, int max) {
        JsonNode value = source.apply(name);
        if (value == null || value.isNull()) {
            return List.of();
        }
        List<String> texts = new ArrayList<>();
        value.forEach(item -> texts.add(item.isTextual() ? item.asText() : ""));
        if (!value.isArray() || texts.size() > max || texts.contains("")) {
            refuse(name, "Must be a list of at most " + max + " strings, none of them empty.");
            return List.of();
        }
        return texts;
    }

    /** Adds an error about a field. */
    void refuse(String name, String why) {
        errors.add(new FieldError(pointer + name, why));
    }

    boolean has(String name) {
        JsonNode value = source.apply(name);
        return value != null && !value.isNull();
    }

    /** Adds an error if a field is absent. */
    void require(String name) {
        if (!has(name)) {
            errors.add(new FieldError(pointer + name, "This field is required."));
        }
    }

    /** Returns an optional flag; false if it is absent. A body has a boolean, and a query has the word. */
    boolean flag(String name) {
        JsonNode value = source.apply(name);
        if (value != null && value.isBoolean()) {
            return value.booleanValue();
        }
        Boolean flag = optional(name, written -> switch (written) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("Must be true or false.");
        });
        return flag != null && flag;
    }

    /** Returns an optional whole number between {@code min} and {@code max}. */
    int number(String name, int defaultValue, int min, int max) {
        Integer number = optional(name, written -> {
            if (written.matches("[0-9]{1,9}")) {
                int value = Integer.parseInt(written);
                if (value >= min && value <= max) {
                    return value;
                }
            }
            throw new IllegalArgumentException("Must be a whole number from " + min + " to " + max + ".");
        });
        return number == null ? defaultValue : number;
    }

    /** @throws ProblemException 422 with every error, if there is one */
    void check() {
        if (!errors.isEmpty()) {
            throw new ProblemException(Problem.of(422, "Some fields are wrong. The member errors names each of them.")
                    .with(errors));
        }
    }

    private void refuseUnknown(String name, Set<String> known) {
        if (!known.contains(name)) {
            errors.add(new FieldError(
                    pointer + name, "Unknown field. Known fields: " + String.join(", ", new TreeSet<>(known)) + "."));
        }
    }

    private static JsonNode parsed(Context context) {
        try (InputStream in = context.bodyInputStream()) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new ProblemException(
                        Problem.of(413, "The body is too large. It may have " + MAX_BYTES + " bytes at most."));
            }
            return Json.read(bytes, bytes.length)
                    .filter(JsonNode::isObject)
                    .orElseThrow(() -> new ProblemException(Problem.of(400, "The body must be a JSON object.")));
        } catch (IOException broken) {
            throw new UncheckedIOException("Cannot read the body of the request", broken);
        }
    }
}
