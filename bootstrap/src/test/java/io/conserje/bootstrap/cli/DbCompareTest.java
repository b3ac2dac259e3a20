package io.conserje.bootstrap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.conserje.db.Changelog;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.ds.PGSimpleDataSource;

class DbCompareTest {

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    private static final TenantId HOTEL = new TenantId("hotel-sur");

    @TempDir
    Path directory;

    @BeforeAll
    static void addASecondDatabase() {
        DATABASE.empty();
        DATABASE.run("create database second");
        PGSimpleDataSource second = new PGSimpleDataSource();
        second.setURL("jdbc:postgresql://127.0.0.1:" + DATABASE.port() + "/second");
        second.setUser("postgres");
        new Changelog(second).update();
    }

    @AfterAll
    static void removeIt() {
        DATABASE.run("drop database second with (force)");
    }

    @Test
    void reportsEqualDatabasesAndThenTheRowThatDiffers() throws IOException {
        DATABASE.empty();
        Path file = Files.writeString(directory.resolve("url"), url("second") + "\n");

        Run equal = compare("--from", "env:SOURCE", "--to", "file:" + file);
        assertThat(equal.exitCode()).as(equal.err()).isZero();
        assertThat(equal.err()).isEmpty();
        assertThat(equal.out()).contains("tenants", "Equal:").doesNotContain("DIFFERENT");

        DATABASE.givenTenants(HOTEL);
        Run differs = compare("--from", "env:SOURCE", "--to", "file:" + file);
        assertThat(differs.exitCode()).isEqualTo(1);
        assertThat(differs.out()).contains("only in --from  hotel-sur", " tables differ.");

        Run asJson = compare("--from", "env:SOURCE", "--to", "file:" + file, "--json");
        assertThat(asJson.exitCode()).isEqualTo(1);
        assertThat(asJson.out()).startsWith("{").contains("\"equal\": false", "\"difference\": \"only_in_from\"");
    }

    @Test
    void warnsOfAPasswordInAnArgumentAndDoesNotRepeatIt() {
        Run run = compare("--from", "postgresql://postgres:hush@127.0.0.1:1/x", "--to", "env:SOURCE");

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.err())
                .contains("--from: everybody on this machine can see the password")
                .doesNotContain("hush");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            env:NOTHING      | the variable NOTHING is not set
            file:/no/such    | the file /no/such cannot be read
            mysql://u:hush@h | it must start with one of postgresql://
            env:MISSPELT     | is not known to the driver
            """)
    void refusesAnEndThatIsNoDatabase(String end, String rule) {
        Run run = compare("--from", end, "--to", "env:SOURCE");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).startsWith("--from: ").contains(rule).doesNotContain("hush");
    }

    @Test
    void refusesALoginThatRowsAreHiddenFrom() {
        Run run = compare("--from", "env:SERVICE", "--to", "env:SOURCE");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("row level security hides rows from the login conserje_app");
    }

    private static Run compare(String... options) {
        Map<String, String> environment = Map.of(
                "SOURCE",
                url("postgres"),
                "SERVICE",
                url("postgres").replace("postgres@", "conserje_app@"),
                "MISSPELT",
                url("postgres") + "?nonsense=hush");
        String[] arguments = new String[options.length + 2];
        arguments[0] = "db";
        arguments[1] = "compare";
        System.arraycopy(options, 0, arguments, 2, options.length);
        return Run.of(environment, Path.of("unused"), arguments);
    }

    private static String url(String database) {
        return "postgresql://postgres@127.0.0.1:" + DATABASE.port() + "/" + database;
    }
}
