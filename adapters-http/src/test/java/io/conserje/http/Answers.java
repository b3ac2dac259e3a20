package io.conserje.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.conserje.http.json.Json;
import java.net.http.HttpResponse;

/** Reads answers of a server. */
final class Answers {

    private Answers() {}

    /** Checks the status, and returns the JSON. */
    static JsonNode json(HttpResponse<String> response, int status) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        byte[] body = response.body().getBytes(UTF_8);
        return Json.read(body, body.length).orElseThrow();
    }

    /** Checks the status, and returns the problem. */
    static JsonNode problem(HttpResponse<String> response, int status) {
        JsonNode problem = json(response, status);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        return problem;
    }
}
