package io.conserje.bootstrap.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.conserje.application.store.StoreCorruptException;
import io.conserje.application.store.StoreUnavailableException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TroubleTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            FATAL: Tenant or user not found                              | XX000 | role.project-ref
            FATAL: (ENOTFOUND) tenant/user postgres.abc not found        | XX000 | role.project-ref
            FATAL: MaxClientsInSessionMode: max clients reached in session mode - max clients are limited to pool_size | XX000 | POSTGRES_POOL_SIZE
            FATAL: (EMAXCONNSESSION) max clients                         | XX000 | POSTGRES_POOL_SIZE
            FATAL: Max client connections reached                        | XX000 | POSTGRES_POOL_SIZE
            FATAL: (ECHECKOUTTIMEOUT) unable to check out connection     | XX000 | POSTGRES_POOL_SIZE
            FATAL: no more connections allowed (max_client_conn)         | 08P01 | POSTGRES_POOL_SIZE
            FATAL: query_wait_timeout                                    | 08P01 | POSTGRES_POOL_SIZE
            FATAL: (ENOTFOUND) tenant/user postgres.x not found          | XX000 | role.project-ref
            FATAL: (ECIRCUITBREAKER) too many failures                   | XX000 | cannot reach the database
            FATAL: password authentication failed for user "ana"         | 28P01 | percent-encoded
            FATAL: no pg_hba.conf entry for host "1.2.3.4", SSL off      | 28000 | sslmode=require
            FATAL: SSL connection is required                            | 08004 | sslmode=require
            The server does not support SSL.                             | 08006 | no TLS
            Could not open SSL root certificate file /etc/ca.crt.        | 08006 | sslrootcert
            SSL error: PKIX path building failed                         | 08006 | sslrootcert
            FATAL: database "x" does not exist                           | 3D000 | no such database
            FATAL: sorry, too many clients already                       | 53300 | no connection left
            """)
    void advisesOnMessagesOfServersAndPoolers(String words, String state, String remedy) {
        SQLException failure = new SQLException(words, state);

        assertThat(Trouble.remedyFor(new IllegalStateException("wrapped", failure)))
                .get()
                .asString()
                .contains(remedy);
        assertThat(Trouble.isUnreachable(failure)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ERROR: cannot execute COPY FROM in a read-only transaction | 25006 | 95 % full
            ERROR: could not extend file: No space left on device      | 53100 | disk is full
            """)
    void advisesOnADatabaseWithoutRoom(String words, String state, String remedy) {
        SQLException failure = new SQLException(words, state);

        assertThat(Trouble.remedyFor(failure)).get().asString().contains(remedy);
        assertThat(Trouble.isUnreachable(failure)).as("it answered").isFalse();
    }

    @Test
    void advisesOnFailuresOfTheNetwork() {
        assertThat(Trouble.remedyFor(new SQLException("x", "08001", new UnknownHostException("db.example"))))
                .get()
                .asString()
                .contains("No address is known");
        assertThat(Trouble.remedyFor(new SQLException("x", "08001", new ConnectException("Connection refused"))))
                .get()
                .asString()
                .contains("Nothing answers");
        assertThat(Trouble.remedyFor(new SocketTimeoutException("Connect timed out")))
                .get()
                .asString()
                .contains("in time");
        assertThat(Trouble.remedyFor(new ConnectException("Network is unreachable")))
                .get()
                .asString()
                .contains("IPv6");
        assertThat(Trouble.remedyFor(new IOException("Redis answered: WRONGPASS invalid username-password pair")))
                .get()
                .asString()
                .contains("REDIS_URL");
    }

    @Test
    void showsTheInnermostMessageOfOtherExceptions() {
        assertThat(Trouble.wordsOf(
                        strangers(new RuntimeException("outer", strangers(new SQLException("inner\nDetail: more"))))))
                .isEqualTo("inner");
        assertThat(Trouble.wordsOf(strangers(new SQLException("x", strangers(new UnknownHostException("db.example"))))))
                .isEqualTo("unknown host db.example");
        assertThat(Trouble.wordsOf(new IllegalStateException())).isEqualTo("IllegalStateException");
        assertThat(Trouble.wordsOf(new UncheckedIOException(strangers(new ConnectException("refused")))))
                .isEqualTo("refused");
    }

    @Test
    void showsConserjesMessageFirst() {
        StoreUnavailableException ours = new StoreUnavailableException(
                "Redis at redis://127.0.0.1:1/0 did not find holds.", strangers(new IOException("a.b.SomeException")));
        assertThat(Trouble.wordsOf(strangers(new RuntimeException("outer", ours))))
                .isEqualTo("Redis at redis://127.0.0.1:1/0 did not find holds.");
        assertThat(Trouble.wordsOf(new IllegalStateException("It lacks:\n  this\n  that")))
                .isEqualTo("It lacks:\n  this\n  that");
    }

    @Test
    void addsTheDatabasesMessageUnlessItIsQuoted() {
        SQLException database = strangers(new SQLException("no table x\nDetail: a guest's words", "42P01"));
        SQLException away = strangers(new SQLException("failed", strangers(new UnknownHostException("db.example"))));
        assertThat(Trouble.wordsOf(new IllegalStateException(
                        "A statement failed", strangers(new RuntimeException("translated", database)))))
                .isEqualTo("A statement failed" + System.lineSeparator() + "no table x");
        assertThat(Trouble.wordsOf(new IllegalStateException("Cannot migrate: no table x.", database)))
                .isEqualTo("Cannot migrate: no table x.");
        assertThat(Trouble.wordsOf(new IllegalStateException("A statement failed", away)))
                .isEqualTo("A statement failed" + System.lineSeparator() + "unknown host db.example");
    }

    @Test
    void aLocalAddressOrACorruptValueIsNotUnreachable() {
        assertThat(Trouble.isUnreachable(new IllegalStateException(
                        "Cannot listen", new IOException(new BindException("Address already in use")))))
                .isFalse();
        assertThat(Trouble.isUnreachable(new StoreCorruptException("A key", new IOException("a.b.SomeException"))))
                .isFalse();
        assertThat(Trouble.isUnreachable(new StoreUnavailableException("Redis was late", new TimeoutException())))
                .isTrue();
    }

    /** As if code that is not ours had thrown it. */
    private static <X extends Throwable> X strangers(X thrown) {
        thrown.setStackTrace(new StackTraceElement[] {new StackTraceElement("org.example.Driver", "ask", null, 1)});
        return thrown;
    }

    @Test
    void hasNoAdviceOnUnknownFailures() {
        assertThat(Trouble.remedyFor(new IllegalStateException("a slip of ours")))
                .isEmpty();
        assertThat(Trouble.isUnreachable(new IllegalStateException("a slip of ours")))
                .isFalse();
        assertThat(Trouble.isUnreachable(new SQLException("syntax error", "42601")))
                .isFalse();
    }
}
