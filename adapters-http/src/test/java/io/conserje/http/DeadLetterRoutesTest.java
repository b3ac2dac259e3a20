package io.conserje.http;

import static io.conserje.http.Answers.json;
import static io.conserje.http.Answers.problem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.conserje.application.dlq.DeadLetters.Shown;
import io.conserje.application.dlq.LetterFilter;
import io.conserje.application.memory.InMemory;
import io.conserje.domain.dlq.DeadLetter.State;
import io.conserje.domain.dlq.DeadLetterId;
import io.conserje.domain.dlq.Warrant;
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

class DeadLetterRoutesTest {

    private static final String ALL = "/api/admin/dlq";
    private static final String WHY = "{\"why\": \"the PMS is back\"}";

    private final InMemory.Tenants tenants = InMemory.tenants();
    private final Letters letters = Letters.in(tenants, Hotels.CENTRO);
    private RunningServer http;

    @BeforeEach
    void start() {
        tenants.register(Tenant.named(Hotels.CENTRO, "Hotel Centro"));
        tenants.register(Tenant.named(Hotels.NORTE, "Hotel Norte"));
        letters.bury(Hotels.NORTE, "handler_failed");
        http = RunningServer.start(RunningServer.PRODUCTION, parts -> parts.deadLetters(letters.ports()));
    }

    @AfterEach
    void stop() {
        http.close();
    }

    @Test
    void listsDeadLettersOfAllHotelsNewestFirst() {
        JsonNode first = json(get("?limit=2"), 200);
        assertThat(first.path("letters").findValuesAsText("tenant")).containsExactly("hotel-norte", "hotel-centro");
        JsonNode last = json(get("?limit=2&after=" + first.path("next").asText()), 200);
        assertThat(last.path("letters").findValuesAsText("tenant")).containsExactly("hotel-centro");
        assertThat(last.has("next")).isFalse();
    }

    @Test
    void filtersByHotelReasonChannelAndAge() {
        assertThat(ids("?reason=pms_unavailable")).containsExactly(Letters.FIRST.toString());
        assertThat(ids("?tenant=hotel-norte")).hasSize(1);
        assertThat(ids("?channel=email")).isEmpty();
        assertThat(ids("?olderThan=PT1H")).isEmpty();
        assertThat(ids("?state=all")).hasSize(3);
    }

    @Test
    void showsHistoryAndTextOnlyOnRequest() {
        JsonNode shown = json(get("/" + Letters.FIRST), 200);
        assertThat(shown.path("reason").asText()).isEqualTo("pms_unavailable");
        assertThat(shown.path("attempts").get(0).path("cause").asText()).isEqualTo("on purpose");
        assertThat(shown.path("decisions")).isEmpty();
        assertThat(shown.toString()).doesNotContain("Hola").doesNotContain("12345670");
        JsonNode whole = json(get("/" + Letters.FIRST + "?content=true"), 200).path("message");
        assertThat(whole.path("body").asText()).isEqualTo("Hola");
        assertThat(whole.path("guest").asText()).isEqualTo("+5491112345670");
        assertThat(json(get("/" + Letters.FIRST + "?raw=true"), 200).path("raw").asText())
                .isEqualTo("{\"text\": {\"body\": \"Hola\"}}");
    }

    @Test
    void redrivesOnceAndThenAnswersAConflict() {
        JsonNode redriven = json(post("/" + Letters.FIRST + "/redrive", WHY), 200);
        assertThat(redriven.path("state").asText()).isEqualTo("redriven");
        assertThat(letters.pending()).isEqualTo(1);
        assertThat(state(Letters.FIRST))
                .isEqualTo(new State.Redriven(RunningServer.NOW, new Warrant("admin-token", "the PMS is back")));
        for (String verdict : List.of("redrive", "discard")) {
            problem(post("/" + Letters.FIRST + "/" + verdict, WHY), 409);
        }
        assertThat(letters.pending()).isEqualTo(1);
        JsonNode decision =
                json(get("/" + Letters.FIRST), 200).path("decisions").get(0);
        assertThat(decision.path("verdict").asText()).isEqualTo("redriven");
        assertThat(decision.path("by").asText()).isEqualTo("admin-token");
        assertThat(decision.path("why").asText()).isEqualTo("the PMS is back");
    }

