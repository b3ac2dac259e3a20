package io.conserje.bootstrap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.conserje.bootstrap.config.DatabaseUrl;
import io.conserje.bootstrap.config.RedisUrl;
import io.conserje.bootstrap.database.DataSources;
import io.conserje.bootstrap.embedded.EmbeddedServers;
import io.conserje.bootstrap.embedded.EmbeddedServers.Server;
import io.conserje.bootstrap.probe.RedisConnection;
import io.conserje.db.Changelog;
import io.conserje.db.ServiceLogin;
import io.conserje.postgres.testing.Certificate;
import io.conserje.postgres.testing.PgBouncer;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.embedded.RedisServer;

class EnvCheckTest {

    private static final Map<String, String> SECRETS = Map.of(
            "WHATSAPP_ACCESS_TOKEN", "EAAGm0PX4ZCpsBAKZCVj",
            "WHATSAPP_VERIFY_TOKEN", "9f1c4e0a7b2d4c6e8f0a1b2c",
            "WHATSAPP_APP_SECRET", "0123456789abcdef0123456789abcdef");

    @TempDir
    static Path directory;

    private static EmbeddedServers servers;
    private static DatabaseUrl migrated;
    private static String member;
    /** The check of a server where no change set was ever applied. */
    private static Run withoutRoles;

    @BeforeAll
    static void start() throws SQLException {
        servers = EmbeddedServers.start(directory.resolve("servers"), EnumSet.allOf(Server.class));
        onPostgres(postgres(), "create role plain login password 'hush hush'");
        withoutRoles = check(production(as("plain", "hush hush", postgres())), "--connect");
        onPostgres(postgres(), "create database migrated");
        migrated = DatabaseUrl.parse(postgres().toString().replaceAll("postgres$", "migrated"));
        new Changelog(DataSources.direct(migrated)).update();
        member = new ServiceLogin(DataSources.direct(migrated)).create();
    }

    private static void onPostgres(DatabaseUrl url, String statement) throws SQLException {
        try (Connection connection = DataSources.direct(url).getConnection();
                Statement sent = connection.createStatement()) {
            sent.execute(statement);
        }
    }

    @AfterAll
    static void stop() {
        servers.close();
    }

    @Test
    void acceptsEmptySettingsInDevelopment() {
        Run run = check(Map.of());

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).isEqualToNormalizingNewlines("Settings: fine for development\n");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void reportsEachPlaceholderOnItsOwnLine() throws URISyntaxException {
        Run run = check(Map.of(), "--env-file", plan().toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out().lines().filter(line -> line.contains("a placeholder was left in")))
                .hasSize(10)
                .anyMatch(line -> line.startsWith("  POSTGRES_URL = [REF], [DB_PASSWORD]: "))
                .anyMatch(line -> line.startsWith("  GRAFANA_ADMIN_PASSWORD = [cambiar]: "));
        assertThat(run.out()).startsWith("12 settings cannot be used:");
    }

    @Test
    void writesJson() throws URISyntaxException {
        Run run = check(Map.of(), "--json", "--env-file", plan().toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).startsWith("{").contains("\"ok\": false").contains("\"name\": \"SECRET_KEY\"");
        assertThat(check(Map.of(), "--json").out()).contains("\"ok\": true").contains("\"problems\": []");
    }

    @Test
    void readsTheFileAndNamesMisspeltSettings() throws IOException {
        Path file = Files.writeString(directory.resolve("some.env"), "ENVIRONMENT=nowhere\nPOSTGRES_ULR=x\nPORT=1\n");

        Run run = check(Map.of("ENVIRONMENT", "development"), "--env-file", file.toString());

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("warning: POSTGRES_ULR is not a setting. Did you mean POSTGRES_URL?");
    }

