package io.conserje.bootstrap.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.conserje.bootstrap.config.DatabaseUrl.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseUrlTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgresql://ana:s3cr%40t@db.example.com:5433/hotel",
                "postgres://ana:s3cr%40t@db.example.com:5433/hotel",
                "postgresql+asyncpg://ana:s3cr%40t@db.example.com:5433/hotel",
                "jdbc:postgresql://ana:s3cr%40t@db.example.com:5433/hotel",
                "jdbc:postgresql://db.example.com:5433/hotel?user=ana&password=s3cr%40t",
                "POSTGRESQL://ana:s3cr%40t@db.example.com:5433/hotel"
            })
    void readsEverySpelling(String text) {
        DatabaseUrl url = DatabaseUrl.parse(text);

        assertThat(url.jdbcUrl()).isEqualTo("jdbc:postgresql://db.example.com:5433/hotel");
        assertThat(url.user()).isEqualTo("ana");
        assertThat(url.password()).isEqualTo(new Secret("s3cr@t"));
        assertThat(url.parameters()).isEmpty();
        assertThat(url.toString()).isEqualTo("postgresql://ana:***@db.example.com:5433/hotel");
    }

    @ParameterizedTest
    @CsvSource({
        "localhost, true",
        "LOCALHOST, true",
        "127.0.0.1, true",
        "127.8.9.10, true",
        "[::1], true",
        "127.evil.example, false",
        "127.0.0.1.evil.example, false",
        "localhost.example, false",
        "10.0.0.1, false"
    })
    void recognisesLoopbackByItsAddress(String host, boolean loopback) {
        assertThat(DatabaseUrl.parse("postgresql://ana@" + host + "/hotel").isLoopback())
                .isEqualTo(loopback);
    }

    @Test
    void keepsAPlusSignInAPassword() {
        assertThat(DatabaseUrl.parse("postgresql://a:b+c%2B@h/d").password()).isEqualTo(new Secret("b+c+"));
    }

    @Test
    void fillsInThePortAndTheDatabase() {
        assertThat(DatabaseUrl.parse("postgresql://h").jdbcUrl()).isEqualTo("jdbc:postgresql://h:5432/postgres");
    }

    @Test
    void acceptsSeveralHostsAndIpv6() {
        assertThat(DatabaseUrl.parse("postgresql://u@one:5432,two,[2001:db8::1]:5434/d")
                        .jdbcUrl())
                .isEqualTo("jdbc:postgresql://one:5432,two:5432,[2001:db8::1]:5434/d");
    }

    @ParameterizedTest
    @CsvSource({
        "postgresql://u@localhost/d, LOCAL",
        "postgresql://u@db.example.com/d, LOCAL",
        "postgresql://u@db.abcdefgh.supabase.co:5432/postgres, SUPABASE_SESSION",
        "postgresql://u@aws-1-sa-east-1.pooler.supabase.com:5432/postgres, SUPABASE_SESSION",
        "postgresql://u@aws-1-sa-east-1.pooler.supabase.com:6543/postgres, SUPABASE_TRANSACTION_POOLER",
        "postgresql://u@DB.ABCDEFGHI.SUPABASE.CO:6543/postgres, SUPABASE_TRANSACTION_POOLER",
        "postgresql://u@10.0.0.7:6543/postgres, SUPABASE_TRANSACTION_POOLER",
        "postgresql://u@supabase.co.example.com/postgres, LOCAL"
    })
    void recognisesTheTarget(String text, Target expected) {
        assertThat(DatabaseUrl.parse(text).target()).isEqualTo(expected);
    }

    @Test
    void treatsAnyHostAsSupabase() {
        assertThat(DatabaseUrl.parse("postgresql://u@db.hotel.example/d")
                        .asSupabase()
                        .target())
                .isEqualTo(Target.SUPABASE_SESSION);
    }

    @ParameterizedTest
    @CsvSource({
        "postgresql://u@db.abcdefgh.supabase.co/d, require",
        "postgresql://u@db.abcdefgh.supabase.co/d?sslmode=verify-full, verify-full",
        "postgresql+asyncpg://u@db.abcdefgh.supabase.co/d?ssl=verify-ca, verify-ca",
        "postgresql://u@db.example.com/d, prefer",
        "postgresql://u@127.0.0.1:6543/d, prefer",
        "postgresql://u@db.example.com/d?sslmode=disable, disable"
    })
    void encryptsAsConfiguredAndToSupabase(String text, String expected) {
        assertThat(DatabaseUrl.parse(text).sslMode()).isEqualTo(expected);
    }

    @Test
    void passesTheDriversParametersOn() {
        DatabaseUrl url = DatabaseUrl.parse(
                "postgresql+asyncpg://u@h/d?sslmode=require&statement_cache_size=0&application_name=x&pgbouncer=true&connect_timeout=7");

        assertThat(url.parameters())
                .containsOnly(
                        java.util.Map.entry("sslmode", "require"),
                        java.util.Map.entry("prepareThreshold", "0"),
                        java.util.Map.entry("ApplicationName", "x"),
                        java.util.Map.entry("connectTimeout", "7"));
    }

    @ParameterizedTest
    @CsvSource({
        "ssl=true, verify-full",
        "ssl=1, verify-full",
        "ssl=true&sslmode=require, require",
        "sslmode=require&ssl=true, require",
        "ssl=false, prefer",
        "ssl=require, require",
        "sslaccept=strict, verify-full",
        "x=, prefer"
    })
    void readsTheSwitchForTlsAsItIsMeant(String parameter, String expected) {
        String query = parameter.equals("x=") ? "" : "?" + parameter;

        assertThat(DatabaseUrl.parse("jdbc:postgresql://ana:p@db.example.com:5432/hotel" + query)
                        .sslMode())
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "6432, pgbouncer=true, SUPABASE_TRANSACTION_POOLER",
        "5432, pgbouncer=true, SUPABASE_TRANSACTION_POOLER",
        "6543, pgbouncer=false, LOCAL",
        "6432, statement_cache_size=0, LOCAL",
        "6432, prepared_statement_cache_size=0, LOCAL"
    })
    void readsWhatTheUrlSaysOfAPoolerOnAnyPort(int port, String parameter, Target expected) {
        DatabaseUrl url = DatabaseUrl.parse("postgresql://ana:p@pgb.example.com:" + port + "/hotel?" + parameter);

        assertThat(url.target()).isEqualTo(expected);
        assertThat(url.sslMode()).isEqualTo(port == 6543 ? url.sslMode() : "prefer");
        assertThat(url.parameters().get("prepareThreshold")).isEqualTo(parameter.endsWith("false") ? null : "0");
        assertThat(DatabaseUrl.parse(url.text().value())).isEqualTo(url);
    }

    @Test
    void namesTheParametersThatItDrops() {
        assertThat(DatabaseUrl.parse("postgresql://u@a.pooler.supabase.com:6543/postgres"
                                + "?workaround=supabase-pooler.vercel&connection_limit=1&sslmode=require")
                        .ignored())
                .containsExactlyInAnyOrder("workaround", "connection_limit");
    }

    @ParameterizedTest
    @CsvSource({
        "postgresql://postgres.abcdefgh:a%40b%2F%25@aws-1.pooler.supabase.com:6543/postgres, abcdefgh",
        "postgresql://postgres:p@db.abcdefgh.supabase.co/postgres, abcdefgh",
        "postgresql://postgres:p@aws-1.pooler.supabase.com:5432/postgres, ''",
        "postgresql://ana.lopez:p@db.example.com/postgres, ''"
    })
    void knowsTheProjectAndWritesTheUrlAgain(String text, String project) {
        DatabaseUrl url = DatabaseUrl.parse(text);

        assertThat(url.project().orElse("")).isEqualTo(project);
        assertThat(DatabaseUrl.parse(url.text().value())).isEqualTo(url);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ssl=maybe", "sslmode=strict"})
    void refusesAnUnknownSslMode(String parameter) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DatabaseUrl.parse("postgresql://u@h/d?" + parameter))
                .withMessageContaining("verify-full");
    }

    @Test
    void refusesAnUnknownParameter() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DatabaseUrl.parse("postgresql://u@h/d?sslmod=verify-full"))
                .withMessageContaining("\"sslmod\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "stringtype=unspecified",
                "preferQueryMode=simple",
                "preferQueryMode=SIMPLE",
                "prepareThreshold=-1",
                "autosave=always",
                "autosave=conservative"
            })
    void refusesParametersThatSeparateAStatementFromItsTenant(String parameter) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DatabaseUrl.parse("postgresql://u@h/d?" + parameter))
                .withMessageContaining("\"" + parameter + "\"")
                .withMessageContaining("without its tenant")
                .withMessageContaining("Take it out of the URL");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "stringtype=varchar",
                "preferQueryMode=extendedForPrepared",
                "prepareThreshold=0",
                "prepareThreshold=1",
                "autosave=never",
                "defaultRowFetchSize=100"
            })
    void acceptsTheOtherValuesOfThoseParameters(String parameter) {
        assertThat(DatabaseUrl.parse("postgresql://u@h/d?" + parameter).parameters())
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgresql://ana:hush@hush@h:5432/d",
                "postgresql://ana:hush/hush@h:5432/d",
                "postgresql://ana:hush#hush@h:5432/d",
                "postgresql://ana:hush?hush@h:5432/d",
                "postgresql://ana:12#hush@h:5432/d",
                "postgresql://ana:12?hush@h:5432/d",
                "postgresql://ana:12?hush=x@h:5432/d",
                "postgresql://ana:12?sslmode=hush@h:5432/d",
                "postgresql://ana:12?stringtype=unspecified&hush=@h:5432/d",
                "postgresql://ana:hush%hush@h:5432/d",
                "postgresql://ana:hush%@h:5432/d"
            })
    void explainsEncodingWithoutQuotingThePassword(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DatabaseUrl.parse(text))
                .withMessageContaining("percent-encoded")
                .withMessageContaining("@ is %40")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("hush"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mysql://h/d",
                "h:5432/d",
                "postgresql:///d",
                "postgresql://h:0/d",
                "postgresql://h:65536/d",
                "postgresql://h:five/d",
                "postgresql://u:p@/d",
                "postgresql://[::1/d"
            })
    void refusesOtherTexts(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> DatabaseUrl.parse(text));
    }
}
