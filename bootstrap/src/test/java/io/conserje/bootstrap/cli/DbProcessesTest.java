package io.conserje.bootstrap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.conserje.application.process.Processes;
import io.conserje.db.ServiceProcess;
import io.conserje.postgres.testing.TestDatabase;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class DbProcessesTest {

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    @TempDir
    Path home;

    @BeforeEach
    @AfterEach
    void nothing() {
        DATABASE.run("truncate conserje.closures, conserje.processes");
    }

    @Test
    void allCommandsAgreeWhichProcessIsLive() {
        assertThat(ServiceProcess.LIVE).isEqualTo(Processes.LIVE);
    }

    private Run processes(String... options) {
        return Run.of(
                Map.of("POSTGRES_URL", "postgresql://conserje_app@127.0.0.1:" + DATABASE.port() + "/postgres"),
                home,
                Stream.concat(Stream.of("db", "processes"), Stream.of(options)).toArray(String[]::new));
    }

    @Test
    void showsThatNoProcessIsLive() {
        DATABASE.run("insert into conserje.processes (id, version, epoch, host, last_seen, state, in_hand)"
                + " values (gen_random_uuid(), '1.2.3', 1, 'node-1', now() - interval '1 minute', 'serving', 0)");

        Run run = processes();

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out().lines())
                .containsExactly("Schema: epoch 1, for processes of epoch 1 or newer.", "No process is live.");
    }

    @Test
    void showsLiveProcessesAndWhatIsClosed() {
        DATABASE.run("insert into conserje.closures (scope, kind, reason) values ('*', 'frozen', 'transfer 1'),"
                + " ('hotel-sur', 'closed', 'transfer 2');"
                + " insert into conserje.processes (id, version, epoch, host, state, in_hand)"
                + " values (gen_random_uuid(), '1.2.3', 1, 'node-1', 'frozen', 7)");

        Run run = processes();

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("All hotels: frozen since ", "(transfer 1)")
                .contains("Hotel hotel-sur: closed since ")
                .contains("frozen    in hand 7  version 1.2.3, epoch 1  node-1")
                .endsWith("1 live.\n");
        assertThat(processes("--json").out())
                .contains("\"kind\": \"frozen\"", "\"tenant\": null", "\"tenant\": \"hotel-sur\"")
                .contains("\"inHand\": 7", "\"oldestProcess\": 1");
    }
}