    @Test
    void reportsUnreadableLinesAndEveryOtherProblem() throws IOException {
        Path file = Files.writeString(
                directory.resolve("many.env"),
                "HOST my.host\nPORT=99999\nSECRET_KEY=[cambiar]\nPOSTGRES_ULR=${PG_URL}\nSESSIONS=reddis\n"
                        + "WHATSAPP_ACCESS_TOKEN=EAAG hush\n");

        Run run = check(Map.of(), "--env-file", file.toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out())
                .startsWith("6 settings cannot be used:")
                .contains("many.env, line 1: ", "PORT = ", "SECRET_KEY = ", "line 4: ", "SESSIONS = ")
                .contains("WHATSAPP_ACCESS_TOKEN = *** (9 characters)")
                .contains("Did you mean POSTGRES_URL?")
                .doesNotContain("hush");
    }

    @Test
    void reportsAMissingFile() {
        Run run = check(Map.of(), "--env-file", directory.resolve("missing.env").toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).contains("missing.env");
    }

    @Test
    void checksTheServersWithConnect() {
        Run run = check(urls(postgres().toString(), redis().toString()), "--connect");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains("PostgreSQL: ok, postgresql://postgres@127.0.0.1:")
                .contains("version: 17")
                .contains("tls: none")
                .contains("mode: direct", "mode-of-url: direct")
                .contains("createrole: true", "replication: true")
                .containsPattern("PostgreSQL: (?s).*round-trip-ms: [0-9.]+\\s+clock-ahead-ms: -?[0-9.]+")
                .contains("It is accepted here")
                .contains("run conserje db migrate")
                .contains("Redis: ok, redis://127.0.0.1:")
                .contains("maxmemory-policy: noeviction", "role: master")
                .containsPattern("Redis: (?s).*round-trip-ms: [0-9.]+\\s+clock-ahead-ms: -?[0-9.]+");
    }

    @Test
    void writesTheServersAsJson() {
        Run run = check(urls(postgres().toString(), redis().toString()), "--connect", "--json");

        assertThat(run.out())
                .contains("\"name\": \"PostgreSQL\"")
                .contains("\"superuser\": true")
                .contains("\"tls\": null")
                .contains("\"maxmemory-policy\": \"noeviction\"");
    }

