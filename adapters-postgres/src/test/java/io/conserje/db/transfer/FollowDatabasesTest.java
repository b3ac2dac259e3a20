package io.conserje.db.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.LONG;

import io.conserje.db.Changelog;
import io.conserje.db.transfer.TransferOptions.Mode;
import io.conserje.postgres.testing.TestDatabase;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A copy of a database in use, from a local PostgreSQL 17 to a Supabase-shaped 15, and back. */
class FollowDatabasesTest {

    private static final TransferListener NOBODY = new TransferListener() {};
    private static final TransferOptions FOLLOW = TransferOptions.of(Mode.FOLLOW);
    private static final String PERMISSION_DENIED = "42501";

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
                select 'hotel-' || n, 'Hotel "Ñandú" ' || n from generate_series(1, 20) n;
                insert into conserje.lock_audit (tenant_id, resource_id, event, holder, fence, details)
                select 'hotel-' || (1 + mod(n, 20)), 'room:' || n, 'acquired', E'two\\nlines\\t\\\\ and 🏨', nullif(mod(n, 3), 0),
                  jsonb_build_object('n', n, 'text', repeat('x', 60))
                from generate_series(1, 20000) n;
                insert into conserje.tenant_user_identifiers (tenant_id, channel, kind, identifier)
                select 'hotel-' || n, 'whatsapp', 'phone', '+549110000' || n from generate_series(1, 20) n;
                insert into conserje.sessions (tenant_id, channel, guest, version, attributes, expires_at)
                select 'hotel-1', 'whatsapp', '+54911' || n, n, jsonb_build_object('notes',
                    (select string_agg(md5(n || '-' || m), '') from generate_series(1, 300) m)), now() + interval '1 day'
                from generate_series(1, 50) n
                """);
    }

    private static TransferDatabases transfer(DataSource source, DataSource target, TransferListener listener) {
        return new TransferDatabases(source, target, listener);
    }

    /** Writes as services do until the fence refuses it. */
    private static final class Traffic {

        private final AtomicInteger written = new AtomicInteger();
        private final CountDownLatch begun = new CountDownLatch(50);
        private final List<FutureTask<Boolean>> writers = new ArrayList<>();

        static Traffic on(DataSource database) {
            Traffic traffic = new Traffic();
            for (int writer = 0; writer < 3; writer++) {
                int number = writer;
                FutureTask<Boolean> task = new FutureTask<>(() -> traffic.write(database, number));
                traffic.writers.add(task);
                Thread.ofVirtual().start(task);
            }
            return traffic;
        }

        private boolean write(DataSource database, int writer) throws SQLException {
            try (Connection connection = database.getConnection();
                    Statement statement = connection.createStatement()) {
                connection.setAutoCommit(false);
                for (int n = 0; ; n++) {
                    statement.execute("set local role conserje_tenant; set local app.current_tenant_id = 'hotel-"
                            + (1 + n % 20) + "'; " + sql(writer, n));
                    connection.commit();
                    written.incrementAndGet();
                    begun.countDown();
                }
            } catch (SQLException refused) {
                return PERMISSION_DENIED.equals(refused.getSQLState());
            }
        }

        private static String sql(int writer, int n) {
            String hotel = "hotel-" + (1 + n % 20);
            String guest = "+1" + writer + (n % 40);
            return """
                    insert into conserje.sessions (tenant_id, channel, guest, version, attributes, expires_at)
                    values ('%1$s', 'whatsapp', '%2$s', 1, '{"n": %3$d}', now() + interval '1 day')
                    on conflict (tenant_id, channel, guest) do update set version = sessions.version + 1;
                    insert into conserje.lock_audit (tenant_id, resource_id, event, holder)
                    values ('%1$s', 'room:%3$d', 'acquired', 'writer %4$d');
                    delete from conserje.sessions where tenant_id = '%1$s' and guest = '%2$s' and version > 5
                    """.formatted(hotel, guest, n, writer);
        }

        void awaitBegun() throws InterruptedException {
            begun.await();
        }

        /** Whether each writer ended because the fence refused it. */
        boolean endedAtTheFence() throws Exception {
            for (FutureTask<Boolean> writer : writers) {
                if (!writer.get()) {
                    return false;
                }
            }
            return true;
        }
    }

    @Test
    void carriesWhatIsWrittenMeanwhileThereAndBack() throws Exception {
        Traffic traffic = Traffic.on(from);
        traffic.awaitBegun();

        Comparison there = transfer(from, to, NOBODY)
                .transfer(new TransferOptions(Mode.FOLLOW, List.of(), Duration.ofMillis(200), true, false));

        assertThat(there.isEqual()).as(there.toString()).isTrue();
        assertThat(traffic.endedAtTheFence()).isTrue();
        assertThat(count(to, "lock_audit")).isEqualTo(20_000L + traffic.written.get());
        assertThat(TransferDatabases.leftovers(from, null)).isEmpty();
        assertThat(TestDatabase.query(to, "select scope from conserje.closures"))
                .isEmpty();
        assertThat(TestDatabase.query(from, "select kind from conserje.closures"))
                .containsExactly("closed");

        Traffic theDay = Traffic.on(to);
        theDay.awaitBegun();
        Comparison back = transfer(to, from, NOBODY).resume(false);

        assertThat(back.isEqual()).as(back.toString()).isTrue();
        assertThat(theDay.endedAtTheFence()).isTrue();
        assertThat(count(from, "lock_audit")).isEqualTo(20_000L + traffic.written.get() + theDay.written.get());
        assertThat(TestDatabase.query(from, "select scope from conserje.closures"))
                .isEmpty();
        assertThat(TransferDatabases.leftovers(to, null)).isEmpty();
        FilledDatabase.run(
                from,
                "set role conserje_tenant; set app.current_tenant_id = 'hotel-1'; insert into conserje.lock_audit"
                        + " (tenant_id, resource_id, event, holder) values ('hotel-1', 'room:1', 'acquired', 'a')");
    }

    @Test
    void carriesMovedIdentifiersLargeValuesAndEmptiedTables() throws SQLException {
        transfer(from, to, NOBODY).copy(FOLLOW);

        FilledDatabase.run(from, "update conserje.sessions set version = version + 1"); // the large value is not sent
        FilledDatabase.run(
                from, "update conserje.sessions set guest = guest || '#' where version < 10"); // nor with a new key
        FilledDatabase.run(
                from,
                "update conserje.sessions set version = 7, attributes = attributes || '{\"more\": \"Ñ\"}' where version = 20");
        FilledDatabase.run(from, """
                begin;
                delete from conserje.tenant_user_identifiers where tenant_id = 'hotel-1';
                insert into conserje.tenant_user_identifiers (tenant_id, channel, kind, identifier)
                values ('hotel-2', 'whatsapp', 'phone', '+5491100001');
                commit;
                """);
        FilledDatabase.run(from, "truncate conserje.lock_audit");
        FilledDatabase.run(
                from,
                "insert into conserje.lock_audit (tenant_id, resource_id, event, holder) values ('hotel-1', 'r', 'acquired', '')");
        Comparison comparison = transfer(from, to, NOBODY).finish(false);

        assertThat(comparison.isEqual()).as(comparison.toString()).isTrue();
        assertThat(count(to, "lock_audit")).isEqualTo(1);
    }

    @Test
    void oneTransactionOfManyRowsNeedsLittleMemory() throws SQLException {
        transfer(from, to, NOBODY).copy(FOLLOW);
        FilledDatabase.run(
                from,
                "insert into conserje.lock_audit (tenant_id, resource_id, event, holder, details)"
                        + " select 'hotel-1', 'room:' || n, 'acquired', 'x', jsonb_build_object('t', repeat('y', 200))"
                        + " from generate_series(1, 100000) n");

        assertThat(transfer(from, to, NOBODY).finish(false).isEqual()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"copy", "analyze", "follow", "freeze", "open", "verify"})
    void goesOnAfterACutAtAnyStep(String step) throws Exception {
        Traffic traffic = Traffic.on(from);
        traffic.awaitBegun();
        AtomicBoolean isCut = new AtomicBoolean();
        TransferListener cutting = new TransferListener() {
            @Override
            public void began(String name) {
                if (name.equals(step) && !isCut.getAndSet(true)) {
                    cutConnections();
                }
            }
        };
        TransferOptions options = new TransferOptions(Mode.FOLLOW, List.of(), Duration.ofMillis(50), true, true);

        assertThatThrownBy(() -> transfer(from, to, cutting).transfer(options))
                .isInstanceOf(TransferCutException.class);
        Comparison comparison = transfer(from, to, NOBODY).resume(false);

        assertThat(comparison.isEqual()).as(comparison.toString()).isTrue();
        assertThat(traffic.endedAtTheFence()).isTrue();
        assertThat(TransferDatabases.leftovers(from, null)).isEmpty();
        assertThat(TransferDatabases.leftovers(to, from)).isEmpty();
        transfer(to, from, NOBODY).abort();
    }

    private static void cutConnections() {
        FilledDatabase.run(
                to,
                "select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid()"
                        + " and backend_type = 'client backend' and usename = current_user");
    }

    @ParameterizedTest
    @ValueSource(strings = {"FREEZE", "FOLLOW"})
    void movesOneHotelBesideOthers(Mode mode) throws Exception {
        FilledDatabase.run(
                to,
                "insert into conserje.tenants (tenant_id, name) values ('resident', 'Resident');"
                        + " insert into conserje.lock_audit (tenant_id, resource_id, event, holder)"
                        + " select 'resident', 'r', 'acquired', 'x' from generate_series(1, 30000)");
        TransferOptions options = new TransferOptions(mode, List.of("hotel-1", "hotel-2"), Duration.ZERO, false, true);

        Comparison comparison = transfer(from, to, NOBODY).transfer(options);

        assertThat(comparison.isEqual()).isTrue();
        assertThat(TestDatabase.query(to, "select tenant_id from conserje.tenants order by 1"))
                .containsExactly("hotel-1", "hotel-2", "resident");
        assertThatThrownBy(() -> book(from, "hotel-1")).hasMessageContaining("this hotel is frozen");
        book(from, "hotel-3");
        book(to, "hotel-1");
        assertThat(TransferDatabases.thaw(from)).isTrue();
        book(from, "hotel-1");
    }

    @Test
    void refusesAHotelThatStandsInTheWay() throws SQLException {
        FilledDatabase.run(
                to,
                "insert into conserje.tenants (tenant_id, name) values ('hotel-1', 'Other'), ('other', 'Other');"
                        + " insert into conserje.tenant_user_identifiers (tenant_id, channel, kind, identifier)"
                        + " values ('other', 'whatsapp', 'phone', '+5491100002')");

        assertThat(transfer(from, to, NOBODY)
                        .plan(hotels("hotel-1", "hotel-99"))
                        .refusals())
                .anySatisfy(refusal -> assertThat(refusal).contains("no hotel hotel-99"));
        assertThat(transfer(from, to, NOBODY).plan(hotels("hotel-1")).refusals())
                .anySatisfy(
                        refusal -> assertThat(refusal).contains("the database has rows of hotel-1, in table tenants"));
        assertThat(transfer(from, to, NOBODY).plan(hotels("hotel-2")).refusals())
                .singleElement()
                .asString()
                .contains("other has whatsapp phone ***02");
        assertThatThrownBy(() -> hotels("Not an id").scope()).hasMessageContaining("no hotel's id");
    }

    private static TransferOptions hotels(String... hotels) {
        return new TransferOptions(Mode.FREEZE, List.of(hotels), Duration.ZERO, false, false);
    }

    @Test
    void abortGivesTheSourceBackAndEmptiesTheTarget() throws SQLException {
        transfer(from, to, NOBODY).copy(FOLLOW);
        assertThat(TestDatabase.query(to, "select kind || ' ' || scope from conserje.closures"))
                .containsExactly("closed *");
        assertThat(TransferDatabases.leftovers(from, to)).isEmpty();
        assertThat(TransferDatabases.leftovers(from, null)).hasSize(1);

        transfer(from, to, NOBODY).freeze();
        assertThatThrownBy(() -> book(from, "hotel-1")).hasMessageContaining("permission denied");
        transfer(from, to, NOBODY).abort();

        book(from, "hotel-1");
        assertThat(count(to, "tenants")).isZero();
        assertThat(TransferDatabases.leftovers(from, null)).isEmpty();
        assertThat(TestDatabase.query(to, "select scope from conserje.closures"))
                .isEmpty();
        assertThat(TestDatabase.query(from, "select scope from conserje.closures"))
                .isEmpty();
    }

    @Test
    void abortTakesTheWayBackWithIt() throws SQLException {
        FilledDatabase.run(to, """
                create function public.refuse() returns trigger language plpgsql as $$ begin raise 'not now'; end $$;
                create trigger refuse before delete on conserje.closures for each row execute function public.refuse();
                alter table conserje.closures enable always trigger refuse
                """);
        TransferOptions options = new TransferOptions(Mode.FOLLOW, List.of(), Duration.ZERO, true, false);
        try {
            assertThatThrownBy(() -> transfer(from, to, NOBODY).transfer(options))
                    .isInstanceOf(TransferCutException.class)
                    .hasMessageContaining("at the step open");
            assertThat(TransferDatabases.leftovers(to, null)).hasSize(1);
        } finally {
            FilledDatabase.run(to, "drop function public.refuse cascade");
        }

        transfer(from, to, NOBODY).abort();

        assertThat(TransferDatabases.leftovers(to, null)).isEmpty();
        assertThat(TransferDatabases.leftovers(from, null)).isEmpty();
        assertThat(transfer(from, to, NOBODY).transfer(options).isEqual()).isTrue();
    }

    /** Heartbeats and other databases write the log, too. What no transfer wants must not fill the source's disk. */
    @Test
    void letsTheSourceForgetWhatIsNotMoved() throws SQLException {
        transfer(from, to, NOBODY).copy(FOLLOW);
        FilledDatabase.run(
                from, "create table public.noise as select repeat('x', 1000) from generate_series(1, 10000)");
        assertThat(lagBytes()).isGreaterThan(5_000_000);

        AtomicInteger rounds = new AtomicInteger();
        transfer(from, to, NOBODY).follow(() -> rounds.getAndIncrement() == 3);

        assertThat(lagBytes()).isLessThan(1_000_000);
        FilledDatabase.run(from, "drop table public.noise");
        book(from, "hotel-1");
        assertThat(transfer(from, to, NOBODY).finish(false).isEqual()).isTrue();
    }

    private static long lagBytes() throws SQLException {
        return TransferDatabases.status(from, to).orElseThrow().lagBytes().orElseThrow();
    }

    /** Otherwise the source would be frozen for as long as the backlog takes. */
    @Test
    void isNearTheSourceBeforeItIsFrozen() throws SQLException {
        transfer(from, to, NOBODY).copy(FOLLOW);
        for (int n = 0; n < 5; n++) {
            FilledDatabase.run(
                    from,
                    "insert into conserje.lock_audit (tenant_id, resource_id, event, holder)"
                            + " select 'hotel-1', 'room', 'acquired', repeat('y', 100) from generate_series(1, 12000)");
        }
        List<Long> lagAtTheFreeze = new ArrayList<>();
        TransferListener listener = new TransferListener() {
            @Override
            public void began(String step) {
                if (step.equals("freeze")) {
                    try {
                        lagAtTheFreeze.add(lagBytes());
                    } catch (SQLException impossible) {
                        throw new IllegalStateException(impossible);
                    }
                }
            }
        };

        assertThat(transfer(from, to, listener).finish(false).isEqual()).isTrue();

        assertThat(lagAtTheFreeze).singleElement().asInstanceOf(LONG).isLessThan(2_000_000L);
    }

    @Test
    void aStandbyIsPromotedWhenItsSourceIsLost() throws SQLException {
        transfer(from, to, NOBODY).transfer(new TransferOptions(Mode.FOLLOW, List.of(), Duration.ZERO, true, false));
        book(to, "hotel-1");
        AtomicInteger rounds = new AtomicInteger();
        transfer(to, from, NOBODY).follow(() -> rounds.getAndIncrement() == 2);
        assertThat(TransferDatabases.status(to, from).orElseThrow()).satisfies(status -> {
            assertThat(status.isWayBack()).isTrue();
            assertThat(status.step()).isEqualTo("follow");
            assertThat(status.lagBytes()).isPresent();
            assertThat(status.walStatus()).isEqualTo("reserved");
        });

        assertThat(TransferDatabases.promote(from)).isNotNull();

        assertThat(count(from, "lock_audit")).isEqualTo(20_001);
        book(from, "hotel-1");
        assertThat(TransferDatabases.status(null, from).orElseThrow().step()).isEqualTo("finished");
        assertThatThrownBy(() -> TransferDatabases.promote(from)).isInstanceOf(TransferRefusedException.class);
    }

    @Test
    void refusesASourceThatKeepsNoChanges() throws Exception {
        try (EmbeddedPostgres plain = EmbeddedPostgres.start()) {
            DataSource replica = plain.getPostgresDatabase();
            new Changelog(replica).update();

            assertThat(transfer(replica, to, NOBODY).plan(FOLLOW).refusals())
                    .singleElement()
                    .asString()
                    .contains("--from: wal_level is replica");
            assertThat(transfer(from, replica, NOBODY)
                            .plan(new TransferOptions(Mode.FREEZE, List.of(), Duration.ZERO, true, false))
                            .refusals())
                    .anySatisfy(refusal -> assertThat(refusal).contains("--to: wal_level is replica"));
        }
    }

    private static void book(DataSource database, String hotel) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("set local role conserje_tenant; set local app.current_tenant_id = '" + hotel
                    + "'; insert into conserje.lock_audit (tenant_id, resource_id, event, holder) values ('" + hotel
                    + "', 'room:1', 'acquired', 'guest')");
            connection.commit();
        }
    }

    private static long count(DataSource database, String table) throws SQLException {
        return Long.parseLong(TestDatabase.query(database, "select count(*)::text from conserje." + table)
                .getFirst());
    }
}
