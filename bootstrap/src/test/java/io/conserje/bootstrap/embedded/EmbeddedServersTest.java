package io.conserje.bootstrap.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.conserje.bootstrap.config.DatabaseUrl;
import io.conserje.bootstrap.config.RedisUrl;
import io.conserje.bootstrap.config.Settings;
import io.conserje.bootstrap.database.DataSources;
import io.conserje.bootstrap.embedded.EmbeddedServers.Server;
import io.conserje.bootstrap.probe.RedisConnection;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class EmbeddedServersTest {

    private static final Set<Server> BOTH = EnumSet.allOf(Server.class);

    @TempDir
    Path directory;

    @Test
    void areDurableAndListenOnLoopbackOnly() throws Exception {
        Path home = directory.resolve("a home");
        try (EmbeddedServers servers = EmbeddedServers.start(home, BOTH)) {
            DatabaseUrl postgres = Objects.requireNonNull(servers.postgres());
            assertThat(postgres.isLoopback()).isTrue();
            for (String on : List.of("fsync", "synchronous_commit", "full_page_writes")) {
                assertThat(ask(postgres, "show " + on)).as(on).isEqualTo("on");
            }
            assertThat(ask(postgres, "show listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(ask(postgres, "show unix_socket_directories")).isEmpty();
            assertThat(ask(postgres, "show shared_preload_libraries")).isEqualTo("pg_stat_statements");
            assertThat(ask(postgres, "show server_encoding")).isEqualTo("UTF8");
            assertThat(ask(postgres, "select upper('ñandú')")).isEqualTo("ÑANDÚ");
            assertThat(ask(redis(servers), "CONFIG", "GET", "appendonly")).isEqualTo("appendonly\nyes");
            assertThat(ask(redis(servers), "CONFIG", "GET", "appendfsync")).isEqualTo("appendfsync\neverysec");
            assertThat(ask(redis(servers), "CONFIG", "GET", "maxmemory-policy"))
                    .isEqualTo("maxmemory-policy\nnoeviction");
            assertThat(ask(redis(servers), "CONFIG", "GET", "bind")).isEqualTo("bind\n127.0.0.1");
            write(servers);
        }
        assertThat(processesIn(home)).isEmpty();

        try (EmbeddedServers servers = EmbeddedServers.start(home, BOTH)) {
            assertWritten(servers);
        }
        assertThat(processesIn(home)).isEmpty();
    }

    @Test
    void areEndedAfterAKillAndKeepTheirData() throws Exception {
        Process service = startAnotherService();
        List<ProcessHandle> orphans;
        try {
            orphans = processesIn(directory);
            assertThat(orphans).hasSizeGreaterThanOrEqualTo(2);
        } finally {
            service.destroyForcibly().waitFor();
        }
        assertThat(orphans).allMatch(ProcessHandle::isAlive);

        try (EmbeddedServers servers = EmbeddedServers.start(directory, BOTH)) {
            assertWritten(servers);
            assertThat(orphans.stream().map(ProcessHandle::pid)).doesNotContainAnyElementsOf(pidsIn(directory));
        }
        await().untilAsserted(() -> assertThat(processesIn(directory)).isEmpty());
    }

    @Test
    void belongToOneServiceAtATime() throws Exception {
        Process service = startAnotherService();
        try {
            assertThatExceptionOfType(EmbeddedServerException.class)
                    .isThrownBy(() -> EmbeddedServers.start(directory, BOTH))
                    .withMessageContaining(directory.toRealPath().toString())
                    .withMessageContaining("(process " + service.pid() + ")")
                    .withMessageContaining("POSTGRES_URL=postgresql://postgres@127.0.0.1:");
            assertThat(processesIn(directory)).hasSizeGreaterThanOrEqualTo(2);
        } finally {
            // Ends as Ctrl-C would.
            service.destroy();
            service.waitFor();
        }
        await().untilAsserted(() -> assertThat(processesIn(directory)).isEmpty());
    }

    @Test
    void refuseASecondStartInTheSameProcess() {
        try (EmbeddedServers servers = EmbeddedServers.start(directory, Set.of(Server.REDIS))) {
            assertThat(servers.postgres()).isNull();
            assertThatExceptionOfType(EmbeddedServerException.class)
                    .isThrownBy(() -> EmbeddedServers.start(directory, Set.of(Server.REDIS)))
                    .withMessageContaining("in use");
        }
    }

    @Test
    void areEndedAfterAKillByAStartWithoutServers() throws Exception {
        startAnotherService().destroyForcibly().waitFor();

        EmbeddedServers.start(directory, Set.of()).close();

        await().untilAsserted(() -> assertThat(processesIn(directory)).isEmpty());
    }

    @Test
    void areLeftAloneByAServiceWithoutServers() throws Exception {
        Process service = startAnotherService();
        try {
            List<Long> before = pidsIn(directory);

            EmbeddedServers.start(directory, Set.of()).close();

            assertThat(pidsIn(directory)).containsAll(before);
        } finally {
            service.destroy();
            service.waitFor();
        }
    }

    @Test
    void startBesideServicesWithoutServers() {
        try (EmbeddedServers none = EmbeddedServers.start(directory, Set.of());
                EmbeddedServers noneEither = EmbeddedServers.start(directory, Set.of());
                EmbeddedServers redis = EmbeddedServers.start(directory, Set.of(Server.REDIS))) {
            assertThat(none.redis()).isNull();
            assertThat(noneEither.postgres()).isNull();
            assertThat(redis.redis()).isNotNull();
        }
    }

    @Test
    void needNoDirectoryIfNoneIsStarted() throws IOException {
        Path absent = directory.resolve("absent");
        Path beneathAFile =
                Files.writeString(directory.resolve("file"), "").resolve("home").resolve("inner");
        // Not even root opens it for writing.
        Path unwritable = directory.resolve("unwritable");
        Files.createDirectories(unwritable.resolve("lock"));

        for (Path home : List.of(absent, beneathAFile, unwritable)) {
            EmbeddedServers.start(home, Set.of()).close();
        }

        assertThat(absent).doesNotExist();
    }

    @Test
    void leaveAnotherProcessWithTheSamePidAlone() throws IOException {
        Path data = Files.createDirectories(directory.resolve("redis"));
        ProcessHandle stranger = ProcessHandle.current();
        Files.writeString(data.resolve("redis.pid"), stranger.pid() + "\n");

        EmbeddedServers.start(directory, Set.of(Server.REDIS)).close();

        assertThat(stranger.isAlive()).isTrue();
    }

    @Test
    void beginAgainAfterAnUnfinishedFirstStart() throws Exception {
        Path data = Files.createDirectories(directory.resolve("postgres"));
        Files.writeString(data.resolve("PG_VERSION"), "17\n");
        Files.writeString(directory.resolve("postgres.unfinished"), "");

        try (EmbeddedServers servers = EmbeddedServers.start(directory, Set.of(Server.POSTGRES))) {
            assertThat(ask(Objects.requireNonNull(servers.postgres()), "select 1"))
                    .isEqualTo("1");
        }
    }

    @Test
    void nameTheLogWhenOneDoesNotStart() throws Exception {
        Path data = Files.createDirectories(directory.resolve("postgres"));
        Files.writeString(data.resolve("postgresql.conf"), "no such setting at all\n");

        assertThatExceptionOfType(EmbeddedServerException.class)
                .isThrownBy(() -> EmbeddedServers.start(directory, BOTH, Duration.ofSeconds(2)))
                .withMessageContaining("postgres.log");
        await().untilAsserted(() -> assertThat(processesIn(directory)).isEmpty());
        // The directory is free again.
        EmbeddedServers.start(directory, Set.of(Server.REDIS)).close();
    }

    @Test
    void areNeededInDevelopmentWithoutUrls() {
        assertThat(EmbeddedServers.neededBy(Settings.from(Map.of()))).isEqualTo(BOTH);
        assertThat(EmbeddedServers.neededBy(Settings.from(Map.of("SESSIONS", "postgres", "LOCKS", "postgres"))))
                .containsExactly(Server.POSTGRES);
        assertThat(EmbeddedServers.neededBy(Settings.from(
                        Map.of("POSTGRES_URL", "postgresql://u@localhost/d", "REDIS_URL", "redis://localhost"))))
                .isEmpty();
    }

    /** Another service: starts the servers, writes, prints "ready", and waits for its end. */
    public static final class Service {
        public static void main(String[] args) throws Exception {
            EmbeddedServers servers = EmbeddedServers.start(Path.of(args[0]), BOTH);
            Runtime.getRuntime().addShutdownHook(new Thread(servers::close));
            write(servers);
            System.out.println("ready");
            System.in.read();
        }
    }

    private Process startAnotherService() throws IOException {
        Process service = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Service.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader out =
                new BufferedReader(new InputStreamReader(service.getInputStream(), StandardCharsets.UTF_8));
        assertThat(out.lines().anyMatch("ready"::equals))
                .as("the other service is ready")
                .isTrue();
        return service;
    }

    private static void write(EmbeddedServers servers) throws SQLException, IOException {
        ask(
                Objects.requireNonNull(servers.postgres()),
                "create table kept (word text); insert into kept values ('still here'); select 1");
        assertThat(ask(redis(servers), "SET", "kept", "still here")).isEqualTo("OK");
    }

    private static void assertWritten(EmbeddedServers servers) throws SQLException, IOException {
        assertThat(ask(Objects.requireNonNull(servers.postgres()), "select word from kept"))
                .isEqualTo("still here");
        assertThat(ask(redis(servers), "GET", "kept")).isEqualTo("still here");
    }

    private static RedisUrl redis(EmbeddedServers servers) {
        return Objects.requireNonNull(servers.redis());
    }

    private static String ask(DatabaseUrl url, String sql) throws SQLException {
        try (Connection connection = DataSources.direct(url).getConnection();
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

    private static String ask(RedisUrl url, String... words) throws IOException {
        try (RedisConnection connection = RedisConnection.open(url, Duration.ofSeconds(5))) {
            return connection.command(words);
        }
    }

    private static List<Long> pidsIn(Path directory) throws IOException {
        return processesIn(directory).stream().map(ProcessHandle::pid).toList();
    }

    /** The servers' processes that work in a directory: everything but this one and the other service. */
    private static List<ProcessHandle> processesIn(Path directory) throws IOException {
        String path = directory.toRealPath().toString();
        return ProcessHandle.allProcesses()
                .filter(process -> Stream.of(process.info().arguments().orElse(new String[0]))
                        .anyMatch(argument ->
                                argument.startsWith(path + "/postgres") || argument.startsWith(path + "/redis")))
                .toList();
    }
}
