package io.conserje.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service that is told to stop (SIGTERM) stops, and so do the servers that it embedded. */
class ServiceStoppedTest {

    @TempDir
    Path folder;

    @Test
    void aTerminatedServiceStopsItsServers() throws Exception {
        Path home = folder.resolve("home");
        Process service = start(home);
        try {
            await().atMost(Duration.ofMinutes(2)).until(() -> {
                assertThat(service.isAlive()).as(log()).isTrue();
                return log().contains("Serving on http://");
            });
            assertThat(home.resolve("postgres/postmaster.pid")).exists();
            service.destroy();
            assertThat(service.waitFor(60, TimeUnit.SECONDS)).as(log()).isTrue();
        } finally {
            service.destroyForcibly();
        }
        assertThat(home.resolve("postgres/postmaster.pid")).doesNotExist();
        assertThat(ProcessHandle.allProcesses().flatMap(process -> process.info().commandLine().stream()))
                .noneMatch(command -> command.contains(home.toString()));
    }

    private Process start(Path home) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dconserje.home=" + home,
                "-cp",
                System.getProperty("java.class.path"),
                "io.conserje.bootstrap.Launcher",
                "serve");
        builder.environment().put("ENVIRONMENT", "development");
        builder.environment().put("PORT", "0");
        return builder.redirectErrorStream(true)
                .redirectOutput(folder.resolve("service.log").toFile())
                .start();
    }

    private String log() throws IOException {
        Path log = folder.resolve("service.log");
        return Files.exists(log) ? Files.readString(log) : "";
    }
}
