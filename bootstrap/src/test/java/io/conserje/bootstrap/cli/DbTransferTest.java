package io.conserje.bootstrap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.conserje.db.Changelog;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

class DbTransferTest {

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    private static final TenantId HOTEL = new TenantId("hotel-sur");

    @BeforeEach
    void addAnEmptyTarget() {
        DATABASE.empty();
        DATABASE.givenTenants(HOTEL);
        DATABASE.run("create database target");
        PGSimpleDataSource target = new PGSimpleDataSource();
        target.setURL("jdbc:postgresql://127.0.0.1:" + DATABASE.port() + "/target");
        target.setUser("postgres");
        new Changelog(target).update();
    }

    @AfterEach
    void removeItAndThawTheSource() {
        DATABASE.run("drop table if exists conserje_transfer.runs cascade");
        conserje("db thaw --from env:SOURCE");
        DATABASE.run("drop schema if exists conserje_transfer cascade");
        conserje("db transfer clean --from env:SOURCE --to env:TARGET --drop");
        conserje("db transfer clean --from env:TARGET --to env:SOURCE --drop");
        DATABASE.run("drop database target with (force)");
    }

    @Test
    void plansRunsAndThaws() {
        Run plan = conserje("db transfer plan --from env:SOURCE --to env:TARGET");
        assertThat(plan.exitCode()).as(plan.err()).isZero();
        assertThat(plan.out()).contains("tenants", "1 rows", "of free disk");

        Run run = conserje("db transfer run --from env:SOURCE --to env:TARGET");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("freeze ...", "copy ...", "verify ...", "Equal:", "the source stays frozen");

        assertThat(conserje("db compare --from env:SOURCE --to env:TARGET").exitCode())
                .isZero();
        assertThat(conserje("db thaw --from env:SOURCE").out()).contains("takes writes again");
        assertThat(conserje("db thaw --from env:SOURCE").out()).contains("was not frozen");
    }

    @Test
    void goesThereStepByStepAndBackWithWhatWasWritten(@TempDir Path reports) throws IOException {
        String there = " --from env:SOURCE --to env:TARGET";
        String back = " --from env:TARGET --to env:SOURCE";
        ok("db transfer copy --follow" + there, "copy ...", "Every row is copied");
        ok("db transfer status" + there, "step           follow", "mode           follow", "walStatus      reserved");
        assertThat(conserje("db thaw --from env:TARGET").err()).contains("has not ended");
        Path report = reports.resolve("report.md");
        ok(
                "db transfer finish --keep-way-back --report " + report + there,
                "the source takes no writes",
                "services of the target begin",
                "Equal:");
        assertThat(Files.readString(report)).contains("Both sides hold the same rows", "| tenants | 0 | 1 | 1 |");
        assertThat(Files.readString(reports.resolve("report.md.json"))).contains("\"equal\": true");
        ok("db transfer status" + back, "wayBack        true", "step           follow");
        ok("db transfer clean" + back, "Nothing was left behind");

        on("target", "insert into conserje.tenants (tenant_id, name) values ('hotel-new', 'New')");
        Run home = conserje("db transfer run --resume --json" + back);

        assertThat(home.exitCode()).as(home.err()).isZero();
        assertThat(home.out().lines()).allMatch(line -> line.startsWith("{") && line.endsWith("}"));
        assertThat(home.out()).contains("\"event\":\"opened\"".replace(":", ": "), "\"equal\": true");
        assertThat(conserje("db thaw --from env:SOURCE").out()).contains("was not frozen");
        ok("db transfer verify" + back, "Equal:");
        ok("db transfer clean" + back, "Nothing was left behind");
    }

    @Test
    void namesTheStepAndTheNextCommandWhenItIsCut() {
        on(
                "target",
                "alter table conserje.tenants add constraint short check (name <> 'Hotel Sur' and length(name) < 3)");
        Run run = conserje("db transfer run --from env:SOURCE --to env:TARGET");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .contains("cut at the step copy", "run --resume", "db transfer abort", "check constraint \"short\"")
                .doesNotContain("Failing row", "\tat ");

        on("target", "alter table conserje.tenants drop constraint short");
        ok("db transfer run --resume --from env:SOURCE --to env:TARGET", "Equal:");
    }

