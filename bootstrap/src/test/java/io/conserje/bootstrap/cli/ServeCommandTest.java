package io.conserje.bootstrap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.conserje.bootstrap.embedded.EmbeddedServers.Server;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
            Run run = serve(hotels, taken, directory);

            assertThat(run.exitCode()).as(run.err()).isEqualTo(1);
            assertThat(run.err())
                    .startsWith("Cannot listen on 127.0.0.1:" + taken.getLocalPort() + ": it is in use")
                    .contains("Choose others with HOST and PORT")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void itsOwnServersNeitherWantTheHomeNorCareWhoHasIt() throws IOException {
        Path home = directory.resolve("home");
        try (TwoHotels hotels = TwoHotels.on(home, Server.POSTGRES);
                ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Path none = Files.writeString(directory.resolve("file"), "").resolve("home");
            for (Path at : List.of(home, none)) {
                // As far as it can get without serving until it is stopped.
                assertThat(serve(hotels, taken, at).err()).startsWith("Cannot listen on ");
            }
        }
    }

    private static Run serve(TwoHotels hotels, ServerSocket at, Path home) {
        Map<String, String> environment = Map.of(
                "POSTGRES_URL",
                hotels.postgres().toString(),
                "SESSIONS",
                "postgres",
                "LOCKS",
                "postgres",
                "PORT",
                String.valueOf(at.getLocalPort()));
        return Run.of(environment, home, "serve");
    }
}
