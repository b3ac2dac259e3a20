package io.conserje.db;

import static io.conserje.db.Databases.LATER;
import static io.conserje.db.Databases.SHORT;
import static io.conserje.db.Databases.query;
import static io.conserje.db.Databases.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two versions side by side: processes of this one, and the change sets of a later one. */
class UpgradeTest {

    private static final String OLD = "11111111-1111-1111-1111-111111111111";
    private static final String NEW = "22222222-2222-2222-2222-222222222222";

    private static Databases databases;
    private DataSource owner;

    @BeforeAll
    static void start() throws IOException {
        databases = new Databases();
    }

    @AfterAll
    static void stop() throws IOException {
        databases.close();
    }

    @BeforeEach
    void migrate() throws SQLException {
        owner = databases.create();
        new Changelog(owner).update();
    }

    @Test
    void refusesToContractBesideOlderProcesses() throws SQLException {
        register(OLD, 1, "5 seconds");
        register(NEW, 2, "1 second");

        assertThatThrownBy(() -> later(MigrationListener.NONE).update())
                .isInstanceOf(ChangelogException.class)
                .hasMessageContaining("9003_drop_actors needs processes of epoch 2")
                .hasMessageContaining("process " + OLD + ", version 0.1.0, epoch 1, on app-1, last seen 2")
                .hasMessageContaining("--wait")
                .hasMessageContaining("--force")
                .hasMessageNotContaining(NEW);
        assertThat(later(MigrationListener.NONE).status())
                .filteredOn(state -> !state.applied())
                .extracting(ChangeSetState::id)
                .containsExactly("9001_name_guests", "9002_index_names", "9003_drop_actors");
    }

    @Test
    void goesOnBesideOlderProcessesByForce() throws SQLException {
        register(OLD, 1, "5 seconds");
        later(MigrationListener.NONE).update(new UpdateTerms(Duration.ZERO, true));
        UpgradeState state = later(MigrationListener.NONE).upgradeState();
        assertThat(state.epoch()).isEqualTo(2);
        assertThat(state.oldestProcess()).isEqualTo(2);
        assertThat(state.processes()).extracting(ServiceProcess::id).containsExactly(OLD);
    }

    @Test
    void waitsUntilOlderProcessesAreGone() throws SQLException {
        register(OLD, 1, "5 seconds");
        List<String> seen = new ArrayList<>();
        MigrationListener stopping = new MigrationListener() {
            @Override
            public void waitingForProcesses(List<ServiceProcess> older) {
                older.forEach(process -> seen.add(process.id()));
                try {
                    run(owner, "delete from conserje.processes");
                } catch (SQLException failed) {
                    throw new IllegalStateException(failed);
                }
            }
        };
        assertThat(later(stopping).update(new UpdateTerms(Duration.ofMinutes(1), false)))
                .hasSize(3);
        assertThat(seen).containsExactly(OLD);
    }

    @Test
    void theWaitForOlderProcessesHasAnEnd() throws SQLException {
        register(OLD, 1, "5 seconds");
        assertThatThrownBy(() -> later(MigrationListener.NONE).update(new UpdateTerms(Duration.ofMillis(100), false)))
                .hasMessageContaining(OLD);
    }

    @Test
    void aProcessThatWasNotSeenForHalfAMinuteIsGone() throws SQLException {
        register(OLD, 1, "31 seconds");
        assertThat(later(MigrationListener.NONE).upgradeState().processes()).isEmpty();
        assertThat(later(MigrationListener.NONE).update()).contains("9003_drop_actors");
    }

    @Test
    void anOrdinaryOwnerSeesTheProcessesToo() throws SQLException {
        owner = databases.createForOrdinaryOwner();
        new Changelog(owner).update();
        run(owner, "set role conserje_system; " + registration(OLD, 1, "5 seconds"));
        assertThatThrownBy(() -> later(MigrationListener.NONE).update()).hasMessageContaining(OLD);
        later(MigrationListener.NONE).update(new UpdateTerms(Duration.ZERO, true));
        assertThat(later(MigrationListener.NONE).upgradeState().oldestProcess()).isEqualTo(2);
    }

    @Test
    void saysWhatAnUpdateDeletes() throws SQLException {
        run(
                owner,
                "insert into conserje.tenants (tenant_id, name) values ('hotel', 'H');"
                        + " insert into conserje.tenant_audit (tenant_id, actor, action) values ('hotel', 'ana', 'changed')");
        assertThat(later(MigrationListener.NONE).lossesOfUpdate())
                .extracting(Loss::describe)
                .containsExactly("of table tenant_audit, column actor: 1 row");
        assertThat(new Changelog(owner).lossesOfUpdate()).isEmpty();
    }

    @Test
    void aNewDatabaseHasNoState() throws SQLException {
        DataSource empty = databases.create();
        UpgradeState state = new Changelog(empty).upgradeState();
        assertThat(state).isEqualTo(new UpgradeState(null, null, null, List.of(), List.of(), null));
        assertThat(new Changelog(empty).status()).noneMatch(ChangeSetState::applied);
        assertThat(query(empty, "select nspname::text from pg_namespace where nspname = 'conserje'"))
                .as("reading creates nothing")
                .isEmpty();
    }

    private Changelog later(MigrationListener listener) {
        return new Changelog(owner, LATER, listener, SHORT);
    }

    private void register(String id, int epoch, String ago) throws SQLException {
        run(owner, registration(id, epoch, ago));
    }

    private static String registration(String id, int epoch, String ago) {
        return "insert into conserje.processes (id, version, epoch, host, last_seen, state, in_hand) values ('" + id
                + "', '0." + epoch + ".0', " + epoch + ", 'app-1', now() - interval '" + ago + "', 'serving', 0)";
    }
}