    @Test
    void promotesTheFollowerOfALostSource() {
        ok("db transfer run --follow --keep-way-back --from env:SOURCE --to env:TARGET", "Equal:");

        Run refused = conserje("db transfer promote --to env:SOURCE");
        assertThat(refused.exitCode()).isEqualTo(2);
        ok("db transfer promote --to env:SOURCE --source-lost", "The database takes writes.");
        assertThat(conserje("db transfer promote --to env:SOURCE --source-lost").exitCode())
                .isEqualTo(1);
        ok("db transfer clean --from env:TARGET --to env:SOURCE", "Left behind: conserje_transfer_");
        ok("db transfer clean --drop --from env:TARGET --to env:SOURCE", "Dropped: conserje_transfer_");
    }

    @Test
    void refusesADiskThatIsTooSmallAndOptionsThatCannotBeRead() {
        Run plan = conserje("db transfer plan --disk-free 0 --from env:SOURCE --to env:TARGET --json");
        assertThat(plan.exitCode()).isEqualTo(1);
        assertThat(plan.out()).contains("--to: 0 bytes of disk are free");

        Run drain = conserje("db transfer plan --drain soon --from env:SOURCE --to env:TARGET");
        assertThat(drain.exitCode()).isEqualTo(2);
        assertThat(drain.err()).contains("--drain: \"soon\" is not a length of time");

        Run hotel = conserje("db transfer plan --tenant A/B --from env:SOURCE --to env:TARGET");
        assertThat(hotel.exitCode()).isEqualTo(1);
        assertThat(hotel.err()).contains("--tenant: \"A/B\" is no hotel's id");
    }

    private static void ok(String command, String... parts) {
        Run run = conserje(command);
        assertThat(run.exitCode()).as(run.err() + run.out()).isZero();
        assertThat(run.out()).contains(parts);
    }

    private static void on(String database, String sql) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setURL("jdbc:postgresql://127.0.0.1:" + DATABASE.port() + "/" + database);
        source.setUser("postgres");
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Test
    void namesEveryReasonWhyItCannotBegin() {
        conserje("db transfer run --from env:SOURCE --to env:TARGET");

        Run again = conserje("db transfer run --from env:SOURCE --to env:TARGET");
        assertThat(again.exitCode()).isEqualTo(1);
        assertThat(again.err())
                .contains("the database has rows of ", "tenants", "the database is frozen")
                .doesNotContain("\tat ");

        Run plan = conserje("db transfer plan --from env:SOURCE --to env:TARGET");
        assertThat(plan.exitCode()).isEqualTo(1);
        assertThat(plan.out()).contains("The transfer cannot begin:", "has rows");

        Run resume = conserje("db transfer run --from env:SOURCE --to env:TARGET --resume");
        assertThat(resume.exitCode()).isEqualTo(1);
        assertThat(resume.err()).contains("no transfer into this database is unfinished");

        assertThat(conserje("db transfer abort --from env:SOURCE --to env:TARGET")
                        .exitCode())
                .isEqualTo(1);
    }

    @Test
    void refusesAPoolerThatKeepsNoSession() {
        Run run = conserje("db transfer plan --from env:SOURCE --to env:POOLER");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("--to: port 6543", "port 5432");
    }

    @Test
    void refusesTheSameDatabaseOnBothEnds() {
        DATABASE.empty();

        Run run = conserje("db transfer run --from env:SOURCE --to env:SOURCE");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("same database");
    }

    @Test
    void aRefusalNamesTheNextCommandWithItsEnds() {
        assertThat(conserje("db transfer finish --from env:SOURCE --to env:TARGET")
                        .err())
                .contains("./conserje db transfer status --from env:SOURCE --to env:TARGET");
    }

    @Test
    void aReportThatCannotBeWrittenIsRefusedBeforeTheTransfer() {
        DATABASE.empty();

        Run run = conserje("db transfer run --from env:SOURCE --to env:TARGET --report /no/such/folder/report.md");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("--report: /no/such/folder/report.md cannot be written.");
        assertThat(conserje("db transfer status --from env:SOURCE --to env:TARGET")
                        .out())
                .doesNotContain("unfinished");
    }

    private static Run conserje(String command) {
        Map<String, String> environment = Map.of(
                "SOURCE", url("postgres"),
                "TARGET", url("target"),
                "POOLER", "postgresql://postgres@aws-1-sa-east-1.pooler.supabase.com:6543/postgres");
        return Run.of(
                environment, Path.of("unused"), Stream.of(command.split(" ")).toArray(String[]::new));
    }

    private static String url(String database) {
        return "postgresql://postgres@127.0.0.1:" + DATABASE.port() + "/" + database;
    }
}
