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
 * The fields of a small JSON object that somebody sent, or the parameters of a query: read one after the other, what is wrong
 * with all of them said at once. For one request.
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
     * The body of a request.
     *
     * @param known the fields that there are; any other one is an error
     * @throws ProblemException 415 if it is not said to be JSON, 413 if it is larger than 64 KiB, 400 if it is no JSON object
     */
    static Fields ofBody(Context context, Set<String> known) {
        String type = context.contentType();
        if (type == null || !type.split(";", 2)[0].strip().equalsIgnoreCase("application/json")) {
            throw new ProblemException(Problem.of(415, "Send JSON: Content-Type: application/json"));
        }
        JsonNode body = parsed(context);
        Fields fields = new Fields(body::get, "#/");
        body.fieldNames().forEachRemaining(name -> fields.refuseUnknown(name, known));
        return fields;
    }

    /**
     * The parameters behind the question mark.
     *
     * @param known the parameters that there are; any other one is an error
     */
    static Fields ofQuery(Context context, Set<String> known) {
        Fields fields = new Fields(name -> Json.text(context.queryParam(name)), "?");
        context.queryParamMap().keySet().forEach(name -> fields.refuseUnknown(name, known));
        return fields;
    }

    /** A field that may be left out: null then, and where it is wrong. */
    <T> @Nullable T optional(String name, Function<String, T> meaning) {
        JsonNode value = source.apply(name);
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isTextual() && !value.isIntegralNumber()) {
            errors.add(new FieldError(pointer + name, "It is a string"));
            return null;
        }
        try {
            return meaning.apply(value.asText());
        } catch (IllegalArgumentException refused) {
            errors.add(new FieldError(pointer + name, String.valueOf(refused.getMessage())));
            return null;
        }
    }

    /** A field that must be there: null where it is not, or wrong. */
    <T> @Nullable T required(String name, Function<String, T> meaning) {
        require(name);
        return optional(name, meaning);
    }

    boolean has(String name) {
        JsonNode value = source.apply(name);
        return value != null && !value.isNull();
    }

    /** Says that a field is missing if it is. */
    void require(String name) {
        if (!has(name)) {
            errors.add(new FieldError(pointer + name, "It is missing"));
        }
    }

    /** {@code true} or {@code false}; left out, it is false. */
    boolean flag(String name) {
        Boolean flag = optional(name, written -> switch (written) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("It is true or false");
        });
        return flag != null && flag;
    }

    /** A whole number that may be left out. */
    int number(String name, int usual, int least, int most) {
        Integer number = optional(name, written -> {
            if (written.matches("[0-9]{1,9}")) {
                int value = Integer.parseInt(written);
                if (value >= least && value <= most) {
                    return value;
                }
            }
            throw new IllegalArgumentException("It is a whole number from " + least + " to " + most);
        });
        return number == null ? usual : number;
    }

    /** @throws ProblemException 422 with every error, if there is one */
    void check() {
        if (!errors.isEmpty()) {
            throw new ProblemException(Problem.of(422, "Some fields cannot be used; each is named in errors")
                    .with(errors));
        }
    }

    private void refuseUnknown(String name, Set<String> known) {
        if (!known.contains(name)) {
            errors.add(new FieldError(
                    pointer + name, "There is no such field; there are: " + String.join(", ", new TreeSet<>(known))));
        }
    }

    private static JsonNode parsed(Context context) {
        try (InputStream in = context.bodyInputStream()) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new ProblemException(Problem.of(413, "A body has at most " + MAX_BYTES + " bytes here"));
            }
            return Json.read(bytes, bytes.length)
                    .filter(JsonNode::isObject)
                    .orElseThrow(() -> new ProblemException(Problem.of(400, "The body is no JSON object")));
        } catch (IOException broken) {
            throw new UncheckedIOException("The body broke off", broken);
        }
    }
}
