package io.conserje.db.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conserje.db.transfer.TransferOptions.Mode;
import io.conserje.postgres.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From a local PostgreSQL 17 to a Supabase-shaped 15, and back. */
class TransferDatabasesTest {

    private static final int AUDIT_ROWS = 60_000;
    private static final TransferListener NOBODY = new TransferListener() {};
    private static final TransferOptions FREEZE = TransferOptions.of(Mode.FREEZE);

    private static final String RIGHTS = """
            select relname || ' ' || coalesce(relacl::text, '') || ' '
              || coalesce((select string_agg(attname || attacl::text, ',' order by attname) from pg_attribute
                           where attrelid = c.oid and attacl is not null), '')
            from pg_class c where relnamespace = 'conserje'::regnamespace and relkind = 'r' order by relname
            """;

    @RegisterExtension
    static final TwoServers SERVERS = new TwoServers();

    private static DataSource from;
    private static DataSource to;

    @BeforeAll
    static void connect() {
        from = SERVERS.local();
        to = SERVERS.supabase();
    }

    @BeforeEach
    void fillTheSource() throws SQLException {
        SERVERS.empty();
        FilledDatabase.run(from, """
                insert into conserje.tenants (tenant_id, name)
                select 'hotel-' || n, 'Hotel "Ñandú" ''' || n from generate_series(1, 50) n;
                insert into conserje.lock_audit (tenant_id, resource_id, event, holder, fence, details)
                select 'hotel-' || (1 + mod(n, 50)), 'room:' || n, 'acquired', E'two\\nlines\\t\\\\ and 🏨', nullif(mod(n, 3), 0),
                  jsonb_build_object('n', n, 'text', repeat('x', 60))
                from generate_series(1, %d) n;
                insert into conserje.sessions (tenant_id, channel, guest, version, attributes, expires_at)
                select 'hotel-1', 'whatsapp', '+54911' || n, n, '{}', now() + n * interval '1 microsecond'
                from generate_series(1, 100) n
                """.formatted(AUDIT_ROWS));
    }

    private static TransferDatabases transfer(DataSource source, DataSource target, TransferListener listener) {
        return new TransferDatabases(source, target, listener);
    }

    @Test
    void carriesEveryRowThereAndBack() throws SQLException {
        long lastId = Long.parseLong(TestDatabase.query(from, "select max(id)::text from conserje.lock_audit")
                .getFirst());
        assertThat(transfer(from, to, NOBODY).transfer(FREEZE).isEqual()).isTrue();

        // What guests wrote meanwhile.
        FilledDatabase.run(
                to,
                "insert into conserje.lock_audit (tenant_id, resource_id, event, holder)"
                        + " values ('hotel-1', 'room:new', 'acquired', 'guest')");
        assertThat(TestDatabase.query(to, "select max(id)::text from conserje.lock_audit"))
                .containsExactly(String.valueOf(lastId + 1));
        FilledDatabase.run(from, "truncate conserje.tenants cascade");

        Comparison back = transfer(to, from, NOBODY).transfer(FREEZE);

        assertThat(back.isEqual()).isTrue();
        assertThat(TestDatabase.query(from, "select count(*)::text from conserje.lock_audit"))
                .containsExactly(String.valueOf(AUDIT_ROWS + 1));
    }

    @Test
    void refusesOneDatabaseOnBothEnds() throws SQLException {
        assertThat(transfer(from, SERVERS.local(), NOBODY).plan(only("hotel-1")).refusals())
                .containsExactly("--from and --to are the same database.");
        assertThatThrownBy(() -> new CompareDatabases(from, SERVERS.local()).compare(table -> {}))
                .hasMessage("--from and --to are the same database.");
    }

    @Test
    void aComparisonWantsHotelsThatExist() {
        assertThatThrownBy(
                        () -> new CompareDatabases(from, to, List.of("hotel-1", "hotel-nobody")).compare(table -> {}))
                .hasMessageContaining("neither database has a hotel hotel-nobody");
    }

    @Test
    void refusesAHotelThatMovedAway() throws SQLException {
        transfer(from, to, NOBODY).transfer(only("hotel-1"));

        assertThat(transfer(from, to, NOBODY).plan(only("hotel-1")).refusals())
                .anyMatch(refusal -> refusal.startsWith("--from: hotel-1 cannot move"));
        assertThat(transfer(from, to, NOBODY).plan(FREEZE).refusals())
                .anyMatch(refusal -> refusal.startsWith("--from: hotel-1 cannot move"));
        assertThat(transfer(from, to, NOBODY).plan(only("hotel-2")).refusals()).isEmpty();
        assertThat(TransferDatabases.frozenHotels(from)).containsExactly("hotel-1");

        assertThat(TransferDatabases.thaw(from, List.of("hotel-1"))).isTrue();
        assertThat(TransferDatabases.thaw(from, List.of("hotel-1"))).isFalse();

        assertThat(transfer(from, to, NOBODY).plan(only("hotel-1")).refusals())
                .singleElement()
                .asString()
                .startsWith("--to: the database has rows of hotel-1, in ");
        asTenant(from, "update conserje.sessions set version = version + 1 where tenant_id = 'hotel-1'");
    }

