package io.conserje.bootstrap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.conserje.db.Changelog;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.testing.TestDatabase;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
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
        conserje("db thaw --from env:SOURCE");
        DATABASE.run("drop schema if exists conserje_transfer cascade");
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
    void namesEveryReasonWhyItCannotBegin() {
        conserje("db transfer run --from env:SOURCE --to env:TARGET");

        Run again = conserje("db transfer run --from env:SOURCE --to env:TARGET");
        assertThat(again.exitCode()).isEqualTo(1);
        assertThat(again.err()).contains("table conserje.tenants has rows").doesNotContain("\tat ");

        Run plan = conserje("db transfer plan --from env:SOURCE --to env:TARGET");
        assertThat(plan.exitCode()).isEqualTo(1);
        assertThat(plan.out()).contains("The transfer cannot begin:", "has rows");

        Run resume = conserje("db transfer run --from env:SOURCE --to env:TARGET --resume");
        assertThat(resume.exitCode()).isEqualTo(1);
        assertThat(resume.err()).contains("no unfinished transfer");

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
