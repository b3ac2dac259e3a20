package io.conserje.db;

import static io.conserje.db.Databases.SHORT;
import static io.conserje.db.Databases.query;
import static io.conserje.db.Databases.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MigrationLockTest {

    private static final String TAKE = "select pg_advisory_lock(1668247155, 1)";
    private static final String LEFT_BY_KILLED = "update conserje.databasechangeloglock set locked = true,"
            + " lockgranted = now(),"
            + " lockedby = 'app-1 (10.0.0.7), process 4242, session 999999, since 2026-11-28T08:00:00Z'";
    private static final String LEFT_BY_OLDER_VERSION = "update conserje.databasechangeloglock set locked = true,"
            + " lockgranted = now(), lockedby = 'app-1 (10.0.0.7)'";

    private static Databases databases;
    private DataSource owner;
    private Changelog changelog;
    private final List<LockHolder> takenOver = new ArrayList<>();
    private final List<LockHolder> waitedFor = new ArrayList<>();

    @BeforeAll
    static void start() throws IOException {
        databases = new Databases();
    }

    @AfterAll
    static void stop() throws IOException {
        databases.close();
    }

    @BeforeEach
    void lackOneChangeSet() throws SQLException {
        owner = databases.create();
        new Changelog(owner).update();
        new Changelog(owner).rollbackTo("0015_narrow_system");
        changelog = new Changelog(owner, "io/conserje/db/changelog.xml", new Recording(), SHORT);
    }

    private final class Recording implements MigrationListener {
        @Override
        public void tookOver(LockHolder gone) {
            takenOver.add(gone);
        }

        @Override
        public void waitingForLock(LockHolder other) {
            waitedFor.add(other);
        }
    }

    @Test
    void takesOverTheLockOfAKilledMigration() throws SQLException {
        run(owner, LEFT_BY_KILLED);
        assertThat(changelog.upgradeState().lock())
                .extracting(LockHolder::state, LockHolder::process)
                .containsExactly(LockHolder.State.GONE, 4242L);
        assertThat(changelog.update()).contains("0016_lighten_queue");
        assertThat(takenOver)
                .extracting(LockHolder::describe)
                .containsExactly("host app-1 (10.0.0.7), process 4242, session 999999, since 2026-11-28T08:00:00Z");
        assertThat(changelog.upgradeState().lock()).isNull();
    }

    @Test
    void aKilledSessionLeavesALockThatIsTakenOver() throws SQLException {
        MigrationListener killing = new MigrationListener() {
            @Override
            public void applying(String id) {
                try {
                    run(
                            owner,
                            "select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory'"
                                    + " and classid = 1668247155");
                } catch (SQLException failed) {
                    throw new IllegalStateException(failed);
                }
            }
        };
        assertThatThrownBy(() -> new Changelog(owner, killing).update()).isInstanceOf(ChangelogException.class);
        assertThat(query(owner, "select lockedby from conserje.databasechangeloglock where locked"))
                .singleElement()
                .asString()
                .contains("process " + ProcessHandle.current().pid());

        assertThat(changelog.update()).contains("0016_lighten_queue");

        assertThat(takenOver).singleElement().satisfies(gone -> {
            assertThat(gone.process()).isEqualTo(ProcessHandle.current().pid());
            assertThat(gone.session()).isNotNull();
            assertThat(gone.since()).isNotNull();
        });
    }

    @Test
    void namesTheMigrationThatHoldsTheLock() throws SQLException {
        try (Connection other = owner.getConnection();
                Statement statement = other.createStatement()) {
            statement.execute("set application_name = 'night shift'");
            statement.execute(TAKE);

            assertThatThrownBy(() -> changelog.update())
                    .isInstanceOf(ChangelogException.class)
                    .hasMessageContaining("session " + session(other) + " of postgres (night shift), since ")
                    .hasMessageContaining("db unlock --force");
        }
        assertThat(waitedFor).isNotEmpty().extracting(LockHolder::state).containsOnly(LockHolder.State.LIVE);
        assertThat(changelog.update()).contains("0016_lighten_queue");
    }

    @Test
    void aLockOfUnknownSessionIsNotTakenFromALiveOne() throws SQLException {
        run(owner, LEFT_BY_OLDER_VERSION);
        try (Connection other = owner.getConnection()) {
            String suspect = "session " + session(other) + " of postgres";
            assertThatThrownBy(() -> changelog.update())
                    .hasMessageContaining(suspect)
                    .hasMessageContaining("app-1 (10.0.0.7)")
                    .hasMessageContaining("db unlock --force");
            assertThatThrownBy(() -> changelog.unlock(false)).hasMessageContaining(suspect);

            assertThat(changelog.unlock(true)).isPresent();
            assertThat(changelog.update()).contains("0016_lighten_queue");
        }
    }

    @Test
    void aLockOfUnknownSessionIsTakenWhenNoneIsOpen() throws SQLException {
        run(owner, LEFT_BY_OLDER_VERSION);
        assertThat(changelog.update()).contains("0016_lighten_queue");
        assertThat(takenOver).hasSize(1);
    }

    @Test
    void unlockReleasesOnlyTheLockOfAMigrationThatIsGone() throws SQLException {
        assertThat(changelog.unlock(false)).isEmpty();
        run(owner, LEFT_BY_KILLED);
        assertThat(changelog.unlock(false)).map(LockHolder::process).isEqualTo(Optional.of(4242L));
        assertThat(query(owner, "select locked::text from conserje.databasechangeloglock"))
                .containsExactly("false");
    }

    @Test
    void unlockEndsALiveMigrationOnlyByForce() throws SQLException {
        try (Connection other = owner.getConnection();
                Statement statement = other.createStatement()) {
            statement.execute(TAKE);
            assertThatThrownBy(() -> changelog.unlock(false))
                    .isInstanceOf(ChangelogException.class)
                    .hasMessageContaining("session " + session(other))
                    .hasMessageContaining("--force");

            assertThat(changelog.unlock(true)).isPresent();

            assertThatThrownBy(() -> session(other)).isInstanceOf(SQLException.class);
        }
        assertThat(changelog.update()).contains("0016_lighten_queue");
    }

    @Test
    void aRollbackLeavesAloneWhatWasAppliedMeanwhile() throws SQLException {
        changelog.update();
        changelog.rollbackTo("0020_claim_what_is_due");
        try (Connection other = owner.getConnection();
                Statement statement = other.createStatement()) {
            statement.execute(TAKE);
            MigrationListener applying = new MigrationListener() {
                @Override
                public void waitingForLock(LockHolder holder) {
                    try {
                        statement.execute("select pg_advisory_unlock_all()");
                    } catch (SQLException failed) {
                        throw new IllegalStateException(failed);
                    }
                    new Changelog(owner).update();
                }
            };
            Changelog late = new Changelog(owner, "io/conserje/db/changelog.xml", applying, SHORT);
            assertThatThrownBy(() -> late.rollbackTo("0019_add_backups"))
                    .isInstanceOf(ChangelogException.class)
                    .hasMessageContaining("0021_index_what_is_due")
                    .hasMessageContaining("Nothing was rolled back");
        }
        assertThat(changelog.status()).allMatch(ChangeSetState::applied);
    }

    private static int session(Connection connection) throws SQLException {
        return Sql.query(connection, "select pg_backend_pid()", row -> row.getInt(1))
                .getFirst();
    }
}
