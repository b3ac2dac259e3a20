package io.conserje.http;

import static io.conserje.http.Answers.json;
import static io.conserje.http.Answers.problem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.conserje.application.memory.InMemory;
import io.conserje.application.reply.ReplyState;
import io.conserje.domain.tenancy.Tenant;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyRoutesTest {

    private static final String ALL = "/api/admin/replies";
    private static final String WHY = "{\"why\": \"the guest has called\"}";

    private final InMemory.Tenants tenants = InMemory.tenants();
    private final Sendings sendings = Sendings.in(tenants, Hotels.CENTRO);
    private RunningServer http;

    @BeforeEach
    void start() {
        tenants.register(Tenant.named(Hotels.CENTRO, "Hotel Centro"));
        tenants.register(Tenant.named(Hotels.NORTE, "Hotel Norte"));
        http = RunningServer.start(
                RunningServer.PRODUCTION,
                parts -> parts.replies(sendings.ports()).heldLines(sendings::held));
    }

    @AfterEach
    void stop() {
        http.close();
    }

    @Test
    void listsDeadLettersNewestFirstInPages() {
        JsonNode first = json(get("?limit=1"), 200);
        assertThat(ids(first)).containsExactly(Sendings.SECOND.toString());
        JsonNode last = json(get("?limit=1&after=" + first.path("next").asText()), 200);
        assertThat(ids(last)).containsExactly(Sendings.FIRST.toString());
        assertThat(last.has("next")).isFalse();
        assertThat(last.path("replies").get(0).path("code").asInt()).isEqualTo(131026);
        assertThat(last.toString()).doesNotContain("Buenos").doesNotContain("123456");
    }

    @Test
    void filtersByStateHotelReasonCodeChannelAndAge() {
        assertThat(ids(json(get("?state=sent"), 200))).containsExactly(Sendings.SENT.toString());
        assertThat(ids(json(get("?state=held"), 200))).hasSize(1);
        assertThat(ids(json(get("?state=all"), 200))).hasSize(4);
        assertThat(ids(json(get("?code=131026&reason=not_reachable"), 200))).hasSize(2);
        assertThat(ids(json(get("?code=1"), 200))).isEmpty();
        assertThat(ids(json(get("?tenant=hotel-norte"), 200))).isEmpty();
        assertThat(ids(json(get("?channel=email"), 200))).isEmpty();
        assertThat(ids(json(get("?olderThan=PT1H"), 200))).isEmpty();
    }

    @Test
    void showsGuestAndTextOnlyOnRequest() {
        JsonNode shown = json(get("/" + Sendings.FIRST), 200);
        assertThat(shown.path("state").asText()).isEqualTo("refused");
        assertThat(shown.path("events").get(0).path("what").asText()).isEqualTo("failed");
        assertThat(shown.toString()).doesNotContain("Buenos").doesNotContain("12345680");
        JsonNode whole = json(get("/" + Sendings.FIRST + "?content=true"), 200);
        assertThat(whole.path("text").asText()).isEqualTo("Buenos días");
        assertThat(whole.path("guest").asText()).isEqualTo("+5491112345680");
    }

    @Test
    void resendsOnceAndThenAnswersAConflict() {
        assertThat(json(post("/" + Sendings.FIRST + "/resend", WHY), 200)
                        .path("state")
                        .asText())
                .isEqualTo("waiting");
        assertThat(state(Sendings.FIRST)).isEqualTo(ReplyState.WAITING);
        for (String verdict : List.of("resend", "discard")) {
            problem(post("/" + Sendings.FIRST + "/" + verdict, WHY), 409);
        }
        JsonNode event = json(get("/" + Sendings.FIRST), 200).path("events").get(1);
        assertThat(event.path("what").asText()).isEqualTo("resent");
        assertThat(event.path("by").asText()).isEqualTo("admin-token");
        assertThat(event.path("why").asText()).isEqualTo("the guest has called");
    }

    @Test
    void discardsForGood() {
        JsonNode discarded = json(post("/" + Sendings.SECOND + "/discard", WHY), 200);
        assertThat(discarded.path("dead").asBoolean()).isFalse();
        assertThat(discarded.path("decision").asText()).isEqualTo("discarded");
    }

    @Test
    void decidesAboutManyOfOneHotel() {
        String many = "{\"tenant\": \"hotel-centro\", \"code\": \"131026\", \"limit\": 1, \"why\": \"paid\"}";
        assertThat(json(post("/discard", many), 200).path("replies").asInt()).isEqualTo(1);
        assertThat(json(post("/resend", many), 200).path("replies").asInt()).isEqualTo(1);
        assertThat(json(post("/resend", many), 200).path("replies").asInt()).isZero();
        assertThat(state(Sendings.SECOND)).isEqualTo(ReplyState.WAITING);
    }

    @Test
    void listsHeldLinesMasked() {
        JsonNode line = json(get("/lines"), 200).path("lines").get(0);
        assertThat(line.path("tenant").asText()).isEqualTo("hotel-centro");
        assertThat(line.path("fix").asText()).isEqualTo("renew_token");
        assertThat(line.path("cause").asText()).isEqualTo("graph 190: expired");
        assertThat(line.path("line").asText()).startsWith("…").hasSize(5);
    }

    @Test
    void readinessNamesTheFix() {
        HttpResponse<String> ready = http.get("/health/ready");
        JsonNode answer = json(ready, 200);
        assertThat(answer.path("status").asText()).isEqualTo("ready");
        assertThat(answer.path("heldLines").get(0).path("fix").asText()).isEqualTo("renew_token");
        assertThat(ready.body()).doesNotContain("hotel-centro");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "?state=lost",
                "?limit=501",
                "?after=yesterday",
                "?reason=Not%20One",
                "?code=-1",
                "?tenant=nowhere",
                "?olderThan=yesterday",
                "?unknown=1"
            })
    void refusesAWrongQuery(String query) {
        problem(get(query), 422);
    }

    @ParameterizedTest
    @ValueSource(strings = {"00000000-0000-0000-0000-0000000000ff", "no-id"})
    void anUnknownReplyIsNotFound(String id) {
        problem(get("/" + id), 404);
        problem(post("/" + id + "/resend", WHY), 404);
    }

    private ReplyState state(UUID reply) {
        return sendings.records().find(null, reply).orElseThrow().state();
    }

    private static List<String> ids(JsonNode page) {
        return page.path("replies").findValuesAsText("id");
    }

    private HttpResponse<String> get(String rest) {
        return http.admin("GET", ALL + rest, null);
    }

    private HttpResponse<String> post(String rest, @Nullable String json) {
        return http.admin("POST", ALL + rest, json);
    }
}
