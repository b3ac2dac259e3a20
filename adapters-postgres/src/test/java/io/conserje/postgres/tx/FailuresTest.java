package io.conserje.postgres.tx;

import static org.assertj.core.api.Assertions.assertThat;

import io.conserje.application.store.StoreBusyException;
import io.conserje.application.store.StoreUnavailableException;
import io.conserje.domain.tenancy.TenantId;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.jooq.exception.DataAccessException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

class FailuresTest {

    private static final Context SUR = Context.of(new TenantId("hotel-sur"), Timeouts.DEFAULT);

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            (ECHECKOUTTIMEOUT) unable to check out connection from the pool after 60000ms in Transaction mode|POSTGRES_POOL_SIZE
            (EMAXCONNSESSION) max clients reached in session mode - max clients are limited to pool_size: 15|POSTGRES_POOL_SIZE
            MaxClientsInSessionMode: max clients reached in session mode - max clients are limited to pool_size|POSTGRES_POOL_SIZE
            Max client connections reached | POSTGRES_POOL_SIZE
            (EDBHANDLEREXITED) connection to database closed. Check logs for more information | Try again
            DbHandler exited. Check logs for more information | Try again
            (ECIRCUITBREAKER) too many authentication failures, new connections are blocked | Try again
            (ENOTFOUND) tenant/user postgres.abc not found | Try again
            Tenant or user not found | Try again
            """)
    void anErrorOfThePoolerIsAnOutage(String words, String remedy) {
        RuntimeException failure = translated(fromServer("FATAL", "XX000", words));
        assertThat(failure)
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("tenant hotel-sur")
                .hasMessageContaining("pooler")
                .hasMessageContaining(remedy);
        assertThat(failure.getMessage()).doesNotContain("postgres.abc");
    }

    @Test
    void aPoolRefusedByThePoolerGetsThePoolersRemedy() {
        SQLException pools = new SQLTransientConnectionException(
                "HikariPool-1 - Connection is not available, request timed out after 5000ms",
                "XX000",
                fromServer("FATAL", "XX000", "(EMAXCONNSESSION) max clients reached in session mode"));
        assertThat(translated(pools))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("lower POSTGRES_POOL_SIZE");
        assertThat(translated(new SQLTransientConnectionException("timed out", "", fromServer("FATAL", "08006", "no"))))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("raise POSTGRES_POOL_SIZE");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cache lookup failed for relation 16384",
                "could not read block 3: (EIO) of a file",
                "tuple concurrently updated, max clients reached"
            })
    void anInternalErrorOfPostgresIsNoOutage(String words) {
        assertThat(translated(fromServer("ERROR", "XX000", words)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("XX000");
    }

    @Test
    void thePoolerIsNotRecognizedByTheDetail() {
        SQLException failed = new PSQLException(
                new ServerErrorMessage("SERROR\0VERROR\0CXX000\0Minternal\0D\n(EDBHANDLEREXITED) a guest's words\0"));
        assertThat(translated(failed)).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"55P03", "57014", "40001", "40P01"})
    void anObstacleOfOneStatementIsBusy(String state) {
        assertThat(translated(fromServer("ERROR", state, "canceling statement due to something")))
                .isInstanceOf(StoreBusyException.class)
                .hasMessageContaining(state)
                .hasMessageContaining("tenant hotel-sur")
                .hasMessageContaining("Try again");
    }

    @Test
    void noCauseQuotesARow() {
        SQLException failed = new PSQLException(new ServerErrorMessage("SERROR\0VERROR\0C23505\0"
                + "Mduplicate key value violates unique constraint \"inbox_pkey\"\0DKey (guest)=(+5491112345678)"
                + " already exists.\0WCOPY inbox, line 1: \"Hola\"\0"));
        assertThat(failed.getMessage()).contains("+5491112345678");
        assertThat(printed(translated(failed)))
                .contains("inbox_pkey")
                .contains("FailuresTest")
                .doesNotContain("+5491112345678")
                .doesNotContain("Hola");
        assertThat(printed(translated(fromServer("ERROR", "22P02", "invalid input syntax for uuid: \"Hola\""))))
                .contains("22P02")
                .doesNotContain("Hola");
        assertThat(printed(Failures.translate(new DataAccessException("Cannot convert Hola to a date"), SUR)))
                .contains("DataAccessException")
                .doesNotContain("Hola");
    }

    private static String printed(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    @Test
    void aReadOnlyServerIsUnavailableWithARemedy() {
        assertThat(translated(fromServer("ERROR", "25006", "cannot execute INSERT in a read-only transaction")))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("25006")
                .hasMessageContaining("primary")
                .hasMessageContaining("disk");
    }

    @Test
    void aTransactionTimeoutIsUnavailable() {
        assertThat(translated(fromServer("FATAL", "25P04", "terminating connection due to transaction timeout")))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("transaction_timeout");
    }

    @Test
    void anInterruptedWaitIsUnavailableAndKeepsTheInterrupt() {
        try {
            assertThat(translated(new SQLException(
                            "pool - Interrupted during connection acquisition", new InterruptedException())))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("interrupted");
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        } finally {
            Thread.interrupted();
        }
    }

    @Test
    void otherFailuresDoNotInterruptTheThread() {
        assertThat(translated(new SQLException("no state"))).isInstanceOf(IllegalStateException.class);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    private static RuntimeException translated(SQLException failed) {
        return Failures.translate(new DataAccessException("SQL [...]", failed), SUR);
    }

    private static SQLException fromServer(String severity, String state, String words) {
        return new PSQLException(
                new ServerErrorMessage("S" + severity + "\0V" + severity + "\0C" + state + "\0M" + words + "\0"));
    }
}