    @Test
    void pausesMoveWithTheirHotels() throws SQLException {
        FilledDatabase.run(from, """
                insert into conserje.queue_pauses (hotel, channel, reason, until, paused_by, why) values
                  ('hotel-1', '', '', null, 'ana', 'PMS upgrade'),
                  ('hotel-1', 'whatsapp', '', now() - interval '1 minute', 'ana', 'over'),
                  ('hotel-2', '', '', now() + interval '1 hour', 'ana', 'PMS upgrade'),
                  ('', 'email', '', null, 'ana', 'every hotel')""");
        List<String> notes = new ArrayList<>();
        TransferListener noting = new TransferListener() {
            @Override
            public void noted(String text) {
                notes.add(text);
            }
        };
        transfer(from, to, noting).transfer(only("hotel-1"));
        String pauses = "select hotel || '/' || channel from conserje.queue_pauses order by 1";
        assertThat(TestDatabase.query(to, pauses)).containsExactly("hotel-1/");
        assertThat(notes).contains("1 pauses hold on the target, too. See them with: ./conserje queue pauses");

        SERVERS.empty();
        FilledDatabase.run(
                from,
                "insert into conserje.tenants (tenant_id, name) values ('hotel-2', 'Two');"
                        + " insert into conserje.queue_pauses (hotel, channel, reason, paused_by, why)"
                        + " values ('hotel-2', '', '', 'ana', 'PMS upgrade'), ('', 'email', '', 'ana', 'every hotel');"
                        + " insert into conserje.unrouted (channel, line, provider_id, guest, content_type, body, sent_at)"
                        + " values ('whatsapp', '1', 'wamid.1', '+1', 'text', 'hola', now())");
        assertThat(transfer(from, to, noting).plan(FREEZE).notes())
                .anyMatch(note -> note.startsWith("1 messages that no hotel could take stay in the source."));
        transfer(from, to, noting).transfer(FREEZE);
        assertThat(TestDatabase.query(to, pauses)).containsExactly("/email", "hotel-2/");
    }

    private static TransferOptions only(String hotel) {
        return new TransferOptions(Mode.FREEZE, List.of(hotel), Duration.ZERO, false, false);
    }

    @Test
    void freezesTheSourceForEverybodyButItsOwner() throws SQLException {
        transfer(from, to, NOBODY).transfer(FREEZE);

        assertThatThrownBy(() -> asTenant(
                        from,
                        "insert into conserje.sessions (tenant_id, channel, guest, version,"
                                + " attributes, expires_at) values ('hotel-1', 'whatsapp', 'x', 1, '{}', now())"))
                .hasMessageContaining("permission denied for table sessions");
        asTenant(
                to,
                "insert into conserje.sessions (tenant_id, channel, guest, version, attributes, expires_at)"
                        + " values ('hotel-1', 'whatsapp', 'x', 1, '{}', now())");
    }

    @Test
    void waitsForAWriterThatBeganBefore() throws Exception {
        CountDownLatch frozen = new CountDownLatch(1);
        TransferListener listener = new TransferListener() {
            @Override
            public void began(String step) {
                if (step.equals("freeze")) {
                    frozen.countDown();
                }
            }
        };
        try (Connection writer = from.getConnection();
                Statement statement = writer.createStatement()) {
            writer.setAutoCommit(false);
            statement.execute("set local role conserje_tenant; set local app.current_tenant_id = 'hotel-1';"
                    + " insert into conserje.sessions (tenant_id, channel, guest, version, attributes, expires_at)"
                    + " values ('hotel-1', 'whatsapp', 'late', 1, '{}', now())");
            CompletableFuture<Comparison> transfer = CompletableFuture.supplyAsync(() -> {
                try {
                    return transfer(from, to, listener).transfer(FREEZE);
                } catch (SQLException failed) {
                    throw new IllegalStateException(failed);
                }
            });
            frozen.await();
            awaitWaitingLock();
            assertThatThrownBy(() -> statement.execute("delete from conserje.sessions where guest = 'late'"))
                    .hasMessageContaining("permission denied");
            writer.rollback();
            assertThat(transfer.get().isEqual()).isTrue();
        }
    }

