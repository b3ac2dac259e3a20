package io.conserje.http;

import static io.conserje.http.Answers.json;
import static io.conserje.http.Answers.problem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.conserje.application.memory.InMemory;
import io.conserje.application.tenancy.PhoneNumbers;
import io.conserje.application.tenancy.TenantAudit.Action;
import io.conserje.application.tenancy.TenantAudit.Entry;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.Identifier;
import io.conserje.domain.tenancy.OpeningHours;
import io.conserje.domain.tenancy.Tenant;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.domain.tenancy.TenantStatus;
import io.conserje.http.admin.TenantRoutes;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.LocalTime;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TenantRoutesTest {

    private static final String ALL = "/api/admin/tenants";
    private static final TenantId CENTRO = new TenantId("hotel-centro");
    private static final TenantId NORTE = new TenantId("hotel-norte");
    private static final Identifier LINE = Identifier.phoneNumberId(Channel.WHATSAPP, "106540352242922");
    private static final String LINE_JSON =
            "{\"channel\": \"whatsapp\", \"kind\": \"phone_number_id\", \"value\": \"106540352242922\"}";

    private final InMemory.Tenants tenants = InMemory.tenants();
    private RunningServer http;

    @BeforeEach
    void start() {
        tenants.register(Tenant.named(CENTRO, "Hotel Centro"));
        tenants.register(Tenant.named(NORTE, "Hotel Norte"));
        http = RunningServer.start(
                RunningServer.PRODUCTION,
                parts -> parts.tenants(new TenantRoutes.Ports(
                        tenants,
                        tenants::on,
                        tenants,
                        PhoneNumbers.PLAIN,
                        () -> tenants.all().size())));
    }

    @AfterEach
    void stop() {
        http.close();
    }

    @Test
    void listsHotelsByIdInPages() {
        JsonNode first = json(http.admin("GET", ALL + "?limit=1", null), 200);
        assertThat(first.path("tenants").findValuesAsText("tenant")).containsExactly("hotel-centro");
        assertThat(first.path("next").asText()).isEqualTo("hotel-centro");
        JsonNode last = json(http.admin("GET", ALL + "?limit=1&after=hotel-centro", null), 200);
        assertThat(last.path("tenants").findValuesAsText("tenant")).containsExactly("hotel-norte");
        assertThat(last.has("next")).isFalse();
    }

    @Test
    void aNewHotelHasTheGivenOrTheDefaultHours() {
        HttpResponse<String> made =
                http.admin("POST", ALL, "{\"tenant\": \"hotel-sur\", \"name\": \"Hotel Sur\", \"opens\": \"07:30\"}");
        assertThat(json(made, 201).path("opens").asText()).isEqualTo("07:30");
        assertThat(made.headers().firstValue("Location")).contains(ALL + "/hotel-sur");
        assertThat(tenants.find(new TenantId("hotel-sur")))
                .contains(new Tenant(
                        new TenantId("hotel-sur"),
                        "Hotel Sur",
                        TenantStatus.ACTIVE,
                        Tenant.DEFAULT_ZONE,
                        new OpeningHours(LocalTime.of(7, 30), OpeningHours.DEFAULT.closes())));
    }

    @Test
    void anExistingHotelIsAConflictAndStaysUnchanged() {
        problem(http.admin("POST", ALL, "{\"tenant\": \"hotel-centro\", \"name\": \"Other\"}"), 409);
        assertThat(tenants.find(CENTRO)).contains(Tenant.named(CENTRO, "Hotel Centro"));
    }

    @Test
    void aChangeKeepsFieldsThatItDoesNotName() {
        json(
                http.admin("PATCH", ALL + "/hotel-centro", "{\"status\": \"inactive\", \"zone\": \"Europe/Madrid\"}"),
                200);
        assertThat(tenants.find(CENTRO))
                .contains(new Tenant(
                        CENTRO,
                        "Hotel Centro",
                        TenantStatus.INACTIVE,
                        ZoneId.of("Europe/Madrid"),
                        OpeningHours.DEFAULT));
    }

    @Test
    void namesAllWrongFieldsAndChangesNothing() {
        JsonNode problem = problem(
                http.admin(
                        "POST",
                        ALL,
                        "{\"tenant\": \"X'; drop table tenants\", \"status\": \"asleep\", \"zone\": \"Mars\", \"opens\": \"9\","
                                + " \"colour\": \"red\", \"closes\": true}"),
                422);
        assertThat(problem.path("errors").findValuesAsText("pointer"))
                .containsExactlyInAnyOrder(
                        "#/tenant", "#/name", "#/status", "#/zone", "#/opens", "#/closes", "#/colour");
        assertThat(tenants.all()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"name\": \" \"}", "{\"name\": \" \", \"tenant\": \"NOT AN ID\"}"})
    void quotesTheWrongNameThatWasSent(String body) {
        assertThat(problem(http.admin("POST", ALL, body), 422).path("errors"))
                .anySatisfy(error -> {
                    assertThat(error.path("pointer").asText()).isEqualTo("#/name");
                    assertThat(error.path("detail").asText())
                            .isEqualTo("A tenant's name must have 1 to 200 printable characters, was \" \"");
                })
                .allSatisfy(error -> assertThat(error.path("detail").asText()).doesNotContain("default"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    GET | /nowhere |
                    PATCH | /nowhere | {}
                    GET | /nowhere/audit |
                    GET | /nowhere/identifiers |
                    POST | /nowhere/identifiers | {"channel": "whatsapp", "kind": "phone", "value": "+5491112345678"}
                    POST | /nowhere/identifiers/remove | {"channel": "whatsapp", "kind": "phone", "value": "+5491112345678"}
                    GET | /N%27OT%20AN%20ID |
                    """)
    void anUnknownHotelIsNotFound(String method, String path, @Nullable String body) {
        problem(http.admin(method, ALL + path, body), 404);
    }

    @Test
    void assigningAnIdentifierTwiceIsHarmless() {
        String path = ALL + "/hotel-centro/identifiers";
        json(http.admin("POST", path, LINE_JSON), 200);
        json(http.admin("POST", path, LINE_JSON), 200);
        assertThat(tenants.findBy(LINE)).map(Tenant::id).contains(CENTRO);
        JsonNode shown =
                json(http.admin("GET", ALL + "/hotel-centro", null), 200).path("identifiers");
        assertThat(shown.findValuesAsText("value")).containsExactly("106540352242922");
    }

    @Test
    void acceptsAPhoneNumberAsPeopleWriteIt() {
        json(
                http.admin(
                        "POST",
                        ALL + "/hotel-centro/identifiers",
                        "{\"channel\": \"whatsapp\", \"kind\": \"phone\", \"value\": \"0054 9 11 1234-5678\"}"),
                200);
        assertThat(tenants.identifiersOf(CENTRO)).containsExactly(Identifier.phone(Channel.WHATSAPP, "+5491112345678"));
    }

    @Test
    void anIdentifierOfAnotherHotelIsAConflictAndStaysThere() {
        tenants.assign(NORTE, LINE);
        problem(http.admin("POST", ALL + "/hotel-centro/identifiers", LINE_JSON), 409);
        assertThat(tenants.findBy(LINE)).map(Tenant::id).contains(NORTE);
    }

    @Test
    void removesAnIdentifierOnlyFromItsHotel() {
        tenants.assign(NORTE, LINE);
        problem(http.admin("POST", ALL + "/hotel-centro/identifiers/remove", LINE_JSON), 404);
        assertThat(http.admin("POST", ALL + "/hotel-norte/identifiers/remove", LINE_JSON)
                        .statusCode())
                .isEqualTo(204);
        assertThat(tenants.findBy(LINE)).isEmpty();
    }

    @Test
    void refusesAWrongIdentifierWithoutQuotingIt() {
        HttpResponse<String> refused = http.admin(
                "POST",
                ALL + "/hotel-centro/identifiers",
                "{\"channel\": \"whatsapp\", \"kind\": \"phone\", \"value\": \"+54-secret-911\"}");
        assertThat(problem(refused, 422).path("errors").findValuesAsText("pointer"))
                .containsExactly("#/value");
        assertThat(refused.body()).doesNotContain("secret");
        assertThat(problem(http.admin("POST", ALL + "/hotel-centro/identifiers", "{}"), 422)
                        .path("errors")
                        .findValuesAsText("pointer"))
                .containsExactlyInAnyOrder("#/channel", "#/kind", "#/value");
    }

    @Test
    void auditsChanges() {
        json(http.admin("PATCH", ALL + "/hotel-centro", "{\"name\": \"Centro\"}"), 200);
        assertThat(tenants.of(CENTRO, 10).getFirst())
                .extracting(entry -> entry.actor().name(), Entry::action)
                .containsExactly("admin-token", Action.CHANGED);
        JsonNode entry = json(http.admin("GET", ALL + "/hotel-centro/audit?limit=1", null), 200)
                .path("entries")
                .get(0);
        assertThat(entry.path("actor").asText()).isEqualTo("admin-token");
        assertThat(entry.path("action").asText()).isEqualTo("changed");
        assertThat(entry.path("details").asText()).contains("name", "Centro");
    }

    @Test
    void aRefreshReturnsTheNumberOfHotels() {
        assertThat(json(http.admin("POST", ALL + "/refresh", null), 200)
                        .path("tenants")
                        .asInt())
                .isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"limit=0", "limit=1001", "limit=ten", "after=%21", "colour=red"})
    void refusesAWrongParameter(String query) {
        assertThat(problem(http.admin("GET", ALL + "?" + query, null), 422).path("errors"))
                .hasSize(1);
    }

    @Test
    void refusesABodyThatIsNotASmallJsonObject() {
        problem(http.admin("POST", ALL, "[]"), 400);
        problem(http.admin("POST", ALL, "{"), 400);
        problem(http.admin("POST", ALL, "{\"name\": \"" + "x".repeat(70_000) + "\"}"), 413);
        problem(
                http.send(http.authorised(ALL)
                        .header("Content-Type", "text/plain")
                        .POST(BodyPublishers.ofString("{}"))),
                415);
    }
}
