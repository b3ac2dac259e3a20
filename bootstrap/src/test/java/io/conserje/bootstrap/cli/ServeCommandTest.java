package io.conserje.bootstrap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.conserje.bootstrap.embedded.EmbeddedServers.Server;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServeCommandTest {

    @TempDir
    static Path directory;

    @Test
    void aPortThatIsTakenIsNamedWithTheSettingsThatChooseAnother() throws IOException {
        try (TwoHotels hotels = TwoHotels.on(directory.resolve("servers"), Server.POSTGRES);
                ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Run run = Run.of(
                    Map.of(
                            "POSTGRES_URL",
                            hotels.postgres().toString(),
                            "SESSIONS",
                            "postgres",
                            "LOCKS",
                            "postgres",
                            "PORT",
                            String.valueOf(taken.getLocalPort())),
                    directory,
                    "serve");

            assertThat(run.exitCode()).as(run.err()).isEqualTo(1);
            assertThat(run.err())
                    .startsWith("Cannot listen on 127.0.0.1:" + taken.getLocalPort() + ": it is in use")
                    .contains("Choose others with HOST and PORT")
                    .doesNotContain("\tat ");
        }
    }
}