    private static void awaitWaitingLock() {
        while (TestDatabase.query(from, "select count(*)::text from pg_locks where not granted and mode = 'ShareLock'")
                .equals(List.of("0"))) {
            Thread.onSpinWait();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 20_000, 45_000})
    void goesOnAfterTheConnectionWasCut(long afterRows) throws SQLException {
        AtomicLong copied = new AtomicLong();
        TransferListener cutting = new TransferListener() {
            @Override
            public void copied(String table, long rows) {
                if (copied.addAndGet(rows) > afterRows) {
                    TestDatabase.query(
                            to,
                            "select pg_terminate_backend(pid)::text from pg_stat_activity"
                                    + " where pid <> pg_backend_pid() and backend_type = 'client backend'");
                }
            }
        };
        assertThatThrownBy(() -> transfer(from, to, cutting).transfer(FREEZE)).isInstanceOf(TransferCutException.class);
        assertThatThrownBy(() -> transfer(from, to, NOBODY).transfer(FREEZE))
                .isInstanceOf(TransferRefusedException.class)
                .hasMessageContaining("--resume");

        Comparison comparison = transfer(from, to, NOBODY).resume(false);
        assertThat(comparison.isEqual()).as(comparison.toString()).isTrue();
    }

    @Test
    void abortEmptiesTheTargetAndGivesTheRightsBack() throws SQLException {
        List<String> rights = TestDatabase.query(from, RIGHTS);
        TransferListener cutting = new TransferListener() {
            @Override
            public void began(String step) {
                if (step.equals("verify")) {
                    throw new IllegalStateException("the process ended");
                }
            }
        };
        assertThatThrownBy(() -> transfer(from, to, cutting).transfer(FREEZE)).hasMessage("the process ended");
        assertThat(TestDatabase.query(from, RIGHTS)).isNotEqualTo(rights);

        transfer(from, to, NOBODY).abort();

        assertThat(TestDatabase.query(from, RIGHTS)).isEqualTo(rights);
        assertThat(TestDatabase.query(to, "select count(*)::text from conserje.tenants"))
                .containsExactly("0");
        assertThatThrownBy(() -> transfer(from, to, NOBODY).resume(false)).isInstanceOf(TransferRefusedException.class);
    }

    @Test
    void refusesTheSameDatabaseOnBothEnds() {
        DataSource again = SERVERS.local();

        assertThatThrownBy(() -> transfer(empty(again), again, NOBODY).transfer(FREEZE))
                .isInstanceOf(TransferRefusedException.class)
                .hasMessageContaining("same database");
    }

    @Test
    void refusesALoginThatDoesNotOwnTheTables() throws SQLException {
        FilledDatabase.run(
                from,
                "create role mover login bypassrls; grant usage on schema conserje to mover;"
                        + " grant select on all tables in schema conserje to mover");
        try {
            TransferPlan plan = transfer(SERVERS.local("mover"), to, NOBODY).plan(FREEZE);

            assertThat(plan.refusals())
                    .singleElement()
                    .asString()
                    .contains("--from: the login mover does not own the tables");
        } finally {
            FilledDatabase.run(from, "drop owned by mover; drop role mover");
        }
    }

    @Test
    void refusesToFreezeWhatSomebodyElseGranted() throws SQLException {
        FilledDatabase.run(
                from,
                "create role giver; grant insert on conserje.sessions to giver with grant option; create role taker;"
                        + " grant usage on schema conserje to giver; set role giver; grant insert on conserje.sessions to taker");
        try {
            assertThatThrownBy(() -> transfer(from, to, NOBODY).transfer(FREEZE))
                    .isInstanceOf(TransferRefusedException.class)
                    .hasMessageContaining("grant INSERT on conserje.sessions to taker");
            assertThat(TestDatabase.query(
                            from, "select has_table_privilege('conserje_tenant', 'conserje.sessions', 'insert')::text"))
                    .containsExactly("true");
        } finally {
            transfer(from, to, NOBODY).abort();
            FilledDatabase.run(from, "drop owned by taker, giver cascade; drop role taker, giver");
        }
    }

    private static DataSource empty(DataSource database) throws SQLException {
        FilledDatabase.run(database, "truncate conserje.tenants cascade");
        return database;
    }

    @Test
    void thePlanCountsAndChangesNothing() throws SQLException {
        TransferPlan plan = transfer(from, to, NOBODY).plan(FREEZE);

        assertThat(plan.refusals()).isEmpty();
        assertThat(plan.rows()).isEqualTo(50 + AUDIT_ROWS + 100);
        assertThat(plan.bytes()).isGreaterThan(1_000_000);
        assertThat(plan.tables().getFirst().table()).isEqualTo("tenants");
        assertThat(TestDatabase.query(to, "select to_regnamespace('conserje_transfer')::text"))
                .containsExactly((String) null);
    }

    private static void asTenant(DataSource database, String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("set local role conserje_tenant; set local app.current_tenant_id = 'hotel-1'; " + sql);
            connection.rollback();
        }
    }
}
