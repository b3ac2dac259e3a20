package io.conserje.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import io.conserje.bootstrap.config.DatabaseUrl;
import io.conserje.bootstrap.config.Settings;
import io.conserje.bootstrap.database.DataSources;
import io.conserje.bootstrap.embedded.EmbeddedServers;
import io.conserje.bootstrap.embedded.EmbeddedServers.Server;
import io.conserje.domain.tenancy.Tenant;
import io.conserje.domain.tenancy.TenantId;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What operators can send that PostgreSQL cannot keep or compare: refused before it gets there, on the real one. */
class AdminInputTest {

    private static final TenantId SUR = new TenantId("hotel-sur");
    private static final String LETTER = "01991f0e-5d0c-7cc4-a1a6-6b2c62d0a9f4";
    private static final String TOKEN = "the-token-of-an-operator";

    @TempDir
    static Path folder;

    private static EmbeddedServers servers;
    private static Service service;
    private static HttpClient http;

    @BeforeAll
    static void start() throws SQLException {
        servers = EmbeddedServers.start(folder.resolve("data"), Set.of(Server.POSTGRES));
        DatabaseUrl postgres = Objects.requireNonNull(servers.postgres());
        Map<String, String> environment =
                Map.of("PORT", "0", "SESSIONS", "postgres", "LOCKS", "postgres", "ADMIN_API_TOKEN", TOKEN);
        service = Service.start(Settings.from(environment).at(postgres, null));
        http = HttpClient.newHttpClient();
        service.conserje().registry().register(Tenant.named(SUR, "Hotel del Sur"));
        try (Connection connection = DataSources.direct(postgres).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("insert into conserje.dlq_permanent_failures"
                    + " (tenant_id, id, channel, message, reason, error, attempts) values ('hotel-sur', '" + LETTER
                    + "', 'whatsapp', '{\"provider_id\": \"m\", \"guest\": \"+5491112345678\", \"content_type\": \"text\","
                    + " \"body\": \"Hola\", \"sent_at\": \"2027-03-12T10:00:00Z\","
                    + " \"received_at\": \"2027-03-12T10:00:00Z\"}', 'handler_failed', 'on purpose', 1)");
        }
    }

    @AfterAll
    static void stop() {
        http.close();
        service.close();
        servers.close();
    }

