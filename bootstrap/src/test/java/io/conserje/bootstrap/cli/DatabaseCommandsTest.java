package io.conserje.bootstrap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import at.favre.lib.crypto.bcrypt.BCrypt;
import io.conserje.bootstrap.config.DatabaseUrl;
import io.conserje.bootstrap.config.EnvFile;
import io.conserje.bootstrap.database.DataSources;
import io.conserje.bootstrap.embedded.EmbeddedServers;
import io.conserje.bootstrap.embedded.EmbeddedServers.Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseCommandsTest {

    private static final String URL_LINE =
            "POSTGRES_URL=postgresql://conserje_app:[A-Za-z0-9_-]{32}@127.0.0.1:[0-9]+/postgres\\R";

    @TempDir
    static Path directory;

    private static EmbeddedServers servers;

    @BeforeAll
    static void start() {
        servers = EmbeddedServers.start(directory.resolve("servers"), Set.of(Server.POSTGRES));
    }

    @AfterAll
    static void stop() {
        servers.close();
    }

    @BeforeEach
    void beginWithAnEmptyDatabase() throws SQLException {
        ask("drop schema if exists conserje cascade; select 1");
    }

    @Test
    void migrateAppliesMissingChangeSetsOnce() {
        Run first = db("migrate");

        assertThat(first.exitCode()).isZero();
        assertThat(first.out().lines())
                .startsWith("Applied 0001_initial", "Applied 0002_add_tenants")
                .endsWith("Done.");

        Run second = db("migrate");

        assertThat(second.exitCode()).isZero();
        assertThat(second.out()).startsWith("Nothing to apply");
    }

    @Test
    void migrateWritesSqlAndChangesNothing() throws SQLException {
        Run run = db("migrate", "--sql");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out().toLowerCase(java.util.Locale.ROOT)).contains("create table conserje.tenants");
        assertThat(ask("select count(*) from pg_tables where schemaname = 'conserje' and tablename = 'tenants'"))
                .isEqualTo("0");
    }

    @Test
    void statusShowsAppliedAndPendingChangeSets() {
        assertThat(db("status").out())
                .contains("pending")
                .contains("0001_initial")
                .contains("conserje db migrate");
        assertThat(db("status", "--json").out())
                .startsWith("{")
                .contains("\"changeSets\": [", "\"applied\": false")
                .contains("\"appliedAt\": null");

        db("migrate");

        assertThat(db("status").out()).doesNotContain("pending").contains("The database has every change set.");
        assertThat(db("status", "--json").out()).contains("\"applied\": true").doesNotContain("\"appliedAt\": null");
    }

    @Test
    void verifyFindsWhatBreaksIsolationAndNamesTheRemedy() throws SQLException {
        assertThat(db("verify").exitCode()).isEqualTo(1);
        db("migrate");

        Run whole = db("verify");
        assertThat(whole.exitCode()).as(whole.out() + whole.err()).isZero();

        ask("alter table conserje.users disable row level security; select 1");
        Run broken = db("verify");
        assertThat(broken.exitCode()).isEqualTo(1);
        assertThat(broken.out())
                .contains("table conserje.users: Row level security is not enabled.")
                .contains("alter table conserje.users enable row level security;");
        assertThat(db("verify", "--rls", "--json").out()).contains("\"object\": \"table conserje.users\"");
        assertThat(db("verify", "--indexes").exitCode()).isZero();
    }

    @Test
    void verifyFindsAndRepairsAMessageThatNoQueueNames() throws SQLException {
        db("migrate");
        assertThat(db("verify", "--queue").out()).contains("the queues are sound");
        ask("insert into conserje.tenants (tenant_id, name) values ('hotel-sur', 'Sur'); select 1");
        ask(
                "insert into conserje.inbox (tenant_id, message_id, channel, provider_id, guest, content_type, body, sent_at)"
                        + " values ('hotel-sur', gen_random_uuid(), 'whatsapp', 'w', '+5491112345678', 'text', 'x', now());"
                        + " select 1");

        Run found = db("verify", "--queue");
        assertThat(found.exitCode()).isEqualTo(1);
        assertThat(found.out())
                .contains(
                        "whatsapp ***78 of hotel-sur: 1 pending messages are in no queue", "db verify --queue --repair")
                .doesNotContain("5491112345678");
        assertThat(db("verify", "--queue", "--json").out()).contains("\"kind\": \"unqueued\"", "\"repaired\": false");

        Run repaired = db("verify", "--queue", "--repair");
        assertThat(repaired.exitCode()).as(repaired.err()).isZero();
        assertThat(repaired.out()).contains("It is repaired.");
        assertThat(db("verify", "--queue").exitCode()).isZero();
        assertThat(db("verify", "--repair").exitCode()).isEqualTo(2);
        assertThat(db("verify", "--queue", "--rls").exitCode()).isEqualTo(2);
    }

    @Test
    void loginNeedsTheChangeSetsFirst() throws SQLException {
        // Roles belong to the server: they exist now, whatever the other tests did.
        db("migrate");
        db("login", "create");
        ask("drop schema if exists conserje cascade; drop owned by conserje_app;"
                + " drop role if exists conserje_app, conserje_tenant, conserje_system; select 1");

        Run early = db("login", "create");

        assertThat(early.exitCode()).isEqualTo(1);
        assertThat(early.err()).contains("conserje db migrate").doesNotContain("Exception");
    }

    @Test
    void loginCreatesAndRotatesThePassword() {
        db("migrate");

        Run created = db("login", "create");
        assertThat(created.exitCode()).as(created.err()).isZero();
        assertThat(created.out()).contains("Login: conserje_app").containsPattern(URL_LINE);
        Run rotated = db("login", "rotate");
        assertThat(rotated.exitCode()).isZero();
        assertThat(rotated.out()).containsPattern(URL_LINE).isNotEqualTo(created.out());
    }

    @Test
    void loginShowsAUrlThatWorks() throws SQLException {
        db("migrate");

        DatabaseUrl url = urlIn(db("login", "create").out());

        try (Connection connection = DataSources.direct(url).getConnection()) {
            assertThat(connection.getMetaData().getUserName()).isEqualTo("conserje_app");
        }
    }

    @Test
    void loginWritesTheUrlIntoTheFile(@TempDir Path folder) throws IOException, SQLException {
        db("migrate");
        String owner = Objects.requireNonNull(servers.postgres()).text().value();
        Path file = Files.writeString(
                folder.resolve(".env.some"),
                "# mine\nPOSTGRES_URL=" + owner + " # later\nMIGRATIONS_DB_URL=" + owner + "\nPORT=1\n");

        Run run = Run.of(Map.of(), directory, "db", "login", "create", "--write", "--env-file", file.toString());

        assertThat(run.exitCode()).as(run.err()).isZero();
        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSize(4).contains("# mine", "MIGRATIONS_DB_URL=" + owner, "PORT=1");
        DatabaseUrl url =
                DatabaseUrl.parse(EnvFile.read(file, Map.of()).values().getOrDefault("POSTGRES_URL", ""));
        assertThat(run.out())
                .contains("Wrote POSTGRES_URL")
                .doesNotContain(Objects.requireNonNull(url.password()).value());
        assertThat(lines.get(1)).endsWith(" # later");
        try (Connection connection = DataSources.direct(url).getConnection()) {
            assertThat(connection.isValid(5)).isTrue();
        }
    }

    @Test
    void loginChangesNoPasswordThatItCannotWrite(@TempDir Path folder) throws IOException, SQLException {
        db("migrate");
        DatabaseUrl before = urlIn(db("login", "create").out());
        Path file = Files.writeString(
                folder.resolve(".env.some"),
                "POSTGRES_URL="
                        + Objects.requireNonNull(servers.postgres()).text().value());

        Run run = Run.of(Map.of(), directory, "db", "login", "rotate", "--write", "--env-file", file.toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("would lose the owner's login");
        try (Connection connection = DataSources.direct(before).getConnection()) {
            assertThat(connection.isValid(5)).isTrue();
        }
        assertThat(db("login", "rotate", "--write").exitCode()).isEqualTo(2);
    }

    private static DatabaseUrl urlIn(String out) {
        return DatabaseUrl.parse(out.lines()
                .filter(line -> line.startsWith("POSTGRES_URL="))
                .map(line -> line.substring("POSTGRES_URL=".length()))
                .findFirst()
                .orElseThrow());
    }

    @Test
    void rollbackRollsBackToAChangeSetOrEverything() {
        db("migrate");

        Run some = db("rollback", "--to", "0002_add_tenants");
        assertThat(some.exitCode()).isZero();
        assertThat(some.out()).contains("Rolled back 0003_add_lock_audit").doesNotContain("0002_add_tenants");

        Run all = db("rollback", "--all");
        assertThat(all.out().lines())
                .containsExactly("Rolled back 0002_add_tenants", "Rolled back 0001_initial", "Done.");
        assertThat(db("rollback", "--all").out()).startsWith("Nothing to roll back");
    }

    @Test
    void rollbackNeedsAnExistingChangeSetOrAll() {
        db("migrate");

        assertThat(db("rollback").exitCode()).isEqualTo(2);
        assertThat(db("rollback", "--to", "0001_initial", "--all").exitCode()).isEqualTo(2);

        Run unknown = db("rollback", "--to", "0099_nothing");
        assertThat(unknown.exitCode()).isEqualTo(2);
        assertThat(unknown.err()).contains("0099_nothing").contains("0001_initial");
    }

    @Test
    void rollbackNeedsYesOutsideDevelopment() {
        db("migrate");
        Map<String, String> staging = Map.of(
                "ENVIRONMENT", "staging",
                "POSTGRES_URL", postgres().toString(),
                "WHATSAPP_ACCESS_TOKEN", "EAAGm0PX4ZCpsBAKZCVj",
                "WHATSAPP_VERIFY_TOKEN", "9f1c4e0a7b2d4c6e8f0a1b2c",
                "WHATSAPP_APP_SECRET", "0123456789abcdef0123456789abcdef");

        Run refused = Run.of(staging, directory, "db", "rollback", "--all");
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err()).contains("--yes");

        assertThat(Run.of(staging, directory, "db", "rollback", "--all", "--yes")
                        .exitCode())
                .isZero();
    }

    @Test
    void seedCreatesTheHotelAndAnAdminOnce() throws SQLException {
        db("migrate");

        Run first = db("seed", "--admin-email", "Ana@Hotel.Example");

        assertThat(first.exitCode()).isZero();
        Matcher password =
                Pattern.compile("Password, shown only now: (\\S{24})").matcher(first.out());
        assertThat(password.find()).isTrue();
        assertThat(ask("select tenant_id || ' ' || role || ' ' || is_active from conserje.users"
                        + " where email = 'ana@hotel.example'"))
                .isEqualTo("default admin true");
        String hash = ask("select hashed_password from conserje.users");
        assertThat(hash).startsWith("$2a$12$");
        assertThat(BCrypt.verifyer().verify(password.group(1).toCharArray(), hash).verified)
                .isTrue();

        Run second = db("seed", "--admin-email", "ana@hotel.example");

        assertThat(second.exitCode()).isZero();
        assertThat(second.out()).contains("exists").doesNotContain("Password");
        assertThat(ask("select hashed_password from conserje.users")).isEqualTo(hash);
    }

    @Test
    void seedGeneratesADifferentPasswordEachTime() {
        assertThat(Passwords.generate()).isNotEqualTo(Passwords.generate()).matches("[A-Za-z2-9]{24}");
    }

    @Test
    void seedRefusesAMalformedAddress() {
        db("migrate");

        Run run = db("seed", "--admin-email", "nobody");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("--admin-email");
    }

    @Test
    void seedNeedsTheChangeSetsFirst() {
        Run run = db("seed");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("conserje db migrate");
    }

    @Test
    void changeSetsNeedMoreThanATransactionPooler() {
        Run run = Run.of(Map.of("POSTGRES_URL", "postgresql://u:hush@127.0.0.1:6543/d"), directory, "db", "migrate");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("MIGRATIONS_DB_URL").doesNotContain("hush");
    }

    @Test
    void anUnreachableServerHasItsOwnExitCode() {
        Run run = Run.of(Map.of("POSTGRES_URL", "postgresql://u:hush@127.0.0.1:1/d"), directory, "db", "status");

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.err()).contains("Nothing answers").doesNotContain("hush").doesNotContain("\tat ");
    }

    @Test
    void unusableSettingsAreNamed() {
        Run run = Run.of(Map.of("PORT", "x"), directory, "db", "status");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("PORT = \"x\"");
    }

    @Test
    void withoutAUrlAServerIsEmbeddedWhileTheCommandRuns() {
        Path home = directory.resolve("home");

        assertThat(Run.of(Map.of(), home, "db", "migrate").exitCode()).isZero();
        assertThat(Run.of(Map.of(), home, "db", "status").out()).contains("The database has every change set.");
    }

    @Test
    void anEmbeddedServerInUseIsLeftAlone() {
        Run run = Run.of(Map.of(), directory.resolve("servers"), "db", "status");

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.err())
                .contains("in use by another Conserje")
                .contains("POSTGRES_URL=postgresql://postgres@127.0.0.1:");
    }

    private static Run db(String... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = "db";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return Run.of(Map.of("POSTGRES_URL", postgres().toString()), directory, all);
    }

    private static DatabaseUrl postgres() {
        return Objects.requireNonNull(servers.postgres());
    }

    private static String ask(String sql) throws SQLException {
        try (Connection connection = DataSources.direct(postgres()).getConnection();
                Statement statement = connection.createStatement()) {
            boolean rows = statement.execute(sql);
            while (!rows) {
                rows = statement.getMoreResults();
            }
            try (ResultSet result = statement.getResultSet()) {
                assertThat(result.next()).isTrue();
                return result.getString(1);
            }
        }
    }
}
