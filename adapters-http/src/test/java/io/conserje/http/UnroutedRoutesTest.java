package io.conserje.http;

import static io.conserje.http.Answers.json;
import static io.conserje.http.Answers.problem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.conserje.application.memory.InMemory;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.Identifier;
import io.conserje.domain.tenancy.Tenant;
import io.conserje.domain.tenancy.TenantStatus;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UnroutedRoutesTest {

    private static final String ALL = "/api/admin/unrouted";
    private static final Identifier LINE = Identifier.phoneNumberId(Channel.WHATSAPP, Strays.LINE);

    private final InMemory.Tenants tenants = InMemory.tenants();
    private final Strays strays = new Strays(tenants);
    private RunningServer http;

    @BeforeEach
    void start() {
        tenants.register(Tenant.named(Hotels.CENTRO, "Hotel Centro"));
        tenants.register(Tenant.named(Hotels.NORTE, "Hotel Norte"));
        http = RunningServer.start(RunningServer.PRODUCTION, parts -> parts.unrouted(strays.routing()));
    }

    @AfterEach
    void stop() {
        http.close();
    }

    @Test
    void listsLinesMaskedAndWithoutTexts() {
        HttpResponse<String> answer = http.admin("GET", ALL, null);
        JsonNode groups = json(answer, 200).path("unrouted");
        assertThat(groups.findValuesAsText("line")).containsExactlyInAnyOrder("100…0077", "none", "none");
        assertThat(groups.findValuesAsText("messages")).containsExactlyInAnyOrder("2", "1", "1");
        assertThat(groups.findValuesAsText("unreadable")).containsExactlyInAnyOrder("false", "false", "true");
        assertThat(answer.body()).doesNotContain(Strays.LINE, "uno", "+54");
    }

    @Test
    void routesTheMessagesOfALineOnce() {
        String id = strays.id(true);
        assertThat(json(route(id, "\"hotel-centro\""), 200).path("messages").asInt())
                .isEqualTo(2);
        assertThat(strays.pending()).isEqualTo(2);
        assertThat(tenants.findBy(LINE)).isEmpty();
        problem(route(id, "\"hotel-centro\""), 404);
    }

    @Test
    void assignsTheLineOnRequest() {
        json(route(strays.id(true), "\"hotel-centro\", \"assign\": true"), 200);
        assertThat(tenants.findBy(LINE)).map(Tenant::id).contains(Hotels.CENTRO);
    }

    @Test
    void refusesWhatCannotBeRouted() {
        problem(route("00000000", "\"hotel-centro\""), 404);
        problem(route(strays.id(true), "\"nowhere\""), 404);
        problem(route(strays.id(false), "\"hotel-centro\", \"assign\": true"), 409);
        tenants.assign(Hotels.NORTE, LINE);
        problem(route(strays.id(true), "\"hotel-centro\", \"assign\": true"), 409);
        tenants.change(Hotels.CENTRO, hotel -> with(hotel, TenantStatus.INACTIVE));
        problem(route(strays.id(true), "\"hotel-centro\""), 409);
        problem(http.admin("POST", ALL + "/x/route", "{}"), 422);
        assertThat(strays.pending()).isZero();
    }

    @Test
    void showsWhatCannotBeReadAndDoesNotRouteIt() {
        String path = ALL + "/" + Strays.UNREADABLE;
        HttpResponse<String> answer = http.admin("GET", path, null);
        assertThat(json(answer, 200).findValuesAsText("place")).containsExactly("entry[0].changes[1]");
        assertThat(answer.body()).doesNotContain("secret");
        assertThat(json(http.admin("GET", path + "?content=true", null), 200).findValuesAsText("part"))
                .containsExactly("{\"secret\": 1}");
        problem(http.admin("GET", ALL + "/" + strays.id(true), null), 404);
        problem(route(Strays.UNREADABLE, "\"hotel-centro\""), 409);
        assertThat(strays.pending()).isZero();
    }

    private static Tenant with(Tenant hotel, TenantStatus status) {
        return new Tenant(hotel.id(), hotel.name(), status, hotel.zone(), hotel.hours());
    }

    private HttpResponse<String> route(String id, String tenant) {
        return http.admin("POST", ALL + "/" + id + "/route", "{\"tenant\": " + tenant + "}");
    }
}