    @Test
    void discardsForGood() {
        assertThat(json(post("/" + Letters.SECOND + "/discard", WHY), 200)
                        .path("state")
                        .asText())
                .isEqualTo("discarded");
        assertThat(state(Letters.SECOND)).isInstanceOf(State.Discarded.class);
        assertThat(letters.pending()).isZero();
    }

    @Test
    void redrivesManyByFilterAndAnswersTheirNumber() {
        JsonNode begun =
                json(post("/redrive", "{\"reason\": \"handler_failed\", \"rate\": 1000, \"why\": \"mended\"}"), 202);
        assertThat(begun.path("letters").asInt()).isEqualTo(2);
        await().until(() -> letters.pending() == 2);
        assertThat(letters.store().list(Hotels.CENTRO, LetterFilter.ALL, Shown.BURIED, null, 10))
                .extracting(letter -> letter.id().value())
                .containsExactly(Letters.FIRST);
    }

    @Test
    void runsOneRedriveOfManyAtATime() {
        String slowly = "{\"tenant\": \"hotel-centro\", \"rate\": 1, \"why\": \"mended\"}";
        json(post("/redrive", slowly), 202);
        problem(post("/redrive", slowly), 409);
        await().until(() -> letters.pending() == 2);
        await().until(() -> post("/redrive", slowly).statusCode() == 202);
    }

    @Test
    void reportsAnUnknownHotelOnly() {
        assertThat(problem(post("/redrive", "{\"tenant\": \"nowhere\", \"why\": \"x\"}"), 422)
                        .path("errors")
                        .findValuesAsText("pointer"))
                .containsExactly("#/tenant");
    }

    @Test
    void redrivingEverythingNeedsAnExplicitFilter() {
        assertThat(problem(post("/redrive", WHY), 422).path("errors").findValuesAsText("pointer"))
                .containsExactly("#/olderThan");
        assertThat(letters.pending()).isZero();
    }

    @Test
    void anUnknownDeadLetterIsNotFound() {
        for (String id : List.of(new UUID(7, 7).toString(), "x")) {
            problem(get("/" + id), 404);
            problem(post("/" + id + "/redrive", WHY), 404);
            problem(post("/" + id + "/discard", WHY), 404);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "limit=0",
                "limit=501",
                "after=x",
                "after=hotel-centro/%2B500000-01-01T00:00:00Z/01991f0e-5d0c-7cc4-a1a6-6b2c62d0a9f4",
                "tenant=nowhere",
                "tenant=%21",
                "channel=%21",
                "reason=A",
                "olderThan=2h",
                "olderThan=-PT1H",
                "olderThan=P106752D",
                "state=gone",
                "colour=red"
            })
    void refusesAWrongParameter(String query) {
        assertThat(problem(get("?" + query), 422).path("errors")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"why\": \" \"}", "{\"why\": \"x\\u0000\"}", "{\"why\": \"x\", \"by\": \"me\"}"})
    void aDecisionNeedsAReasonAndNoActor(String body) {
        assertThat(problem(post("/" + Letters.FIRST + "/redrive", body), 422).path("errors"))
                .hasSize(1);
        assertThat(state(Letters.FIRST)).isEqualTo(new State.Buried());
    }

    private State state(UUID id) {
        return letters.store()
                .find(Hotels.CENTRO, new DeadLetterId(id))
                .orElseThrow()
                .state();
    }

    private List<String> ids(String query) {
        return json(get(query), 200).path("letters").findValuesAsText("id");
    }

    private HttpResponse<String> get(String rest) {
        return http.admin("GET", ALL + rest, null);
    }

    private HttpResponse<String> post(String rest, @Nullable String body) {
        return http.admin("POST", ALL + rest, body);
    }
}
