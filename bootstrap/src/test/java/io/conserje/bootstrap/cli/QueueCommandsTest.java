package io.conserje.bootstrap.cli;

import static io.conserje.bootstrap.cli.TwoHotels.SUR;
import static org.assertj.core.api.Assertions.assertThat;

import io.conserje.application.fixture.Fresh;
import io.conserje.application.pause.PauseScope;
import io.conserje.application.waiting.WaitingMessage;
import io.conserje.bootstrap.embedded.EmbeddedServers.Server;
import io.conserje.domain.dlq.Warrant;
import io.conserje.postgres.PostgresAdapters;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QueueCommandsTest {

    @TempDir
    static Path directory;

    private static TwoHotels hotels;
    private static PostgresAdapters stores;

    @BeforeAll
    static void start() {
        hotels = TwoHotels.on(directory.resolve("servers"), Server.POSTGRES);
        stores = hotels.stores();
    }

    @AfterAll
    static void stop() {
        hotels.close();
    }

    @BeforeEach
    void beginWithTwoHotels() throws SQLException {
        hotels.begin();
        Warrant nobody = new Warrant("test", "begins");
        stores.pauses().read().pauses().forEach(pause -> stores.pauses().resume(pause.scope(), nobody));
        stores.pauses().read().breakers().forEach(breaker -> stores.pauses().close(breaker.tenant(), nobody));
    }

    @Test
    void pausesAndResumes() {
        assertThat(queue("pauses").out()).isEqualTo("Nothing is paused.\n");
        Run paused = queue("pause", "--tenant", "hotel-sur", "--for", "2h", "--why", "a new PMS", "--by", "ana");
        assertThat(paused.exitCode()).as(paused.err()).isZero();
        assertThat(paused.out()).startsWith("Paused hotel-sur, since ").endsWith(", by ana: a new PMS\n");
        assertThat(queue("pauses", "--json").out())
                .contains("\"tenant\": \"hotel-sur\"", "\"until\": ", "\"by\": \"ana\"");
        assertThat(queue("pause", "--reason", "pms_unavailable", "--why", "an outage")
                        .out())
                .contains("every hotel, reason pms_unavailable", "until somebody resumes it");
        assertThat(queue("resume", "--tenant", "hotel-sur", "--why", "done").out())
                .isEqualTo("Resumed hotel-sur\n");
        Run again = queue("resume", "--tenant", "hotel-sur", "--why", "done");
        assertThat(again.exitCode()).isEqualTo(ExitCode.CHECK_FAILED);
        assertThat(again.err()).contains("no pause of exactly hotel-sur");
        assertThat(stores.pauses().read().pauses())
                .extracting(pause -> pause.scope())
                .containsExactly(new PauseScope(null, null, "pms_unavailable"));
        assertThat(queue("pauses", "--history").out())
                .contains("paused  hotel-sur  by ana: a new PMS", "resumed  hotel-sur");
    }

    @Test
    void showsHowFullTheQueueIs() {
        stores.inbox(SUR).accept(List.of(Fresh.message(Fresh.guest())));
        stores.pauses().open(SUR, "pms_unavailable", new Warrant("conserje", "why"));
        assertThat(queue("status").out())
                .contains(
                        "1 messages wait or are handled; 0 of them are in hand.",
                        "Waits: hotel-sur, whose messages fail with pms_unavailable");
        assertThat(queue("status", "--json").out()).contains("\"pending\": 1", "\"probes\": 0");
    }

    @Test
    void listsShowsHurriesAndCancels() {
        stores.inbox(SUR).accept(List.of(Fresh.message(Fresh.guest(), "Hola"), Fresh.message(Fresh.guest(), "Hola")));
        List<WaitingMessage> waiting = stores.waitingMessages().list(SUR, null, null, 10);
        String id = waiting.getFirst().id().toString();
        assertThat(queue("list").out()).contains(id, "due", "2 shown; no more.").doesNotContain("Hola");
        assertThat(queue("list", "--limit", "1").out()).contains("More: --after hotel-sur/");
        assertThat(queue("list", "--tenant", "hotel-norte").out()).isEqualTo("Nothing waits.\n");
        assertThat(queue("list", "--json").out()).contains("\"state\": \"due\"", "\"next\": null");
        assertThat(queue("show", id, "--tenant", "hotel-sur").out()).startsWith(id);
        assertThat(queue("show", id, "--tenant", "hotel-sur", "--json").out()).contains("\"attempts\": []");
        assertThat(queue("show", id, "--tenant", "hotel-norte").exitCode()).isEqualTo(ExitCode.CHECK_FAILED);
        assertThat(queue("retry", id, "--tenant", "hotel-sur", "--why", "now").out())
                .isEqualTo(id + " is due now\n");
        assertThat(queue("cancel", id, "--tenant", "hotel-sur", "--why", "no").out())
                .isEqualTo(id + " is cancelled\n");
        assertThat(queue("cancel", id, "--tenant", "hotel-sur", "--why", "no").err())
                .contains("No message " + id + " waits at hotel-sur");
        stores.turns().claim(1, Duration.ofMinutes(1));
        String other = waiting.getLast().id().toString();
        assertThat(queue("cancel", other, "--tenant", "hotel-sur", "--why", "no")
                        .err())
                .contains("a worker has its guest now");
        assertThat(queue("pauses", "--history").out()).contains("retried  message " + id, "cancelled  message " + id);
    }

    @Test
    void refusesWhatItCannotRead() {
        for (List<String> wrong : List.of(
                List.of("pause", "--why", "all"),
                List.of("pause", "--all", "--tenant", "hotel-sur", "--why", "both"),
                List.of("pause", "--all"),
                List.of("list", "--limit", "0"),
                List.of("list", "--after", "nowhere"),
                List.of("cancel", "01991f0e-5d0c-7cc4-a1a6-6b2c62d0a9f4", "--tenant", "hotel-sur"),
                List.of("pause", "--all", "--why", "x", "--for", "0s"),
                List.of("pause", "--all", "--why", "x", "--until", "tomorrow"),
                List.of("pause", "--all", "--why", "x", "--until", "2020-01-01T00:00Z"),
                List.of("pause", "--all", "--why", "x", "--until", "2020-01-01T00:00Z", "--for", "1h"),
                List.of("pause", "--tenant", "nowhere", "--why", "x"),
                List.of("pause", "--reason", "No reason", "--why", "x"))) {
            Run run = queue(wrong.toArray(String[]::new));
            assertThat(run.exitCode()).as(wrong.toString()).isEqualTo(ExitCode.USAGE);
            assertThat(run.err()).isNotBlank();
        }
        assertThat(stores.pauses().read().pauses()).isEmpty();
    }

    @Test
    void setsTheRateOfALineAndTheShareOfAHotel() {
        assertThat(tenants("rate", "hotel-sur").out()).isEqualTo("No line of hotel-sur has a rate of its own\n");
        assertThat(tenants("rate", "hotel-sur", "--line", "106", "--also-on-a-phone")
                        .out())
                .isEqualTo("The line sends 20 replies a second\n");
        assertThat(tenants("rate", "hotel-sur").out()).isEqualTo("whatsapp  106  20 a second\n");
        assertThat(tenants("rate", "hotel-sur", "--line", "106", "--default").exitCode())
                .isZero();
        assertThat(stores.lineRates(TenantWork.actor()).of(SUR)).isEmpty();
        assertThat(tenants("rate", "hotel-sur", "--line", "106").exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(tenants("rate", "hotel-sur", "--line", "106", "--per-second", "0")
                        .exitCode())
                .isEqualTo(ExitCode.USAGE);

        assertThat(tenants("change", "hotel-sur", "--share", "25").out()).contains("share 25 %");
        assertThat(stores.directory().find(SUR))
                .map(tenant -> String.valueOf(tenant.share()))
                .contains("25");
        assertThat(tenants("change", "hotel-sur", "--share", "default").out()).doesNotContain("share");
        assertThat(tenants("change", "hotel-sur", "--share", "101").exitCode()).isEqualTo(ExitCode.USAGE);
    }

    private static Run queue(String... arguments) {
        return run("queue", arguments);
    }

    private static Run tenants(String... arguments) {
        return run("tenants", arguments);
    }

    private static Run run(String group, String... arguments) {
        List<String> all = new ArrayList<>(List.of(group));
        all.addAll(List.of(arguments));
        return Run.of(Map.of("POSTGRES_URL", hotels.postgres().toString()), directory, all.toArray(String[]::new));
    }
}
