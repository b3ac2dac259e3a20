package io.conserje.postgres.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.conserje.application.process.Closure;
import io.conserje.application.process.Closures;
import io.conserje.application.process.ClosuresContract;
import io.conserje.db.Changelog;
import io.conserje.postgres.PostgresAdapters;
import io.conserje.postgres.testing.TestDatabase;
import io.conserje.postgres.tx.Timeouts;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class PostgresClosuresTest implements ClosuresContract {

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    @AfterEach
    void open() {
        DATABASE.run("truncate conserje.closures");
        givenEpochs(1, 1);
    }

    @Override
    public Closures closures() {
        return DATABASE.adapters().closures();
    }

    @Override
    public void givenClosures(List<Closure> closures) {
        for (Closure closure : closures) {
            DATABASE.asOwner(
                    "insert into conserje.closures (scope, kind, reason, since) values (?, ?, ?, ?::timestamptz)"
                            + " returning scope",
                    closure.hotel() == null ? "*" : closure.hotel().value(),
                    closure.kind().word(),
                    closure.reason(),
                    closure.since().toString());
        }
    }

    @Override
    public void givenEpochs(int schema, int oldestProcess) {
        DATABASE.run("update conserje.schema_epoch set epoch = " + schema + ", oldest_process = " + oldestProcess);
    }

    @Test
    void aSchemaFromBeforeTheFirstEpochHasEpochZero() throws Exception {
        try (EmbeddedPostgres server = EmbeddedPostgres.start()) {
            DataSource owner = server.getPostgresDatabase();
            Changelog changelog = new Changelog(owner);
            changelog.update();
            changelog.rollbackTo("0016_lighten_queue");

            assertThat(new PostgresAdapters(owner, Timeouts.DEFAULT, UUID::randomUUID)
                            .closures()
                            .read()
                            .epoch())
                    .isZero();
        }
    }
}
