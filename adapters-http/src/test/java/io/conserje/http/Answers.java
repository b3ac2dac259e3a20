package io.conserje.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.conserje.http.json.Json;
import java.net.http.HttpResponse;

/** What a server answered, read. */
final class Answers {

    private Answers() {}

    /** The JSON of an answer that has this status. */
    static JsonNode json(HttpResponse<String> response, int status) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        byte[] body = response.body().getBytes(UTF_8);
        return Json.read(body, body.length).orElseThrow();
    }

    /** The problem that an answer of this status is. */
    static JsonNode problem(HttpResponse<String> response, int status) {
        JsonNode problem = json(response, status);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        return problem;
    }
}
