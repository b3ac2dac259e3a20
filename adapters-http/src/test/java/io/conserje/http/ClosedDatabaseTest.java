package io.conserje.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.conserje.application.process.Closure;
import io.conserje.application.process.Closures.Reading;
import io.conserje.application.process.Gate;
import io.conserje.application.process.GateListener;
import io.conserje.application.process.Heartbeats;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClosedDatabaseTest {

    private static final Reading OPEN = new Reading(1, 1, List.of());

    private final AtomicReference<Reading> reading = new AtomicReference<>(OPEN);
    private final Gate gate = new Gate(reading::get, 1, 1, GateListener.NONE);

    private RunningServer server() {
        return RunningServer.start(
                RunningServer.PRODUCTION, parts -> parts.gate(gate).check("postgres", () -> true));
    }

    private void set(Closure.Kind kind) {
        reading.set(new Reading(1, 1, List.of(new Closure(null, kind, "transfer 1", Instant.EPOCH))));
        gate.refresh();
    }

    @ParameterizedTest
    @CsvSource({"FROZEN, frozen", "CLOSED, waiting"})
    void readinessTellsWhyTheProcessTakesNoWork(Closure.Kind kind, String status) {
        try (RunningServer server = server()) {
            set(kind);

            HttpResponse<String> ready = server.get("/health/ready");
            assertThat(ready.statusCode()).isEqualTo(503);
            assertThat(ready.body()).contains("\"status\":\"" + status + "\"", "transfer 1", "\"postgres\":true");

            reading.set(OPEN);
            gate.refresh();
            assertThat(server.get("/health/ready").body())
                    .isEqualTo("{\"status\":\"ready\",\"dependencies\":{\"postgres\":true}}");
        }
    }

    @Test
    void readinessNamesTheRemedyForASchemaThatDoesNotFit() {
        try (RunningServer server = server()) {
            reading.set(new Reading(2, 2, List.of()));
            gate.refresh();

            HttpResponse<String> ready = server.get("/health/ready");
            assertThat(ready.statusCode()).isEqualTo(503);
            assertThat(ready.body()).contains("\"status\":\"unavailable\"", "Start the version");
        }
    }

    @Test
    void readinessNamesTheLoopsThatAreLate() {
        AtomicLong nanos = new AtomicLong();
        Heartbeats heartbeats = new Heartbeats(nanos::get);
        Heartbeats.Beat claim = heartbeats.begin("messages-claim", Duration.ofMinutes(1));
        heartbeats.begin("sweep", Duration.ofHours(6));
        try (RunningServer server =
                RunningServer.start(RunningServer.PRODUCTION, parts -> parts.heartbeats(heartbeats))) {
            nanos.addAndGet(Duration.ofSeconds(90).toNanos());
            HttpResponse<String> unwell = server.get("/health/ready");
            assertThat(unwell.statusCode()).isEqualTo(503);
            assertThat(unwell.body())
                    .isEqualTo("{\"status\":\"unavailable\",\"dependencies\":{},\"late\":{\"messages-claim\":90}}");
            claim.turned();
            assertThat(server.get("/health/ready").body()).isEqualTo("{\"status\":\"ready\",\"dependencies\":{}}");
        }
    }

    @Test
    void operatorsReadAndDoNotChange() {
        try (RunningServer server = server()) {
            set(Closure.Kind.FROZEN);

            HttpResponse<String> change = server.admin("POST", "/api/admin/tenants", "{}");
            assertThat(change.statusCode()).isEqualTo(503);
            assertThat(change.headers().firstValue("Retry-After")).hasValue("5");
            assertThat(change.body()).contains("Writes are frozen (transfer 1)");
            assertThat(server.admin("GET", "/api/admin/tenants", null).statusCode())
                    .isEqualTo(404);
            assertThat(server.send(server.request("/api/admin/tenants").POST(BodyPublishers.noBody()))
                            .statusCode())
                    .as("without a token")
                    .isEqualTo(401);
        }
    }
}