    @Test
    void refusesAProductionLoginThatBypassesRowSecurity() {
        for (DatabaseUrl url : List.of(postgres(), migrated)) {
            Run run = check(production(url.toString()), "--connect");

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.out())
                    .contains("PostgreSQL: not fine")
                    .contains("In production serve refuses this")
                    .contains("login postgres: It is a superuser")
                    .contains("./conserje db login create")
                    .doesNotContain("create role");
        }
    }

    @Test
    void checksALoginAsFarAsPossibleBeforeTheChangeSets() {
        assertThat(withoutRoles.exitCode()).isZero();
        assertThat(withoutRoles.out())
                .contains("login: plain")
                .contains("plain:***@")
                .contains("run conserje db migrate. Then check again whether serve accepts this login")
                .doesNotContain("refuses")
                .doesNotContain("hush");
        assertThat(check(production(as("conserje_app", member, postgres())), "--connect")
                        .exitCode())
                .isZero();
    }

    @Test
    void acceptsTheServicesLoginAndHidesItsPassword() {
        Run run = check(production(as("conserje_app", member, migrated)), "--connect");

        assertThat(run.exitCode()).as(run.out()).isZero();
        assertThat(run.out())
                .contains("PostgreSQL: ok")
                .contains("login: conserje_app")
                .doesNotContain(member)
                .doesNotContain("refuses");
    }

    @Test
    void refusesAProductionLoginOutsideTheRoles() {
        Run run = check(production(as("plain", "hush hush", migrated)), "--connect");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out())
                .contains("PostgreSQL: not fine")
                .contains("In production serve refuses this: login plain: It may not become conserje_tenant."
                        + " Correct it with: grant conserje_tenant to plain;")
                .contains("grant conserje_system to plain;");
    }

    @Test
    void refusesAProductionLoginThatOwnsTables() throws SQLException {
        onPostgres(postgres(), "create database owned");
        DatabaseUrl owned = DatabaseUrl.parse(postgres().toString().replaceAll("postgres$", "owned"));
        new Changelog(DataSources.direct(owned)).update();
        onPostgres(
                owned,
                "create role landlord login password 'hush hush' in role conserje_tenant, conserje_system;"
                        + " alter table conserje.users owner to landlord");

        Run run = check(production(as("landlord", "hush hush", owned)), "--connect");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out())
                .contains("PostgreSQL: not fine")
                .contains("It owns tables of schema conserje")
                .contains("./conserje db login create");
    }

    @Test
    void warnsElsewhereWhatProductionWouldRefuse() {
        Map<String, String> environment = urls(as("plain", "hush hush", migrated), redis().toString());
        Run run = check(environment, "--connect");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("It is accepted here, but in production serve refuses this: login plain: ");
    }

    @Test
    void checksTheOwnersLoginToo() {
        Map<String, String> environment = new HashMap<>(urls(postgres().toString(), redis().toString()));
        environment.put("MIGRATIONS_DB_URL", postgres() + "?ApplicationName=owner");

        assertThat(check(environment, "--connect").out()).contains("PostgreSQL for change sets: ok");
    }

    @Test
    void advisesWhenNothingAnswers() throws IOException {
        int closed;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = socket.getLocalPort();
        }

        Run run = check(
                urls("postgresql://u:hush@127.0.0.1:" + closed + "/d", "redis://:hush@127.0.0.1:" + closed),
                "--connect");

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.out())
                .contains("PostgreSQL: cannot be reached")
                .contains("Redis: cannot be reached")
                .contains("Nothing answers at that host and port")
                .doesNotContain("hush")
                .doesNotContain("\tat ");
    }

    @Test
    void advisesWhenTheDatabaseDoesNotExist() {
        Run run =
                check(urls(postgres().toString().replaceAll("postgres$", "nowhere"), redis().toString()), "--connect");

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.out()).contains("There is no such database");
    }

    @Test
    void advisesWhenRedisRefusesTheLogin() {
        Run run = check(
                urls(postgres().toString(), redis().toString().replace("redis://", "redis://u:hush@")), "--connect");

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.out()).contains("REDIS_URL").doesNotContain("hush");
    }

    /** Redis repeats the words of a command that it does not know. */
    @Test
    void hidesThePasswordThatRedisRepeats() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        RedisServer server = RedisServer.newRedisServer()
                .port(port)
                .bind("127.0.0.1")
                .setting("rename-command AUTH LOGIN")
                .build();
        server.start();
        try {
            Run run = check(urls(postgres().toString(), "redis://:hush@127.0.0.1:" + port), "--connect");

            assertThat(run.exitCode()).isEqualTo(3);
            assertThat(run.out()).contains("unknown command").doesNotContain("hush");
        } finally {
            server.stop();
        }
    }

    @Test
    void reportsServersThatAreNotConfigured() {
        Run run = check(Map.of(), "--connect");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("PostgreSQL: none configured").contains("Redis: none configured");
    }

    @Test
    void namesWhatIsNotUsed() {
        Run run = check(Map.of("DEBUG", "false", "OTLP_ENDPOINT", "http://jaeger:4317", "PMS_BASE_URL", ""));

        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains("not used: DEBUG. There is no debug mode.", "not used: OTLP_ENDPOINT.")
                .doesNotContain("PMS_BASE_URL");
        assertThat(check(Map.of("DEBUG", "false"), "--json").out()).contains("\"notUsed\": [", "\"name\": \"DEBUG\"");
    }

    @Test
    void warnsOfAFileThatEverybodyCanRead() throws IOException {
        Path file = Files.writeString(directory.resolve("open.env"), "PORT=1\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

        assertThat(check(Map.of(), "--env-file", file.toString()).out()).contains("Better: chmod 600 ");
    }

    @Test
    void refusesALoginForChangeSetsThatCannotApplyThem() {
        Map<String, String> environment = new HashMap<>(urls(migrated.toString(), redis().toString()));
        environment.put("MIGRATIONS_DB_URL", as("conserje_app", member, migrated));

        Run run = check(environment, "--connect");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).contains("PostgreSQL for change sets: not fine", "another login owns schema conserje");
    }

    @Test
    void warnsOfAPasswordThatExpires() throws SQLException {
        onPostgres(postgres(), "create role brief login password 'hush hush' valid until 'tomorrow'");

        assertThat(check(urls(as("brief", "hush hush", postgres()), redis().toString()), "--connect")
                        .out())
                .contains("the password of brief is valid until ");
    }

    @Test
    @Tag("pooler")
    void tellsTheModeOfAPoolerByItsBehaviour() throws IOException {
        for (PgBouncer.Mode mode : PgBouncer.Mode.values()) {
            try (PgBouncer pooler =
                    PgBouncer.before(postgres().hosts().getFirst().port(), mode, 4)) {
                String url = "postgresql://postgres@127.0.0.1:" + pooler.port() + "/postgres";

                Run run = check(urls(url, redis().toString()), "--connect");

                boolean transaction = mode == PgBouncer.Mode.TRANSACTION;
                assertThat(run.out()).contains("mode: " + (transaction ? "transaction" : "session"));
                assertThat(run.out().contains("prepared statements will clash")).isEqualTo(transaction);
                assertThat(run.exitCode()).isEqualTo(transaction ? 1 : 0);
            }
        }
    }

    @Test
    @Tag("pooler")
    void refusesChangeSetsThroughAPoolerInTransactionMode() throws IOException {
        try (PgBouncer pooler = PgBouncer.before(postgres().hosts().getFirst().port(), PgBouncer.Mode.TRANSACTION, 4)) {
            Map<String, String> environment = new HashMap<>(urls(postgres().toString(), redis().toString()));
            environment.put("MIGRATIONS_DB_URL", "postgresql://postgres@127.0.0.1:" + pooler.port() + "/postgres");

            Run run = check(environment, "--connect");

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.out()).contains("change sets need a session, and this is a pooler in transaction mode");
        }
    }

    @Test
    void reachesRedisAsAUserWithoutInfoAndConfig() throws IOException {
        onRedis("ACL", "SETUSER", "blind", "on", ">k3mZq8", "~*", "&*", "+@all", "-info", "-config", "-time");

        Run run = check(urls(postgres().toString(), redis().toString().replace("//", "//blind:k3mZq8@")), "--connect");

        assertThat(run.exitCode()).as(run.out()).isZero();
        assertThat(run.out()).contains("Redis: ok", "version: unknown", "clock-ahead-ms: unknown");
    }

    @Test
    void refusesARedisUserThatMayRunNoScripts() throws IOException {
        onRedis("ACL", "SETUSER", "mute", "on", ">k3mZq8", "~*", "&*", "+@all", "-@scripting");

        Run run = check(urls(postgres().toString(), redis().toString().replace("//", "//mute:k3mZq8@")), "--connect");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).contains("Redis: not fine", "the user may not run scripts");
    }

    @Test
    void warnsOfEviction() throws IOException {
        onRedis("CONFIG", "SET", "maxmemory-policy", "allkeys-lru");
        try {
            assertThat(check(urls(postgres().toString(), redis().toString()), "--connect")
                            .out())
                    .contains("warning: with maxmemory-policy allkeys-lru");
        } finally {
            onRedis("CONFIG", "SET", "maxmemory-policy", "noeviction");
        }
    }

    private static void onRedis(String... command) throws IOException {
        try (RedisConnection connection = RedisConnection.open(redis(), Duration.ofSeconds(5))) {
            connection.command(command);
        }
    }

    @Test
    void checksNoRedisThatServeWouldNotUse() {
        Map<String, String> environment = new HashMap<>(urls(postgres().toString(), "redis://:hush@127.0.0.1:1"));
        environment.put("SESSIONS", "postgres");
        environment.put("LOCKS", "postgres");

        Run run = check(environment, "--connect");

        assertThat(run.exitCode()).as(run.out()).isZero();
        assertThat(run.out()).contains("Redis: none configured", "Not used: sessions and locks are kept elsewhere");
    }

    @Test
    void advisesAboutRedisWhenItsCertificateIsNotTrusted(@TempDir Path folder) throws Exception {
        Certificate.of(folder, "localhost");
        try (ServerSocket server = tlsServer(folder.resolve("store.p12"))) {
            Thread.startVirtualThread(() -> greet(server));

            Run run = check(
                    urls(postgres().toString(), "rediss://:hush@localhost:" + server.getLocalPort()), "--connect");

            assertThat(run.exitCode()).isEqualTo(3);
            assertThat(run.out())
                    .contains("Redis: cannot be reached")
                    .contains("Java does not trust the certificate of the Redis server in REDIS_URL")
                    .doesNotContain("sslrootcert", "Supabase", "hush");
        }
    }

    @Test
    void explainsAPoolerThatIsFull() throws IOException {
        try (ServerSocket pooler = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.startVirtualThread(() -> refuse(pooler, "Max client connections reached"));

            Run run = check(
                    urls(
                            "postgresql://u:hush@127.0.0.1:" + pooler.getLocalPort() + "/d?sslmode=disable",
                            redis().toString()),
                    "--connect");

            assertThat(run.exitCode()).as(run.out()).isEqualTo(3);
            assertThat(run.out())
                    .contains("Max client connections reached", "lower POSTGRES_POOL_SIZE")
                    .doesNotContain("hush");
        }
    }

    /** Answers the start-up as a pooler does that takes no more clients. */
    private static void refuse(ServerSocket pooler, String message) {
        try (Socket client = pooler.accept()) {
            DataInputStream in = new DataInputStream(client.getInputStream());
            in.readNBytes(in.readInt() - Integer.BYTES);
            byte[] fields = ("SFATAL\0VFATAL\0CXX000\0M" + message + "\0\0").getBytes(StandardCharsets.UTF_8);
            DataOutputStream out = new DataOutputStream(client.getOutputStream());
            out.writeByte('E');
            out.writeInt(fields.length + Integer.BYTES);
            out.write(fields);
            out.flush();
        } catch (IOException gone) {
            // The client has given up.
        }
    }

    private static ServerSocket tlsServer(Path store) throws IOException, GeneralSecurityException {
        char[] password = "throw-away".toCharArray();
        KeyStore keys = KeyStore.getInstance(store.toFile(), password);
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, password);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context.getServerSocketFactory().createServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    private static void greet(ServerSocket server) {
        try (SSLSocket client = (SSLSocket) server.accept()) {
            client.startHandshake();
        } catch (IOException refused) {
            // The client does not trust the certificate.
        }
    }

    private static Run check(Map<String, String> environment, String... arguments) {
        String[] all = new String[arguments.length + 2];
        all[0] = "env";
        all[1] = "check";
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        return Run.of(environment, directory, all);
    }

    private static Map<String, String> urls(String postgres, String redis) {
        return Map.of("POSTGRES_URL", postgres, "REDIS_URL", redis);
    }

    private static String as(String login, String password, DatabaseUrl url) {
        return url.toString().replace("postgres@", login + ":" + password.replace(" ", "%20") + "@");
    }

    private static Map<String, String> production(String postgres) {
        Map<String, String> environment = new HashMap<>(SECRETS);
        environment.put("ENVIRONMENT", "production");
        environment.put("POSTGRES_URL", postgres);
        return environment;
    }

    private static DatabaseUrl postgres() {
        return Objects.requireNonNull(servers.postgres());
    }

    private static RedisUrl redis() {
        return Objects.requireNonNull(servers.redis());
    }

    private static Path plan() throws URISyntaxException {
        return Path.of(Objects.requireNonNull(
                        EnvCheckTest.class.getResource("/io/conserje/bootstrap/config/plan.env.supabase"))
                .toURI());
    }
}
