package io.conserje.db;

import static io.conserje.db.Databases.LATER;
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
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class MigrationRunTest {

    private static final String FILE = "io/conserje/db/changelog.xml";

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
    void lackSomeChangeSets() throws SQLException {
        owner = databases.create();
        new Changelog(owner).update();
        new Changelog(owner).rollbackTo("0015_narrow_system");
    }

    @Test
    void givesUpOnALockedTableAndNamesWhoHoldsIt() throws SQLException {
        try (Connection other = owner.getConnection();
                Statement statement = other.createStatement()) {
            readQueues(other, statement);

            assertThatThrownBy(() -> new Changelog(owner, FILE, MigrationListener.NONE, SHORT).update())
                    .isInstanceOf(ChangelogException.class)
                    .hasMessageContaining("0016_lighten_queue")
                    .hasMessageContaining(
                            "session " + number(other) + " of postgres (a long report), in a transaction" + " since 2")
                    .hasMessageContaining("pg_terminate_backend");

            assertThat(query(owner, "select locked::text from conserje.databasechangeloglock"))
                    .containsExactly("false");
        }
        assertThat(new Changelog(owner).update()).contains("0016_lighten_queue");
    }

    @Test
    void triesAgainUntilTheTableIsFree() throws SQLException {
        List<String> blocked = new ArrayList<>();
        try (Connection other = owner.getConnection();
                Statement statement = other.createStatement()) {
            readQueues(other, statement);
            MigrationListener freeing = new MigrationListener() {
                @Override
                public void blocked(String id, int attempt, int attempts, List<String> by) {
                    blocked.add(id + " " + attempt + "/" + attempts + " " + by.size());
                    if (attempt == 2) {
                        rollBack(other);
                    }
                }
            };
            assertThat(new Changelog(owner, FILE, freeing, SHORT).update()).contains("0016_lighten_queue");
        }
        assertThat(blocked).containsExactly("0016_lighten_queue 1/4 0", "0016_lighten_queue 2/4 1");
    }

    @Test
    void aChangeSetAndItsRecordAreOneTransaction() throws SQLException {
        run(owner, """
                create function conserje.refuse() returns trigger language plpgsql as
                $$ begin raise exception 'no record of %', new.id; end $$;
                create trigger refuse before insert on conserje.databasechangelog for each row
                when (new.id like '0016%') execute function conserje.refuse()""");
        assertThatThrownBy(() -> new Changelog(owner).update())
                .hasMessageContaining("0016_lighten_queue")
                .hasMessageContaining("no record of 0016_lighten_queue");
        assertThat(query(
                        owner,
                        "select attname::text from pg_attribute where attname = 'waiting'"
                                + " and attrelid = 'conserje.guest_queues'::regclass"))
                .isEmpty();

        run(owner, "drop function conserje.refuse() cascade");
        assertThat(new Changelog(owner).update()).contains("0016_lighten_queue");
    }

    @Test
    void aRollbackAndItsRecordAreOneTransaction() throws SQLException {
        new Changelog(owner).update();
        run(owner, """
                create function conserje.refuse() returns trigger language plpgsql as
                $$ begin raise exception 'record of % stays', old.id; end $$;
                create trigger refuse before delete on conserje.databasechangelog for each row
                when (old.id like '0016%') execute function conserje.refuse()""");
        assertThatThrownBy(() -> new Changelog(owner).rollbackTo("0015_narrow_system"))
                .hasMessageContaining("record of 0016_lighten_queue stays");
        assertThat(query(
                        owner,
                        "select attname::text from pg_attribute where attname = 'waiting'"
                                + " and attrelid = 'conserje.guest_queues'::regclass"))
                .containsExactly("waiting");

        run(owner, "drop function conserje.refuse() cascade");
        assertThat(new Changelog(owner).rollbackTo("0015_narrow_system")).contains("0016_lighten_queue");
    }

    @Test
    void buildsAnIndexWhileTheTableIsInUse() throws SQLException {
        new Changelog(owner).update();
        try (Connection other = owner.getConnection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("set application_name = 'a long report'; select count(*) from conserje.tenant_audit");
            MigrationListener ending = new MigrationListener() {
                @Override
                public void applying(String id) {
                    // It waits for older transactions, without a limit, and nobody waits for it.
                    if (id.startsWith("9002")) {
                        rollBack(other);
                    }
                }
            };
            new Changelog(owner, LATER, ending, SHORT).update();
        }
        assertThat(query(
                        owner,
                        "select indisvalid::text from pg_index"
                                + " where indexrelid = 'conserje.sessions_guest_name'::regclass"))
                .containsExactly("true");
    }

    @Test
    void leavesTheSettingsOfAPooledConnectionAsTheyWere() throws SQLException {
        PGSimpleDataSource source = (PGSimpleDataSource) owner;
        source.setApplicationName("host");
        try (Connection pooled = source.getConnection();
                Statement statement = pooled.createStatement()) {
            statement.execute("set statement_timeout = '7s'");
            new Changelog(new OneConnection(pooled)).update();

            assertThat(Sql.query(
                            pooled,
                            "select current_setting('statement_timeout') || current_setting('lock_timeout')"
                                    + " || current_setting('application_name')",
                            row -> row.getString(1)))
                    .containsExactly("7s0host");
            assertThat(Sql.query(
                            pooled, "select count(*) from pg_locks where locktype = 'advisory'", row -> row.getInt(1)))
                    .containsExactly(0);
        }
    }

    @Test
    void restoresAPooledConnectionThatDidNotGetTheLock() throws SQLException {
        try (Connection other = owner.getConnection();
                Statement lock = other.createStatement();
                Connection pooled = owner.getConnection();
                Statement statement = pooled.createStatement()) {
            lock.execute("select pg_advisory_lock(1668247155, 1)");
            statement.execute("set statement_timeout = '7s'");
            Changelog changelog = new Changelog(new OneConnection(pooled), FILE, MigrationListener.NONE, SHORT);
            assertThatThrownBy(changelog::update).isInstanceOf(ChangelogException.class);

            assertThat(Sql.query(pooled, "select current_setting('statement_timeout')", row -> row.getString(1)))
                    .containsExactly("7s");
        }
    }

    @Test
    void noLimitOfTheServerEndsAChangeSet() throws SQLException {
        run(
                owner,
                "alter database " + query(owner, "select current_database()").getFirst()
                        + " set transaction_timeout = '100ms'");
        try (Connection other = owner.getConnection();
                Statement statement = other.createStatement()) {
            statement.execute("set transaction_timeout = 0");
            readQueues(other, statement);

            assertThatThrownBy(() -> new Changelog(owner, FILE, MigrationListener.NONE, SHORT).update())
                    .hasMessageContaining("0016_lighten_queue")
                    .hasMessageContaining("did not get the lock");
        }
    }

    private static void readQueues(Connection other, Statement statement) throws SQLException {
        statement.execute("set application_name = 'a long report'");
        other.setAutoCommit(false);
        statement.execute("select count(*) from conserje.guest_queues");
    }

    private static void rollBack(Connection connection) {
        try {
            connection.rollback();
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static int number(Connection connection) throws SQLException {
        return Sql.query(connection, "select pg_backend_pid()", row -> row.getInt(1))
                .getFirst();
    }
}
