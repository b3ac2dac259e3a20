package io.conserje.bootstrap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.conserje.db.Changelog;
import io.conserje.db.transfer.CompareDatabases;
import io.conserje.db.transfer.TransferDatabases;
import io.conserje.db.transfer.TransferStatus;
import io.conserje.postgres.testing.CountingRelay;
import io.conserje.postgres.testing.SupabaseServer;
import io.conserje.postgres.testing.SupabaseServer.Grants;
import io.conserje.postgres.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code db transfer run} from a local 17 to a Supabase-shaped 15, cut off from one side or both at random moments and begun
 * again, until both sides hold the same rows. The network fails, or the server ends the sessions. {@code -Dcut.rounds=N} cuts
 * more transfers.
 */
@Timeout(1800)
class TransferCutTest {

    private static final int ROUNDS = Integer.getInteger("cut.rounds", 2);
    private static final int ROWS = 30_000;
    private static final int LONGEST_MILLIS = 500;

    private static final String END_SESSIONS = "select pg_terminate_backend(pid) from pg_stat_activity where pid <>"
            + " pg_backend_pid() and backend_type = 'client backend' and application_name = 'conserje'";

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    @SuppressWarnings("NullAway.Init") // started before all tests
    private static SupabaseServer supabase;

    private final Random random = new Random(14);

    /** One way to cut a transfer off. */
    private enum Cut {
        SESSIONS_OF_THE_SOURCE,
        SESSIONS_OF_THE_TARGET,
        NETWORK_TO_THE_SOURCE,
        NETWORK_TO_THE_TARGET,
        NETWORK
    }

    @BeforeAll
    static void startTheTarget() throws IOException {
        supabase = SupabaseServer.start(15, Grants.CLASSIC);
        new Changelog(target()).update();
    }

    @AfterAll
    static void stopIt() throws IOException, SQLException {
        forget();
        supabase.close();
    }

    private static DataSource source() {
        return DATABASE.owner();
    }

    private static DataSource target() {
        return supabase.connections("postgres");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " --follow", " --follow --keep-way-back"})
    void endsEqualHoweverOftenItIsCut(String options) throws Exception {
        Map<String, Integer> cuts = new TreeMap<>();
        for (int round = 0; round < ROUNDS; round++) {
            forget();
            fill();
            FutureTask<Integer> traffic = traffic();
            try (CountingRelay toSource = CountingRelay.to(DATABASE.port(), Duration.ZERO);
                    CountingRelay toTarget = CountingRelay.to(supabase.port(), Duration.ZERO)) {
                String begin = "db transfer run --drain 100ms" + options;
                String command = begin;
                Run run = cutOff(command, LONGEST_MILLIS, toSource, toTarget);
                for (int cut = 1; run.exitCode() != 0; cut++) {
                    assertThat(run.exitCode()).as(command + ": " + run).isEqualTo(3);
                    assertThat(run.err())
                            .as(command)
                            .containsPattern("cut at the step [a-z]+\\. Go on with: ./conserje db transfer run --resume"
                                    + "|cut at the step begin, before it did anything"
                                    + "|there is no connection to|has finished, and services of the target begin")
                            .doesNotContain("\tat ", "Exception");
                    String step = TransferDatabases.status(null, target())
                            .map(TransferStatus::step)
                            .orElse("nothing");
                    cuts.merge(step, 1, Integer::sum);
                    if (step.equals("finished")) {
                        break;
                    }
                    command = step.equals("nothing") ? begin : "db transfer run --resume";
                    run = cutOff(command, LONGEST_MILLIS * cut, toSource, toTarget);
                }
            }
            assertThat(new CompareDatabases(source(), target())
                            .compare(table -> {})
                            .isEqual())
                    .as("round %d", round)
                    .isTrue();
            assertThat(TestDatabase.query(target(), "select count(*)::text from conserje.lock_audit"))
                    .containsExactly(String.valueOf(ROWS + traffic.get()));
            assertThat(TestDatabase.query(target(), "select scope from conserje.closures"))
                    .isEmpty();
            assertThat(TransferDatabases.leftovers(source(), null)).isEmpty();
        }
        System.out.printf("run%s: %d transfers cut, by the step that was recorded: %s%n", options, ROUNDS, cuts);
        assertThat(cuts).isNotEmpty();
    }

    /** Runs a command, and cuts its connections at a random moment before {@code millis} are over. */
    private Run cutOff(String command, int millis, CountingRelay toSource, CountingRelay toTarget) throws Exception {
        FutureTask<Run> running = new FutureTask<>(() -> Run.of(
                Map.of("SOURCE", url(toSource.port()), "TARGET", url(toTarget.port())),
                Path.of("unused"),
                (command + " --from env:SOURCE --to env:TARGET").split(" ")));
        Thread.ofPlatform().start(running);
        try {
            return running.get(random.nextInt(millis), TimeUnit.MILLISECONDS);
        } catch (TimeoutException inTheMiddle) {
            cut(toSource, toTarget);
            return running.get();
        }
    }

    private void cut(CountingRelay toSource, CountingRelay toTarget) throws SQLException {
        switch (Cut.values()[random.nextInt(Cut.values().length)]) {
            case SESSIONS_OF_THE_SOURCE -> run(source(), END_SESSIONS);
            case SESSIONS_OF_THE_TARGET -> run(target(), END_SESSIONS);
            case NETWORK_TO_THE_SOURCE -> toSource.cut();
            case NETWORK_TO_THE_TARGET -> toTarget.cut();
            case NETWORK -> {
                toSource.cut();
                toTarget.cut();
            }
        }
    }

    private static String url(int port) {
        return "postgresql://postgres@127.0.0.1:" + port + "/postgres";
    }

    private static void forget() throws SQLException {
        for (DataSource database : List.of(source(), target())) {
            run(database, "drop table if exists conserje_transfer.runs cascade");
            TransferDatabases.thaw(database);
            run(database, "truncate conserje.tenants cascade; drop schema if exists conserje_transfer cascade");
            TransferDatabases.drop(database, TransferDatabases.leftovers(database, null));
        }
    }

    private static void fill() throws SQLException {
        run(
                source(),
                "insert into conserje.tenants (tenant_id, name) values ('hotel-sur', 'Hotel del Sur');"
                        + " insert into conserje.lock_audit (tenant_id, resource_id, event, holder)"
                        + " select 'hotel-sur', 'room:' || n, 'acquired', 'guest' from generate_series(1, " + ROWS
                        + ") n");
    }

    /** Rows that were written until the fence refused one. */
    private static FutureTask<Integer> traffic() {
        FutureTask<Integer> traffic = new FutureTask<>(() -> {
            int written = 0;
            try (Connection connection = source().getConnection();
                    Statement statement = connection.createStatement()) {
                connection.setAutoCommit(false);
                while (true) {
                    statement.execute("set local role conserje_tenant; set local app.current_tenant_id = 'hotel-sur';"
                            + " insert into conserje.lock_audit (tenant_id, resource_id, event, holder)"
                            + " values ('hotel-sur', 'room', 'acquired', 'writer'); select pg_sleep(0.002)");
                    connection.commit();
                    written++;
                }
            } catch (SQLException refused) {
                return "42501".equals(refused.getSQLState()) ? written : Integer.MIN_VALUE;
            }
        });
        Thread.ofVirtual().start(traffic);
        return traffic;
    }

    private static void run(DataSource database, String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
