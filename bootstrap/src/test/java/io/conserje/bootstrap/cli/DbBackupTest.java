package io.conserje.bootstrap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.conserje.db.Changelog;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

class DbBackupTest {

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    @TempDir
    private Path folder;

    private Path backups = Path.of("");

    @BeforeEach
    void addHotelsAndAnEmptyDatabase() throws IOException {
        backups = Files.createDirectory(folder.resolve("backups"));
        DATABASE.empty();
        DATABASE.run("truncate conserje.backups");
        DATABASE.givenTenants(new TenantId("hotel-sur"), new TenantId("hotel-norte"));
        DATABASE.run("create database restored");
        PGSimpleDataSource restored = new PGSimpleDataSource();
        restored.setURL("jdbc:postgresql://127.0.0.1:" + DATABASE.port() + "/restored");
        restored.setUser("postgres");
        new Changelog(restored).update();
    }

    @AfterEach
    void removeIt() {
        DATABASE.run("truncate conserje.backups");
        DATABASE.run("drop database restored with (force)");
    }

    @Test
    void writesListsAndRestores() {
        Run backup = conserje("postgres", "db", "backup", backups + "/all.zip");
        assertThat(backup.exitCode()).as(backup.err()).isZero();
        assertThat(backup.out()).contains("all.zip: 2 hotels, ", " rows, ", "SHA-256 ");
        assertThat(backup.err()).contains("read [####");

        assertThat(conserje("postgres", "db", "backups").out()).contains("  all.zip  ", "  all hotels  ");

        Run restore = conserje("restored", "db", "restore", backups + "/all.zip");
        assertThat(restore.exitCode()).as(restore.err()).isZero();
        assertThat(restore.out()).contains("Restored 2 hotels, ", "equal to the backup of ");
        assertThat(restore.err()).contains("check the file ...", "write [####");

        Run again = conserje("restored", "db", "restore", backups + "/all.zip");
        assertThat(again.exitCode()).isEqualTo(1);
        assertThat(again.err())
                .contains("already has hotel hotel-norte, hotel-sur")
                .doesNotContain("\tat ");
        assertThat(conserje("restored", "db", "backups").out()).contains("No backup is recorded");
    }

    @Test
    void hotelsAreChosenByName() {
        assertThat(conserje("postgres", "db", "backup", backups + "/sur.zip", "--tenant", "hotel-sur")
                        .out())
                .contains("1 hotel, ");
        Run other = conserje("restored", "db", "restore", backups + "/sur.zip", "--tenant", "hotel-norte");
        assertThat(other.exitCode()).isEqualTo(1);
        assertThat(other.err()).contains("does not hold hotel hotel-norte");
        assertThat(conserje("restored", "db", "restore", backups + "/sur.zip", "--tenant", "hotel-sur")
                        .exitCode())
                .isZero();
        assertThat(conserje("postgres", "db", "backup", backups + "/x.zip", "--tenant", "No Hotel")
                        .exitCode())
                .isEqualTo(2);
    }

    @Test
    void jsonHasTheSameResults() throws IOException {
        Run run = conserje("postgres", "db", "backup", backups + "/all.zip", "--json");
        JsonNode backup = new ObjectMapper().readTree(run.out());
        assertThat(run.err()).isEmpty();
        assertThat(backup.path("sha256").asText()).hasSize(64);
        assertThat(backup.path("hotels")).hasSize(2);
        assertThat(backup.path("tables").size()).isGreaterThan(10);

        JsonNode record = new ObjectMapper()
                .readTree(conserje("postgres", "db", "backups", "--json").out())
                .path("backups")
                .path(0);
        assertThat(record.path("sha256")).isEqualTo(backup.path("sha256"));

        Run restore = conserje("restored", "db", "restore", backups + "/all.zip", "--json");
        assertThat(new ObjectMapper().readTree(restore.out()).path("rows")).isEqualTo(backup.path("rows"));
    }

    @Test
    void oldBackupsOfAFolderAreRemoved() throws IOException {
        Path mine = Files.writeString(backups.resolve("notes.txt"), "mine");
        for (String day : List.of("2026-11-01", "2026-11-02")) {
            Path old = backups.resolve("conserje-" + day + "-030000.zip");
            assertThat(conserje("postgres", "db", "backup", old.toString()).exitCode())
                    .isZero();
        }

        Run run = conserje("postgres", "db", "backup", backups.toString(), "--keep", "2");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("Removed ", "conserje-2026-11-01-030000.zip");
        assertThat(mine).exists();
        try (Stream<Path> files = Files.list(backups)) {
            assertThat(files).hasSize(3);
        }
    }

    @Test
    void wrongOptionsAreUsageErrors() {
        assertThat(conserje("postgres", "db", "backup").exitCode()).isEqualTo(2);
        Run one = conserje("postgres", "db", "backup", backups + "/all.zip", "--keep", "3");
        assertThat(one.exitCode()).isEqualTo(2);
        assertThat(one.err()).contains("--keep: ", "{date}");
        assertThat(conserje("postgres", "db", "backup", backups.toString(), "--keep", "0")
                        .exitCode())
                .isEqualTo(2);
    }

    @Test
    void aFileThatExistsAndAMissingFolderAreNamed() {
        String file = backups + "/all.zip";
        assertThat(conserje("postgres", "db", "backup", file).exitCode()).isZero();
        Run again = conserje("postgres", "db", "backup", file);
        assertThat(again.exitCode()).isEqualTo(1);
        assertThat(again.err()).contains("all.zip exists");
        Run missing = conserje("postgres", "db", "backup", backups + "/none/all.zip");
        assertThat(missing.exitCode()).isEqualTo(1);
        assertThat(missing.err()).contains("folder of ", " does not exist");
    }

    @Test
    void aPoolerThatKeepsNoSessionIsRefused() {
        Run run = Run.of(
                Map.of(
                        "MIGRATIONS_DB_URL",
                        "postgresql://postgres:hush@aws-1-sa-east-1.pooler.supabase.com:6543/postgres"),
                folder,
                "db",
                "backup",
                backups + "/all.zip");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("6543", "5432").doesNotContain("hush");
    }

    @Test
    void aServerThatIsAwayIsExitCodeThree() throws IOException {
        Run run = Run.of(
                Map.of("MIGRATIONS_DB_URL", "postgresql://postgres@127.0.0.1:1/postgres"),
                folder,
                "db",
                "backup",
                backups + "/all.zip");

        assertThat(run.exitCode()).isEqualTo(3);
        try (Stream<Path> files = Files.list(backups)) {
            assertThat(files).isEmpty();
        }
    }

    private Run conserje(String database, String... command) {
        String url = "postgresql://postgres@127.0.0.1:" + DATABASE.port() + "/" + database;
        return Run.of(
                Map.of("MIGRATIONS_DB_URL", url), folder, new ArrayList<>(List.of(command)).toArray(String[]::new));
    }
}
