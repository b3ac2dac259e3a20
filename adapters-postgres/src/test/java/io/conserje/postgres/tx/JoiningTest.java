package io.conserje.postgres.tx;

import static io.conserje.postgres.schema.Tables.SESSIONS;
import static io.conserje.postgres.tx.SessionRows.session;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conserje.application.transaction.TransactionListener;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.testing.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class JoiningTest {

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    private static final TenantId SUR = new TenantId("hotel-sur");
    private static final TenantId NORTE = new TenantId("hotel-norte");
    private static final String NO_SCOPE = "conserje_app/none/";

    private final Transactions transactions = new Transactions(DATABASE.app(), Timeouts.DEFAULT);
    private Connection host;

    @BeforeEach
    void beginHostTransaction() throws SQLException {
        DATABASE.empty();
        DATABASE.run(
                "insert into conserje.tenants (tenant_id, name) values ('hotel-sur', 'Sur'), ('hotel-norte', 'Norte')");
        host = DATABASE.app().getConnection();
        host.setAutoCommit(false);
    }

    @AfterEach
    void closeHost() throws SQLException {
        host.close();
    }

    @Test
    void theWorkIsPartOfTheHostsTransaction() throws SQLException {
        transactions.joining(host, SUR, statements -> statements.execute(session(SUR, "a")));
        assertThat(guests()).isEmpty();
        host.rollback();
        assertThat(guests()).isEmpty();
        transactions.joining(host, SUR, statements -> statements.execute(session(SUR, "b")));
        host.commit();
        assertThat(guests()).containsExactly("b");
    }

    @Test
    void notifiesOfJoinedWorkThatSucceeded() {
        List<TransactionListener.Scope> notified = new ArrayList<>();
        Transactions counted = new Transactions(DATABASE.app(), Timeouts.DEFAULT, notified::add);
        counted.joining(host, SUR, statements -> statements.execute(session(SUR, "a")));
        assertThat(notified).containsExactly(TransactionListener.Scope.TENANT);
        assertThatThrownBy(() -> counted.joining(host, SUR, statements -> statements.execute(session(NORTE, "b"))))
                .isInstanceOf(IllegalStateException.class);
        assertThat(notified).hasSize(1);
    }

    @Test
    void roleAndTenantAreRestoredAfterwards() throws SQLException {
        assertThat(context()).isEqualTo(NO_SCOPE);
        transactions.joining(host, SUR, statements -> {
            assertThat(contextUnchecked()).isEqualTo("conserje_tenant/conserje_tenant/hotel-sur");
            return 0;
        });
        assertThat(context()).isEqualTo(NO_SCOPE);
        host.rollback();
        run("set role conserje_system");
        run("select set_config('app.current_tenant_id', 'hotel-norte', true)");
        transactions.joining(host, SUR, Statements::getClass);
        assertThat(context()).isEqualTo("conserje_system/conserje_system/hotel-norte");
        host.rollback();
        run("reset role");
        host.commit();
    }

    @Test
    void failedWorkIsUndoneAndTheHostsWorkStays() throws SQLException {
        transactions.joining(host, SUR, statements -> statements.execute(session(SUR, "kept")));
        IllegalArgumentException mine = new IllegalArgumentException("mine");
        assertThatThrownBy(() -> transactions.joining(host, SUR, statements -> {
                    statements.execute(session(SUR, "undone"));
                    throw mine;
                }))
                .isSameAs(mine);
        assertThat(context()).isEqualTo(NO_SCOPE);
        host.commit();
        assertThat(guests()).containsExactly("kept");
    }

    @Test
    void anUndeclaredExceptionUndoesTheWorkToo() throws SQLException {
        Exception checked = new Exception("mine");
        AtomicReference<Statements> kept = new AtomicReference<>();
        assertThatThrownBy(() -> transactions.joining(host, SUR, statements -> {
                    kept.set(statements);
                    statements.execute(session(SUR, "undone"));
                    throw Sneaky.<RuntimeException>sneak(checked);
                }))
                .isSameAs(checked);
        assertThat(context()).isEqualTo(NO_SCOPE);
        assertThatThrownBy(() -> kept.get().execute(session(SUR, "late"))).hasMessageContaining("has ended");
        host.commit();
        assertThat(guests()).isEmpty();
    }

    @Test
    void aRefusedStatementLeavesTheHostsTransactionUsable() throws SQLException {
        transactions.joining(host, SUR, statements -> statements.execute(session(SUR, "kept")));
        assertThatThrownBy(() ->
                        transactions.joining(host, SUR, statements -> statements.execute(session(NORTE, "foreign"))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("42501");
        assertThat(context()).isEqualTo(NO_SCOPE);
        host.commit();
        assertThat(guests()).containsExactly("kept");
    }

    @Test
    void workThatSwallowsAServerErrorFailsAsAWhole() throws SQLException {
        assertThatThrownBy(() -> transactions.joining(host, SUR, statements -> {
                    statements.execute(session(SUR, "undone"));
                    assertThatThrownBy(() -> statements.execute(session(NORTE, "foreign")))
                            .isInstanceOf(RuntimeException.class);
                    return 0;
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("25P02");
        assertThat(context()).isEqualTo(NO_SCOPE);
        transactions.joining(host, SUR, statements -> statements.execute(session(SUR, "after")));
        host.commit();
        assertThat(guests()).containsExactly("after");
    }

    @Test
    void nestedWorkRunsForItsOwnTenant() throws SQLException {
        transactions.joining(host, SUR, outer -> {
            outer.execute(session(SUR, "outer"));
            transactions.joining(host, NORTE, inner -> inner.execute(session(NORTE, "inner")));
            assertThatThrownBy(() -> transactions.joining(host, NORTE, inner -> {
                        throw new IllegalArgumentException("inner");
                    }))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(outer.fetch(DSL.select(SESSIONS.GUEST).from(SESSIONS)).getValues(SESSIONS.GUEST))
                    .containsExactly("outer");
            return outer.execute(session(SUR, "outer again"));
        });
        host.commit();
        assertThat(context()).isEqualTo(NO_SCOPE);
        assertThat(guests()).containsExactlyInAnyOrder("outer", "inner", "outer again");
    }

    @Test
    void theHostCanRollBackToItsOwnSavepoint() throws SQLException {
        transactions.joining(host, SUR, statements -> statements.execute(session(SUR, "kept")));
        Savepoint before = host.setSavepoint("hosts");
        transactions.joining(host, SUR, statements -> statements.execute(session(SUR, "undone")));
        host.rollback(before);
        assertThat(context()).isEqualTo(NO_SCOPE);
        transactions.joining(host, NORTE, statements -> statements.execute(session(NORTE, "after")));
        host.commit();
        assertThat(guests()).containsExactlyInAnyOrder("kept", "after");
    }

    @Test
    void refusesAConnectionInAutoCommitMode() throws SQLException {
        host.setAutoCommit(true);
        assertThatThrownBy(() -> transactions.joining(host, SUR, statements -> 0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("setAutoCommit(false)");
    }

    @Test
    void refusesAnotherConnectionInsideTheWork() throws SQLException {
        assertThatThrownBy(() -> transactions.joining(host, SUR, joined -> transactions.in(NORTE, inner -> 0)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("tenant hotel-norte")
                .hasMessageContaining("tenant hotel-sur");
        assertThatThrownBy(() -> transactions.in(SUR, outer -> transactions.joining(host, NORTE, inner -> 0)))
                .isInstanceOf(IllegalStateException.class);
        assertThat(transactions.<Integer>in(SUR, statements -> 1)).isEqualTo(1);
    }

    @Test
    void theScopeEndsWithTheWork() {
        AtomicReference<Statements> kept = new AtomicReference<>();
        transactions.joining(host, SUR, statements -> {
            kept.set(statements);
            return 0;
        });
        assertThatThrownBy(() -> kept.get().execute(session(SUR, "late")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("has ended");
    }

    private void run(String sql) throws SQLException {
        try (Statement statement = host.createStatement()) {
            statement.execute(sql);
        }
    }

    private String contextUnchecked() {
        try {
            return context();
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private String context() throws SQLException {
        try (Statement statement = host.createStatement();
                ResultSet row = statement.executeQuery("select current_user || '/' || current_setting('role') || '/'"
                        + " || coalesce(current_setting('app.current_tenant_id', true), '')")) {
            row.next();
            return row.getString(1);
        }
    }

    private static List<String> guests() {
        return DATABASE.asOwner("select guest from conserje.sessions");
    }
}