    /** Nothing that was sent has been kept where it harms whoever looks next. */
    @AfterEach
    void everythingCanStillBeRead() throws Exception {
        assertThat(send("GET", "/tenants", null).body())
                .contains("\"hotel-sur\"", "Hotel del Sur")
                .doesNotContain("\"x1\"");
        assertThat(send("GET", "/dlq", null).body()).contains(LETTER, "\"buried\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/tenants?limit=0",
                "/tenants?limit=99999999999999999999",
                "/tenants?after=%00",
                "/tenants?after=hotel-sur%00",
                "/tenants/hotel-sur%00",
                "/tenants/hotel-sur/audit?limit=1001",
                "/tenants/hotel-sur/audit?limit=-1",
                "/tenants/%00/identifiers",
                "/dlq?after=hotel-sur/%2B500000-01-01T00:00:00Z/" + LETTER,
                "/dlq?after=hotel-sur/-5000-01-01T00:00:00Z/" + LETTER,
                "/dlq?after=hotel-sur/1899-12-31T23:59:59Z/" + LETTER,
                "/dlq?after=hotel-sur/9999-13-31T00:00:00Z/" + LETTER,
                "/dlq?after=%00/2027-03-12T10:00:00Z/" + LETTER,
                "/dlq?after=hotel-sur/2027-03-12T10:00:00Z/" + LETTER + "%00",
                "/dlq?olderThan=P36501D",
                "/dlq?olderThan=PT9223372036854775807S",
                "/dlq?olderThan=PT99999999999999999999S",
                "/dlq?reason=%00",
                "/dlq?channel=%00",
                "/dlq?tenant=%00",
                "/dlq?state=%00",
                "/dlq?limit=%00",
                "/dlq/" + LETTER + "%00",
                "/dlq/" + LETTER + "?content=%00",
                "/locks?tenant=hotel-sur%00",
                "/locks?tenant=hotel-sur&resource=room:%00",
                "/locks?tenant=hotel-sur&resource=%ff%00",
                "/locks?tenant=hotel-sur&holders=%00",
                "/locks/audit?tenant=hotel-sur&resource=room:101%00",
                "/locks/audit?tenant=hotel-sur&from=%2B294277-01-01T00:00:00Z",
                "/locks/audit?tenant=hotel-sur&from=-4713-01-01T00:00:00Z",
                "/locks/audit?tenant=hotel-sur&before=%2B1000000000-12-31T23:59:59Z",
                "/locks/audit?tenant=hotel-sur&after=%2B294277-01-01T00:00:00Z/1",
                "/locks/audit?tenant=hotel-sur&after=2027-03-12T10:00:00Z/99999999999999999999",
                "/locks/audit?tenant=hotel-sur&limit=1001"
            })
    void refusesAMeaninglessQuery(String path) throws Exception {
        assertRefused(send("GET", path, null));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            maxCharsPerColumn = 10_000,
            value = {
                "POST | /tenants | {'tenant': 'x1', 'name': 'Hotel\\u0000'}",
                "POST | /tenants | {'tenant': 'x1', 'name': 'Hotel\\nNorte'}",
                "POST | /tenants | {'tenant': 'x1', 'name': 'Hotel\\u009b31m'}",
                "POST | /tenants | {'tenant': 'x1\\u0000', 'name': 'Hotel'}",
                "POST | /tenants | {'tenant': 'x1', 'name': 'Hotel', 'zone': 'America\\u0000'}",
                "POST | /tenants | {'tenant': 'x1', 'name': 'Hotel', 'status': '\\u0000'}",
                "POST | /tenants | {'tenant': 'x1', 'name': 'Hotel', 'opens': '09:00\\u0000'}",
                "POST | /tenants | {'tenant': 'x1', 'name': 'Hotel', 'opens': '24:00'}",
                "PATCH | /tenants/hotel-sur | {'name': '\\u0000'}",
                "PATCH | /tenants/hotel-sur | {'name': 'Hotel del Sur\\u0000'}",
                "POST | /tenants/hotel-sur/identifiers | {'channel': 'whatsapp\\u0000', 'kind': 'phone', 'value': '+5491112345678'}",
                "POST | /tenants/hotel-sur/identifiers | {'channel': 'whatsapp', 'kind': 'phone\\u0000', 'value': '+5491112345678'}",
                "POST | /tenants/hotel-sur/identifiers | {'channel': 'whatsapp', 'kind': 'phone', 'value': '+5491112345678\\u0000x'}",
                "POST | /tenants/hotel-sur/identifiers | {'channel': 'email', 'kind': 'email', 'value': 'a\\u0000b@hotel.example'}",
                "POST | /tenants/hotel-sur/identifiers | {'channel': 'whatsapp', 'kind': 'user_id', 'value': 'a\\u0000b'}",
                "POST | /tenants/hotel-sur/identifiers/remove | {'channel': 'email', 'kind': 'email', 'value': 'a\\u0000b@hotel.example'}",
                "POST | /dlq/" + LETTER + "/redrive | {'why': 'x\\u0000'}",
                "POST | /dlq/" + LETTER + "/redrive | {'why': 'two\\nlines'}",
                "POST | /dlq/" + LETTER + "/discard | {'why': 'x\\u0000'}",
                "POST | /dlq/redrive | {'tenant': 'hotel-sur', 'why': 'x\\u0000'}",
                "POST | /dlq/redrive | {'tenant': 'hotel-sur\\u0000', 'why': 'x'}",
                "POST | /dlq/redrive | {'reason': 'x\\u0000', 'why': 'x'}",
                "POST | /dlq/redrive | {'channel': 'x\\u0000', 'why': 'x'}",
                "POST | /dlq/redrive | {'olderThan': 'PT9223372036854775807S', 'why': 'x'}",
                "POST | /dlq/redrive | {'tenant': 'hotel-sur', 'rate': 99999999999999999999, 'why': 'x'}"
            })
    void refusesABodyThatCannotBeStored(String method, String path, String body) throws Exception {
        assertRefused(send(method, path, body.replace('\'', '"')));
    }

    /** Half of a pair, a sign that turns text round, a sign of four bytes: whatever is kept can be read again. */
    @ParameterizedTest
    @ValueSource(strings = {"Hotel \\ud800", "Hotel \\u202e", "Hotel \\ud83d\\udece"})
    void storesOrRefusesOddText(String name) throws Exception {
        assertThat(send("PATCH", "/tenants/hotel-sur", "{\"name\": \"Hotel del Sur " + name + "\"}")
                        .statusCode())
                .isIn(200, 422);
    }

    @Test
    void storesOrRefusesAnOddAddress() throws Exception {
        String identifier =
                "{\"channel\": \"email\", \"kind\": \"email\", \"value\": \"\\ud800\\u0085@hotel.example\"}";
        assertThat(send("POST", "/tenants/hotel-sur/identifiers", identifier).statusCode())
                .isIn(200, 422);
        assertThat(send("GET", "/tenants/hotel-sur/identifiers", null).statusCode())
                .isEqualTo(200);
    }

    private static void assertRefused(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isIn(400, 404, 422);
    }

    private static HttpResponse<String> send(String method, String path, @Nullable String body) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + "/api/admin" + path))
                        .header("Authorization", "Bearer " + TOKEN)
                        .header("Content-Type", "application/json")
                        .method(
                                method,
                                body == null
                                        ? HttpRequest.BodyPublishers.noBody()
                                        : HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
