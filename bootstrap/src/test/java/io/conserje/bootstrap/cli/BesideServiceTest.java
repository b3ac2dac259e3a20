package io.conserje.bootstrap.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.conserje.application.lock.Claimants;
import io.conserje.application.lock.RoomHoldsContract;
import io.conserje.bootstrap.config.EnvFile;
import io.conserje.domain.lock.RoomId;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.redis.RedisAdapters;
import io.conserje.redis.RedisSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Commands in a second process, beside a {@code demo} or {@code serve} with embedded servers. */
@Timeout(180)
class BesideServiceTest {

    @TempDir
    Path folder;

    @Test
    void commandsUseTheServersOfARunningDemo() throws Exception {
        Process demo = start("demo");
        try {
            Map<String, String> file = EnvFile.read(awaitFile(demo), Map.of()).values();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                    .isEqualTo("rw-------");
            await().untilAsserted(
                            () -> assertThat(succeeding("tenants", "list")).contains("hotel-sur"));
            assertThat(succeeding("tenants", "add", "hotel-este", "--name", "Hotel del Este"))
                    .startsWith("Added hotel-este");
            assertThat(succeeding("db", "status")).contains("The database has every change set.");
            assertThat(succeeding("dlq", "list")).isEqualTo("No dead letters.\n");
            hold(value(file, "REDIS_URL"));
            assertThat(succeeding("locks", "list")).contains("hotel-sur  room:101");
            assertThat(tenantsOverHttp(value(file, "SERVICE_URL"), value(file, "ADMIN_API_TOKEN")))
                    .contains("hotel-este");
        } finally {
            // Ends it as Ctrl-C does.
            demo.destroy();
            demo.waitFor();
        }
        assertThat(file()).doesNotExist();
    }

    @Test
    void anExplicitSettingTakesPrecedence() throws Exception {
        Process serve = start("serve");
        try {
            awaitFile(serve);
            Run run = Run.of(Map.of("POSTGRES_URL", "postgresql://u:hush@127.0.0.1:1/d"), folder, "db", "status");

            assertThat(run.exitCode()).as(run.out()).isEqualTo(3);
            assertThat(Run.of(Map.of("LOCKS", "postgres"), folder, "locks", "list")
                            .out())
                    .isEqualTo("Nothing is held.\n");
        } finally {
            serve.destroyForcibly().waitFor();
        }
        assertThat(file()).exists();
        // The file of a killed service is ignored: the command embeds a server on the same data.
        assertThat(succeeding("db", "status")).contains("The database has every change set.");
    }

    private Process start(String command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dconserje.home=" + folder,
                "-cp",
                System.getProperty("java.class.path"),
                "io.conserje.bootstrap.Launcher",
                command);
        builder.environment().putAll(Map.of("ENVIRONMENT", "development", "PORT", "0"));
        return builder.redirectErrorStream(true)
                .redirectOutput(folder.resolve("service.log").toFile())
                .start();
    }

    private Path awaitFile(Process service) {
        await().atMost(Duration.ofSeconds(90)).untilAsserted(() -> {
            assertThat(service.isAlive()).as(() -> log()).isTrue();
            assertThat(file()).exists();
        });
        return file();
    }

    private String log() {
        try {
            return Files.readString(folder.resolve("service.log"));
        } catch (IOException absent) {
            return "no log";
        }
    }

    private Path file() {
        return folder.resolve("running.env");
    }

    private String succeeding(String... command) {
        Run run = Run.of(Map.of(), folder, command);
        assertThat(run.exitCode()).as(run.err()).isZero();
        return run.out();
    }

    private static String value(Map<String, String> file, String name) {
        return file.getOrDefault(name, "");
    }

    private static void hold(String redis) {
        try (RedisAdapters adapters = RedisAdapters.connect(RedisSettings.of(URI.create(redis)))) {
            RoomHoldsContract.granted(adapters.roomHolds()
                    .claim(
                            new TenantId("hotel-sur"),
                            new RoomId("101"),
                            RoomHoldsContract.nights(10, 12),
                            Claimants.named("guest"),
                            Duration.ofHours(1)));
        }
    }

    private static String tenantsOverHttp(String url, String token) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/api/admin/tenants"))
                .header("Authorization", "Bearer " + token)
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
        }
    }
}
