package io.conserje.postgres.tx;

import static io.conserje.postgres.schema.Tables.INBOX;
import static io.conserje.postgres.schema.Tables.SESSIONS;
import static io.conserje.postgres.schema.Tables.TENANTS;
import static io.conserje.postgres.tx.SessionRows.session;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.conserje.application.store.StoreUnavailableException;
import io.conserje.application.transaction.TransactionListener;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.testing.CountingRelay;
import io.conserje.postgres.testing.TestDatabase;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.jooq.Record1;
import org.jooq.ResultQuery;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TransactionsTest {

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    private static final TenantId SUR = new TenantId("hotel-sur");
    private static final TenantId NORTE = new TenantId("hotel-norte");

    private final Transactions transactions = new Transactions(DATABASE.app(), Timeouts.DEFAULT);

    @BeforeEach
    void twoHotels() {
        DATABASE.empty();
        DATABASE.run(
                "insert into conserje.tenants (tenant_id, name) values ('hotel-sur', 'Sur'), ('hotel-norte', 'Norte')");
    }

    @Test
    void systemStatementsAreNotCompiled() {
        for (Statements scope : List.of(transactions.eachForSystem(), transactions.eachForSystemByIndexOrder())) {
            assertThat(scope.fetch(DSL.resultQuery("select current_setting('jit')")
                                    .coerce(DSL.field("jit", String.class)))
                            .getFirst()
                            .value1())
                    .isEqualTo("off");
        }
    }

    @Test
    void notifiesOfSuccessfulWorkOnly() {
        List<TransactionListener.Scope> notified = new ArrayList<>();
        Transactions counted = new Transactions(DATABASE.app(), Timeouts.DEFAULT, notified::add);
        counted.each(SUR).execute(session(SUR, "a"));
        counted.eachForSystem().fetch(guestQuery());
        counted.inSystem(statements -> {
            statements.fetch(guestQuery());
            return statements.fetch(guestQuery());
        });
        assertThat(notified)
                .containsExactly(
                        TransactionListener.Scope.TENANT,
                        TransactionListener.Scope.SYSTEM,
                        TransactionListener.Scope.SYSTEM);
        assertThatThrownBy(() -> counted.each(SUR).execute(session(NORTE, "c")))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> counted.in(SUR, statements -> {
                    statements.execute(session(SUR, "b"));
                    throw new IllegalStateException("changed my mind");
                }))
                .hasMessage("changed my mind");
        assertThat(notified).hasSize(3);
    }

    @Test
    void aTenantReadsAndWritesItsOwnRowsOnly() {
        transactions.each(SUR).execute(session(SUR, "a"));
        transactions.each(NORTE).execute(session(NORTE, "b"));

        assertThat(guests(transactions.each(SUR))).containsExactly("a");
        assertThat(guests(transactions.each(NORTE))).containsExactly("b");
        assertThatThrownBy(() -> transactions.each(SUR).execute(session(NORTE, "c")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("tenant hotel-sur")
                .hasMessageContaining("42501");
        assertThat(transactions.each(SUR).execute(DSL.deleteFrom(SESSIONS).where(SESSIONS.TENANT_ID.eq("hotel-norte"))))
                .isZero();
        assertThat(transactions
                        .each(SUR)
                        .execute(DSL.update(SESSIONS).set(SESSIONS.GUEST, "z").where(DSL.trueCondition())))
                .isEqualTo(1);
        assertThat(guests(transactions.each(NORTE))).containsExactly("b");
        assertThatThrownBy(() -> transactions
                        .each(SUR)
                        .execute(DSL.update(SESSIONS)
                                .set(SESSIONS.TENANT_ID, "hotel-norte")
                                .where(DSL.trueCondition())))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void theLoginWithoutAScopeSeesNoRows() {
        transactions.each(SUR).execute(session(SUR, "a"));
        assertThatThrownBy(() -> TestDatabase.query(DATABASE.app(), "select guest from conserje.sessions"))
                .hasMessageContaining("permission denied");
        // The role without a tenant sees nothing, on a new connection and on a used one.
        try (HikariDataSource one = TestDatabase.pool(DATABASE.port(), "conserje_app", 1)) {
            assertThat(inTenantRoleWithoutTenant(one)).isEmpty();
            new Transactions(one, Timeouts.DEFAULT).each(SUR).fetch(guestQuery());
            assertThat(inTenantRoleWithoutTenant(one)).isEmpty();
        }
    }

    private static List<String> inTenantRoleWithoutTenant(HikariDataSource source) {
        try (Connection connection = source.getConnection();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("set local role conserje_tenant");
            try (var rows = statement.executeQuery("select guest from conserje.sessions")) {
                List<String> guests = new ArrayList<>();
                while (rows.next()) {
                    guests.add(rows.getString(1));
                }
                return guests;
            } finally {
                connection.rollback();
            }
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    @Test
    void theContextEndsWithTheTransaction() {
        try (HikariDataSource one = TestDatabase.pool(DATABASE.port(), "conserje_app", 1)) {
            Transactions alone = new Transactions(one, Timeouts.DEFAULT);
            alone.each(SUR).fetch(guestQuery());
            assertThat(TestDatabase.query(
                            one, "select current_user || ':' || current_setting('app.current_tenant_id')"))
                    .containsExactly("conserje_app:");
            alone.in(SUR, statements -> statements.fetch(guestQuery()));
            assertThat(TestDatabase.query(
                            one, "select current_user || ':' || current_setting('app.current_tenant_id')"))
                    .containsExactly("conserje_app:");
        }
    }

    @Test
    void theSystemScopeReachesOnlyWhatItsPoliciesName() {
        transactions.each(SUR).execute(session(SUR, "a"));
        assertThat(transactions
                        .eachForSystem()
                        .fetch(DSL.select(TENANTS.TENANT_ID).from(TENANTS)))
                .hasSize(2);
        assertThatThrownBy(() -> transactions.eachForSystem().execute(session(SUR, "b")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("the system")
                .hasMessageContaining("42501");
    }

    @Test
    void oneStatementCostsOneRoundTrip() {
        try (CountingRelay relay = CountingRelay.to(DATABASE.port(), Duration.ZERO);
                HikariDataSource distant = TestDatabase.pool(relay.port(), "conserje_app", 1)) {
            Transactions transactions = new Transactions(distant, Timeouts.DEFAULT);
            Statements sur = transactions.each(SUR);
            for (int warm = 0; warm < 8; warm++) {
                // The driver prepares a statement on its fifth use; before, during and after, it is one trip.
                assertThat(tripsOf(relay, () -> sur.fetch(guestQuery())))
                        .as("use " + warm)
                        .isEqualTo(1);
            }
            assertThat(tripsOf(relay, () -> sur.execute(session(SUR, "a")))).isEqualTo(1);
            assertThat(tripsOf(
                            relay,
                            () -> transactions
                                    .eachForSystem()
                                    .fetch(DSL.select(TENANTS.NAME).from(TENANTS))))
                    .isEqualTo(1);
        }
    }

    @Test
    void nStatementsCostNPlusOneRoundTrips() {
        try (CountingRelay relay = CountingRelay.to(DATABASE.port(), Duration.ZERO);
                HikariDataSource distant = TestDatabase.pool(relay.port(), "conserje_app", 1)) {
            Transactions transactions = new Transactions(distant, Timeouts.DEFAULT);
            transactions.each(SUR).fetch(guestQuery());
            for (int n = 0; n <= 5; n++) {
                int statementsWanted = n;
                long expected = n == 0 ? 0 : n + 1;
                assertThat(tripsOf(
                                relay,
                                () -> transactions.in(SUR, statements -> {
                                    for (int i = 0; i < statementsWanted; i++) {
                                        statements.fetch(guestQuery());
                                    }
                                    return 0;
                                })))
                        .as(n + " statements")
                        .isEqualTo(expected);
            }
        }
    }

    private static long tripsOf(CountingRelay relay, Runnable work) {
        long before = relay.trips();
        work.run();
        return relay.trips() - before;
    }

    @Test
    void severalStatementsCommitTogetherOrNotAtAll() {
        transactions.in(SUR, statements -> {
            statements.execute(session(SUR, "a"));
            return statements.execute(session(SUR, "b"));
        });
        assertThat(guests(transactions.each(SUR))).containsExactlyInAnyOrder("a", "b");
        IllegalArgumentException failure = new IllegalArgumentException("mine");
        assertThatThrownBy(() -> transactions.in(SUR, statements -> {
                    statements.execute(session(SUR, "c"));
                    throw failure;
                }))
                .isSameAs(failure);
        assertThat(guests(transactions.each(SUR))).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void nestingIsRefusedAndNamesBothTenants() {
        assertThatThrownBy(() -> transactions.in(SUR, outer -> transactions.in(NORTE, inner -> 1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("tenant hotel-norte")
                .hasMessageContaining("tenant hotel-sur")
                .hasMessageContaining("Use the scope you were given");
        assertThatThrownBy(() ->
                        transactions.in(SUR, outer -> transactions.each(SUR).fetch(guestQuery())))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> transactions.in(SUR, outer -> transactions.inSystem(inner -> 1)))
                .isInstanceOf(IllegalStateException.class);
        // The thread is free again afterwards.
        assertThat(guests(transactions.each(SUR))).isEmpty();
    }

    @Test
    void aScopeIsRefusedAfterItsEndAndInOtherThreads() {
        AtomicReference<Statements> kept = new AtomicReference<>();
        transactions.in(SUR, statements -> {
            kept.set(statements);
            assertThatThrownBy(() -> CompletableFuture.supplyAsync(() -> statements.fetch(guestQuery()))
                            .join())
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("belongs to another thread");
            return 0;
        });
        assertThatThrownBy(() -> kept.get().fetch(guestQuery()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("has ended");
    }

    @Test
    void fiftyTenantsAlternateOnOneConnection() {
        DATABASE.run("insert into conserje.tenants (tenant_id, name) select 't' || lpad(n::text, 2, '0'), 'T'"
                + " from generate_series(1, 50) n");
        try (HikariDataSource one = TestDatabase.pool(DATABASE.port(), "conserje_app", 1)) {
            Transactions alone = new Transactions(one, Timeouts.DEFAULT);
            for (int round = 0; round < 10; round++) {
                for (int n = 1; n <= 50; n++) {
                    TenantId tenant = new TenantId("t%02d".formatted(n));
                    String guest = tenant + "-" + round;
                    if (round % 2 == 0) {
                        alone.each(tenant).execute(session(tenant, guest));
                    } else {
                        alone.in(tenant, statements -> statements.execute(session(tenant, guest)));
                    }
                    assertThat(guests(alone.each(tenant)))
                            .hasSize(round + 1)
                            .allMatch(found -> found.startsWith(tenant.value() + "-"));
                }
            }
        }
    }

    @Test
    void theServerEndsAStatementAtItsTimeout() {
        Transactions hurried =
                new Transactions(DATABASE.app(), new Timeouts(Duration.ofMillis(200), Duration.ofSeconds(10)));
        ResultQuery<Record1<Integer>> slow = DSL.select(DSL.one()).from("pg_sleep(30)");
        assertThatThrownBy(() -> hurried.each(SUR).fetch(slow))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("took longer than its timeout");
        assertThatThrownBy(() -> hurried.in(SUR, statements -> {
                    statements.fetch(guestQuery());
                    return statements.fetch(slow);
                }))
                .isInstanceOf(StoreUnavailableException.class);
    }

    @Test
    void theServerEndsAnIdleTransactionAtItsTimeout() {
        Transactions hurried =
                new Transactions(DATABASE.app(), new Timeouts(Duration.ofSeconds(10), Duration.ofMillis(100)));
        assertThatThrownBy(() -> hurried.in(SUR, statements -> {
                    int pid = statements
                            .fetch(DSL.select(DSL.field("pg_backend_pid()", int.class)))
                            .getFirst()
                            .value1();
                    Awaitility.await()
                            .until(() -> DATABASE.asOwner("select 1 from pg_stat_activity where pid = ?", pid)
                                    .isEmpty());
                    return statements.fetch(guestQuery());
                }))
                .isInstanceOf(StoreUnavailableException.class);
        assertThat(guests(hurried.each(SUR))).isEmpty();
    }

    @Test
    void anUndeclaredExceptionRollsBackToo() throws SQLException {
        Exception checked = new Exception("mine");
        AtomicReference<Statements> kept = new AtomicReference<>();
        try (Connection one = DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + DATABASE.port() + "/postgres", "conserje_app", "")) {
            // A data source that reuses its one connection without a reset: the next user would commit an open
            // transaction.
            Transactions shared = new Transactions(neverClosing(one), Timeouts.DEFAULT);
            assertThatThrownBy(() -> shared.in(SUR, statements -> {
                        kept.set(statements);
                        statements.execute(session(SUR, "undone"));
                        throw Sneaky.<RuntimeException>sneak(checked);
                    }))
                    .isSameAs(checked);
            assertThatThrownBy(() -> kept.get().execute(session(SUR, "late"))).hasMessageContaining("has ended");
            assertThat(guests(shared.each(SUR))).isEmpty();
        }
    }

    private static DataSource neverClosing(Connection one) {
        Connection open = (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> method.getName().equals("close") ? null : method.invoke(one, arguments));
        return (DataSource) Proxy.newProxyInstance(
                DataSource.class.getClassLoader(),
                new Class<?>[] {DataSource.class},
                (proxy, method, arguments) -> open);
    }

    @Test
    void theContextIsSentAgainAfterADriverSavepointUndidIt() {
        transactions.each(SUR).execute(session(SUR, "a"));
        transactions.each(NORTE).execute(session(NORTE, "b"));
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl("jdbc:postgresql://127.0.0.1:" + DATABASE.port() + "/postgres");
        config.setUsername("conserje_app");
        config.setMaximumPoolSize(1);
        config.addDataSourceProperty("prepareThreshold", "0");
        config.addDataSourceProperty("autosave", "always");
        try (HikariDataSource saving = new HikariDataSource(config)) {
            assertThat(new Transactions(saving, Timeouts.DEFAULT).<List<String>>in(SUR, statements -> {
                        assertThatThrownBy(() -> statements.execute(session(NORTE, "c")))
                                .hasMessageContaining("row-level security");
                        return guests(statements);
                    }))
                    .containsExactly("a");
        }
    }

    @Test
    void aReadOnlyServerIsUnavailable() {
        assertThatThrownBy(() -> transactions.in(SUR, statements -> {
                    statements.fetch(DSL.resultQuery("select set_config('transaction_read_only', 'on', true)")
                            .coerce(DSL.field("set_config", String.class)));
                    return statements.execute(session(SUR, "a"));
                }))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("25006");
    }

    @Test
    void anInterruptedWaitForAConnectionKeepsTheInterrupt() throws SQLException {
        try (HikariDataSource one = TestDatabase.pool(DATABASE.port(), "conserje_app", 1);
                Connection taken = one.getConnection()) {
            assertThat(taken.isClosed()).isFalse();
            Transactions waiting = new Transactions(one, Timeouts.DEFAULT);
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> waiting.each(SUR).fetch(guestQuery()))
                    .isInstanceOf(StoreUnavailableException.class);
            assertThat(Thread.interrupted()).isTrue();
        } finally {
            Thread.interrupted();
        }
    }

    @Test
    void anUnreachableServerIsUnavailable() {
        try (HikariDataSource nowhere = unreachable()) {
            Transactions lost = new Transactions(nowhere, Timeouts.DEFAULT);
            assertThatThrownBy(() -> lost.each(SUR).fetch(guestQuery())).isInstanceOf(StoreUnavailableException.class);
            assertThatThrownBy(() -> lost.in(SUR, statements -> statements.fetch(guestQuery())))
                    .isInstanceOf(StoreUnavailableException.class);
        }
    }

    private static HikariDataSource unreachable() {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl("jdbc:postgresql://127.0.0.1:1/postgres");
        config.setInitializationFailTimeout(-1);
        config.setConnectionTimeout(250);
        return new HikariDataSource(config);
    }

    @Test
    void aNulCharacterIsRefusedAsABadValue() {
        assertThatThrownBy(() -> transactions.each(SUR).execute(session(SUR, "a\0b")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("NUL");
    }

    @Test
    void resultsHaveTheTypesOfTheQuery() {
        transactions.each(SUR).execute(session(SUR, "a"));
        var row = transactions
                .each(SUR)
                .fetch(DSL.select(SESSIONS.EXPIRES_AT, SESSIONS.VERSION, SESSIONS.ATTRIBUTES, SESSIONS.LAST_TURN)
                        .from(SESSIONS))
                .getFirst();
        assertThat(row.value1().toInstant()).isEqualTo("2100-01-01T00:00:00Z");
        assertThat(row.value2()).isEqualTo(1L);
        assertThat(row.value3().data()).isEqualTo("{}");
        assertThat(row.value4()).isNull();
        assertThat(transactions.each(SUR).fetch(DSL.select(INBOX.BODY).from(INBOX)))
                .isEmpty();
    }

    private static ResultQuery<Record1<String>> guestQuery() {
        return DSL.select(SESSIONS.GUEST).from(SESSIONS);
    }

    private static List<String> guests(Statements statements) {
        return statements.fetch(guestQuery()).getValues(SESSIONS.GUEST);
    }
}
