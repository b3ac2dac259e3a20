package io.conserje.postgres.process;

import io.conserje.application.process.Processes;
import io.conserje.application.process.ProcessesContract;
import io.conserje.postgres.testing.TestDatabase;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;

final class PostgresProcessesTest implements ProcessesContract {

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    @BeforeEach
    void forget() {
        DATABASE.run("truncate conserje.processes");
    }

    @Override
    public Processes processes() {
        return DATABASE.adapters().processes();
    }

    @Override
    public void age(Duration duration) {
        String past = " - interval '" + duration.toSeconds() + " seconds'";
        DATABASE.run("update conserje.processes set started_at = started_at" + past + ", last_seen = last_seen" + past);
    }
}
